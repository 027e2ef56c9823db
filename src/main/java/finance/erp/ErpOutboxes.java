package finance.erp;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;

/** The outboxes of the ERPs that are on. */
@ApplicationScoped
public class ErpOutboxes {

    private final Map<Erp, ErpOutbox> outboxes = new EnumMap<>(Erp.class);

    ErpOutboxes(Routing routing, ErpConfig config, PostingStore store, MeterRegistry meters) {
        for (Erp erp : routing.on()) {
            Circuit circuit = new Circuit(config.circuitFailures(), config.circuitOpen());
            outboxes.put(erp, switch (erp) {
                case SAP -> new ErpOutbox(erp, store, meters, circuit, config.sap().concurrency(), config.sap().batch(),
                    config.connectTimeout().plus(config.sap().responseTimeout()));
                case HTTP -> new ErpOutbox(erp, store, meters, circuit, config.http().concurrency(), 1,
                    config.connectTimeout().plus(config.http().responseTimeout()));
                case FILE -> new ErpOutbox(erp, store, meters, circuit, 1, config.file().batch(),
                    config.connectTimeout().plus(config.file().responseTimeout()));
            });
        }
    }

    /** @throws NullPointerException the ERP is off */
    public ErpOutbox of(Erp erp) {
        return outboxes.get(erp);
    }
}
