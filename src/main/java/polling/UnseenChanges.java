package polling;

import channels.PlatformJson;
import channels.RawMessage;
import com.fasterxml.jackson.databind.JsonNode;
import database.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.OffsetDateTime;
import mappings.ChannelMapping;
import mappings.MappingRegistry;
import mappings.Outcome;
import tally.Tally;

/**
 * Counts what polling found before any webhook told it: a status that is newer than the order we have, and another one.
 * A channel that loses webhooks shows here; one that sends none is not counted.
 */
@ApplicationScoped
public class UnseenChanges {

    private static final String KNOWN = """
        select 1 from orders
         where platform = ? and shop_id = ? and order_id = ? and (updated_at >= ? or status is not distinct from ?)""";

    private final MappingRegistry mappings;
    private final Sql database;
    private final MeterRegistry meters;
    private final Tally tally;

    UnseenChanges(MappingRegistry mappings, Sql database, MeterRegistry meters, Tally tally) {
        this.mappings = mappings;
        this.database = database;
        this.meters = meters;
        this.tally = tally;
    }

    /** Looks at a polled message before it goes on. */
    public void look(RawMessage polled) {
        mappings.find(polled.channel()).filter(mapping -> mapping.channel().webhook()).ifPresent(mapping -> {
            if (unseen(mapping, polled)) {
                meters.counter("ordersync_poll_found_unseen", "channel", polled.channel()).increment();
                tally.add(Tally.Kind.MISSED, polled.channel(), "", 1);
            }
        });
    }

    private boolean unseen(ChannelMapping mapping, RawMessage polled) {
        if (!(mapping.map(polled) instanceof Outcome.Canonical canonical)) {
            return false;
        }
        JsonNode order = read(canonical.json());
        boolean line = order.hasNonNull("line_id");   // its order is polled with it, and counts once
        if (line || !order.hasNonNull("status")) {
            return false;
        }
        return database.query(KNOWN, row -> 1, order.path("platform").asText(), order.path("shop_id").asText(),
            order.path("order_id").asText(), OffsetDateTime.parse(order.path("timestamp").asText()).toInstant(),
            order.path("status").asText()).isEmpty();
    }

    private static JsonNode read(byte[] json) {
        try {
            return PlatformJson.read(json);
        } catch (IOException e) {
            throw new IllegalStateException("A canonical message was no JSON", e);
        }
    }
}
