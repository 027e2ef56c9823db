package polling;

import database.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Ages and ends that the database knows for all replicas, as gauges in seconds; each replica that polls shows the same. */
@ApplicationScoped
public class PollGauges {

    private final Sql database;
    private final MultiGauge webhookAge;
    private final MultiGauge pollAge;
    private final MultiGauge tokenExpires;

    PollGauges(Sql database, MeterRegistry meters) {
        this.database = database;
        this.webhookAge = MultiGauge.builder("ordersync_last_webhook_age_seconds")
            .description("Seconds since a webhook of the channel was accepted").register(meters);
        this.pollAge = MultiGauge.builder("ordersync_poll_age_seconds")
            .description("Seconds since a poll of the shop reached its end").register(meters);
        this.tokenExpires = MultiGauge.builder("ordersync_token_expires_seconds")
            .description("Seconds until the shop's access token ends").register(meters);
    }

    /** Reads the times; between two reads the gauges go on counting. */
    public void refresh() {
        webhookAge.register(rows("select channel, null as shop_id, received_at as at from last_webhook", PollGauges::since), true);
        pollAge.register(rows("select channel, shop_id, polled_at as at from poll_cursor where polled_at is not null", PollGauges::since), true);
        tokenExpires.register(rows("select channel, shop_id, expires_at as at from channel_token where expires_at is not null",
            time -> -since(time)), true);
    }

    private interface Seconds {
        double of(Instant time);
    }

    private List<Row<?>> rows(String sql, Seconds seconds) {
        return new ArrayList<>(database.query(sql, row -> {
            Instant time = Sql.instant(row, "at");
            String shop = row.getString("shop_id");
            Tags tags = Tags.of("channel", row.getString("channel"));
            return Row.of(shop == null ? tags : tags.and("shop", shop), () -> seconds.of(time));
        }));
    }

    private static double since(Instant time) {
        return Duration.between(time, Instant.now()).toMillis() / 1000.0;
    }
}
