package polling;

import channels.ShopAccess;
import database.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Ages and ends that the database knows for all replicas, as gauges in seconds; each replica that polls shows the same, of the
 * shops it is configured to poll. One that never was polled to its end has the age of the process, so that this can be alerted on.
 */
@ApplicationScoped
public class PollGauges {

    private final Sql database;
    private final PolledShops shops;
    private final Instant began = Instant.now();
    private final MultiGauge webhookAge;
    private final MultiGauge pollAge;
    private final MultiGauge tokenExpires;

    PollGauges(Sql database, PolledShops shops, MeterRegistry meters) {
        this.database = database;
        this.shops = shops;
        this.webhookAge = MultiGauge.builder("ordersync_last_webhook_age_seconds")
            .description("Seconds since a webhook of the channel was accepted").register(meters);
        this.pollAge = MultiGauge.builder("ordersync_poll_age_seconds")
            .description("Seconds since a poll of the shop reached its end, or since the process began where none ever has").register(meters);
        this.tokenExpires = MultiGauge.builder("ordersync_token_expires_seconds")
            .description("Seconds until the shop's access token ends").register(meters);
    }

    /** Reads the times; between two reads the gauges go on counting. */
    public void refresh() {
        webhookAge.register(new ArrayList<>(database.query("select channel, received_at as at from last_webhook", row ->
            row(Tags.of("channel", row.getString("channel")), Sql.instant(row, "at"), PollGauges::since))), true);

        Map<String, Instant> polled = times("select channel, shop_id, polled_at as at from poll_cursor where polled_at is not null");
        pollAge.register(shopRows(shop -> polled.getOrDefault(shop, began), PollGauges::since), true);

        Map<String, Instant> ends = times("select channel, shop_id, expires_at as at from channel_token where expires_at is not null");
        tokenExpires.register(shopRows(ends::get, time -> -since(time)), true);
    }

    private interface Seconds {
        double of(Instant time);
    }

    /** By {@link ShopAccess#toString}. */
    private Map<String, Instant> times(String sql) {
        Map<String, Instant> times = new HashMap<>();
        database.query(sql, row -> times.put(row.getString("channel") + ":" + row.getString("shop_id"), Sql.instant(row, "at")));
        return times;
    }

    /** Of the shops that are polled; of those alone for which there is a time. */
    private List<Row<?>> shopRows(Function<String, Instant> times, Seconds seconds) {
        List<Row<?>> rows = new ArrayList<>();
        for (ShopAccess shop : shops.all()) {
            Instant time = times.apply(shop.toString());
            if (time != null) {
                rows.add(row(Tags.of("channel", shop.channel(), "shop", shop.shop()), time, seconds));
            }
        }
        return rows;
    }

    private static Row<?> row(Tags tags, Instant time, Seconds seconds) {
        return Row.of(tags, () -> seconds.of(time));
    }

    private static double since(Instant time) {
        return Duration.between(time, Instant.now()).toMillis() / 1000.0;
    }
}
