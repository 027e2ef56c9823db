package finance.reconciliation;

import database.Sql;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What is open of all days, as gauges; read from PostgreSQL, so each replica that reads it shows the same. */
@ApplicationScoped
public class ReconciliationGauges {

    private final Sql database;
    private final Items items;
    private final MultiGauge open;
    private final AtomicLong alerts;

    ReconciliationGauges(Sql database, Items items, MeterRegistry meters) {
        this.database = database;
        this.items = items;
        this.open = MultiGauge.builder("ordersync.reconciliation.open").description("Items of all days that do not agree and are not explained")
            .register(meters);
        this.alerts = new AtomicLong();
        Gauge.builder("ordersync.reconciliation.alerts", alerts, AtomicLong::get)
            .description("Of these, amounts that differ by more than ordersync.reconciliation.alert-above").register(meters);
    }

    /** Reads them anew. */
    public void refresh() {
        Map<String, Long> counts = new HashMap<>();
        database.query("select class, count(*) from reconciliation_item where state = 'open' group by class",
            row -> counts.put(row.getString(1), row.getLong(2)));
        List<Row<?>> rows = new ArrayList<>();
        Arrays.stream(ItemClass.values()).map(Enum::name).forEach(one -> rows.add(Row.of(Tags.of("class", one), counts.getOrDefault(one, 0L))));
        open.register(rows, true);
        alerts.set(items.alerts());
    }
}
