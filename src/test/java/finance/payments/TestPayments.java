package finance.payments;

import finance.FinanceConfig;
import java.nio.file.Path;
import javax.sql.DataSource;
import mappings.MappingRegistry;

/** Payments without Quarkus, for other packages' tests. */
public final class TestPayments {

    static final DealerChannels CHANNELS = new DealerChannels(MappingRegistry.of(Path.of("mappings"), false));

    private TestPayments() {
    }

    public static Payments of(DataSource database, FinanceConfig config) {
        return new Payments(database, config, CHANNELS);
    }
}
