package webhook;

import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each channel last sent a webhook to any replica: noted in memory as they come, written to the table
 * {@code last_webhook} every few seconds, so that it costs a request nothing.
 */
@ApplicationScoped
public class LastWebhooks {

    private final Map<String, Instant> received = new ConcurrentHashMap<>();
    private final Sql database;

    LastWebhooks(Sql database) {
        this.database = database;
    }

    /** A genuine webhook of this channel was taken in. */
    public void received(String channel, Instant at) {
        received.put(channel, at);
    }

    /** Writes what came since the last time. */
    public void write() {
        for (Map.Entry<String, Instant> last : Map.copyOf(received).entrySet()) {
            database.update("""
                insert into last_webhook (channel, received_at) values (?, ?)
                on conflict (channel) do update set received_at = greatest(last_webhook.received_at, excluded.received_at)""",
                last.getKey(), last.getValue());
            received.remove(last.getKey(), last.getValue());
        }
    }
}
