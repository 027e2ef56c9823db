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

    private static final String PAYMENTS = """
        select waits_for, count(*) as payments, min(received_at) as oldest from dealer_payment where waits_for is not null group by 1""";

    private final Sql database;
    private final int topDealers;
    private final MultiGauge outstanding;
    private final MultiGauge lockedOrders;
    private final MultiGauge oldestAge;
    private final MultiGauge waitingPayments;
    private final MultiGauge oldestPaymentAge;

    /** @param of the reason, or what is waited for */
    private record Waiting(Tags of, long count, Instant oldest) { }

    CreditGauges(Sql database, GaugesConfig config, MeterRegistry meters) {
        this.database = database;
        this.topDealers = config.topDealers();
        this.outstanding = MultiGauge.builder("credit_outstanding_amount")
            .description("What the dealers who owe most owe for what was delivered, in their currency").register(meters);
        this.lockedOrders = MultiGauge.builder("credit_locked_orders").description("Orders that wait for credit").register(meters);
        this.oldestAge = MultiGauge.builder("credit_locked_oldest_age_seconds")
            .description("Since when the oldest of them waits").register(meters);
        this.waitingPayments = MultiGauge.builder("credit_payments_waiting")
            .description("Payments that are on no account until their order, their dealer or a rate is known").register(meters);
        this.oldestPaymentAge = MultiGauge.builder("credit_payments_waiting_oldest_age_seconds")
            .description("Since when the oldest of them waits").register(meters);
    }

    /** Reads them anew; ages go on counting until the next time. */
    public void refresh() {
        outstanding.register(new ArrayList<>(database.query(OUTSTANDING, row -> Row.of(
            Tags.of("dealer", row.getString("customer_id"), "currency", row.getString("currency")),
            row.getBigDecimal("outstanding").doubleValue()), topDealers)), true);
        show(lockedOrders, oldestAge, database.query(LOCKED,
            row -> new Waiting(Tags.of("reason", row.getString("reason")), row.getLong("orders"), Sql.instant(row, "oldest"))));
        show(waitingPayments, oldestPaymentAge, database.query(PAYMENTS,
            row -> new Waiting(Tags.of("waits_for", row.getString("waits_for")), row.getLong("payments"), Sql.instant(row, "oldest"))));
    }

    private static void show(MultiGauge counts, MultiGauge ages, List<Waiting> waiting) {
        counts.register(new ArrayList<>(waiting.stream().map(one -> Row.of(one.of, one.count)).toList()), true);
        ages.register(new ArrayList<>(waiting.stream().filter(one -> one.oldest != null)
            .map(one -> Row.of(one.of, () -> Duration.between(one.oldest, Instant.now()).toMillis() / 1000.0)).toList()), true);
    }
}
