package finance.payments;

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

/** Money that came and does not agree with its order, for all replicas. */
@ApplicationScoped
public class PaymentGauges {

    private static final String WAITING = """
        select case when provider in ('vnpay', 'momo') then provider else 'other' end as provider, waits_for, count(*) as payments, min(created_at) as oldest
          from payment where waits_for is not null and status = 'CAPTURED' group by 1, 2""";

    private final Sql database;
    private final MultiGauge waiting;
    private final MultiGauge oldest;

    private record Waiting(Tags of, long payments, Instant oldest) { }

    PaymentGauges(Sql database, MeterRegistry meters) {
        this.database = database;
        this.waiting = MultiGauge.builder("ordersync.payments.waiting").description("Captured payments that do not agree with their order").register(meters);
        this.oldest = MultiGauge.builder("ordersync.payments.waiting.oldest.age").baseUnit("seconds")
            .description("Since when the oldest of them is known").register(meters);
    }

    /** Reads them anew; ages go on counting until the next time. */
    public void refresh() {
        List<Waiting> found = database.query(WAITING, row -> new Waiting(Tags.of("provider", row.getString("provider"), "waits_for", row.getString("waits_for")), row.getLong("payments"),
            Sql.instant(row, "oldest")));
        waiting.register(new ArrayList<>(found.stream().map(one -> Row.of(one.of, one.payments)).toList()), true);
        oldest.register(new ArrayList<>(found.stream()
            .map(one -> Row.of(one.of, () -> Duration.between(one.oldest, Instant.now()).toMillis() / 1000.0)).toList()), true);
    }
}
