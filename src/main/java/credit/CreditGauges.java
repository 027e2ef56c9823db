package credit;

import database.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the database knows of credit for all replicas, as gauges; each replica that reads it shows the same. */
@ApplicationScoped
public class CreditGauges {

    private static final String OUTSTANDING = "select customer_id, currency, outstanding from dealer where outstanding > 0 order by outstanding desc limit ?";
    private static final String LOCKED = """
        select coalesce(reason, 'none') as reason, count(*) as orders, min(locked_at) as oldest from credit_order where locked group by 1""";

    private final Sql database;
    private final int topDealers;
    private final MultiGauge outstanding;
    private final MultiGauge lockedOrders;
    private final MultiGauge oldestAge;

    private record Locked(String reason, long orders, Instant oldest) { }

    CreditGauges(Sql database, GaugesConfig config, MeterRegistry meters) {
        this.database = database;
        this.topDealers = config.topDealers();
        this.outstanding = MultiGauge.builder("credit_outstanding_amount")
            .description("What the dealers who owe most owe for what was delivered, in their currency").register(meters);
        this.lockedOrders = MultiGauge.builder("credit_locked_orders").description("Orders that wait for credit").register(meters);
        this.oldestAge = MultiGauge.builder("credit_locked_oldest_age_seconds")
            .description("Since when the oldest of them waits").register(meters);
    }

    /** Reads them anew; ages go on counting until the next time. */
    public void refresh() {
        outstanding.register(new ArrayList<>(database.query(OUTSTANDING, row -> Row.of(
            Tags.of("dealer", row.getString("customer_id"), "currency", row.getString("currency")),
            row.getBigDecimal("outstanding").doubleValue()), topDealers)), true);
        List<Locked> locked = database.query(LOCKED,
            row -> new Locked(row.getString("reason"), row.getLong("orders"), Sql.instant(row, "oldest")));
        lockedOrders.register(new ArrayList<>(locked.stream().map(of -> Row.of(Tags.of("reason", of.reason), of.orders)).toList()), true);
        oldestAge.register(new ArrayList<>(locked.stream().filter(of -> of.oldest != null)
            .map(of -> Row.of(Tags.of("reason", of.reason), () -> Duration.between(of.oldest, Instant.now()).toMillis() / 1000.0)).toList()), true);
    }
}
