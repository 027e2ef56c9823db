package finance.erp;

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

/** The postings that are not booked, for all replicas, as gauges; each replica that reads them shows the same. */
@ApplicationScoped
public class ErpGauges {

    /** Refused ones are those whose dead letter is open. */
    private static final String WAITING = """
        select erp, status, count(*) as postings, min(created_at) as oldest
          from erp_posting where status in ('CREATED', 'SENT', 'IN_DOUBT') and erp is not null group by 1, 2
         union all
        select 'none', status, count(*), min(created_at) from erp_posting where status in ('CREATED', 'HELD') and erp is null group by 1, 2
         union all
        select channel, 'REFUSED', count(*), min(received_at) from dead_letter where status <> 'RESOLVED' and topic = 'erp_posting' group by 1""";

    private final Sql database;
    private final MultiGauge postings;
    private final MultiGauge oldest;

    private record Waiting(Tags of, long count, Instant oldest) { }

    ErpGauges(Sql database, MeterRegistry meters) {
        this.database = database;
        this.postings = MultiGauge.builder("ordersync_erp_postings").description("Postings that are not booked").register(meters);
        this.oldest = MultiGauge.builder("ordersync_erp_oldest_age_seconds").description("Since when the oldest of them waits").register(meters);
    }

    /** Reads them anew; ages go on counting until the next time. */
    public void refresh() {
        List<Waiting> waiting = database.query(WAITING, row -> new Waiting(Tags.of("erp", row.getString("erp"), "status", row.getString("status")),
            row.getLong("postings"), Sql.instant(row, "oldest")));
        postings.register(new ArrayList<>(waiting.stream().map(one -> Row.of(one.of, one.count)).toList()), true);
        oldest.register(new ArrayList<>(waiting.stream()
            .map(one -> Row.of(one.of, () -> Duration.between(one.oldest, Instant.now()).toMillis() / 1000.0)).toList()), true);
    }
}
