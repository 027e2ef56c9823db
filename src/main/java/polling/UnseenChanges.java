package polling;

import channels.PlatformJson;
import channels.RawMessage;
import com.fasterxml.jackson.databind.JsonNode;
import database.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.stream.Stream;
import mappings.ChannelMapping;
import mappings.MappingRegistry;
import mappings.Outcome;
import tally.Tally;

/**
 * Counts what polling found before any webhook told it: a status that is newer than the order we have, and another one.
 * A channel that loses webhooks shows here; one that sends none is not counted. Of what is lost it counts a part alone: a
 * change that was polled before its webhook was due is stored then, and found no more.
 */
@ApplicationScoped
public class UnseenChanges {

    /** How long a webhook may be on its way: of a younger change nobody knows yet whether one tells it. No longer than half the time between two polls. */
    private static final Duration DUE_AFTER = Duration.ofMinutes(2);

    private static final String KNOWN = """
        select 1 from orders
         where platform = ? and shop_id = ? and order_id = ? and (updated_at >= ? or status is not distinct from ?)""";

    private final MappingRegistry mappings;
    private final PolledShops shops;
    private final Sql database;
    private final MeterRegistry meters;
    private final Tally tally;
    private final Clock clock = Clock.systemUTC();

    UnseenChanges(MappingRegistry mappings, PolledShops shops, Sql database, MeterRegistry meters, Tally tally) {
        this.mappings = mappings;
        this.shops = shops;
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
        Instant changed = OffsetDateTime.parse(order.path("timestamp").asText()).toInstant();
        return changed.isBefore(clock.instant().minus(dueAfter(polled.channel()))) && database.query(KNOWN, row -> 1, order.path("platform").asText(),
            order.path("shop_id").asText(), order.path("order_id").asText(), changed, order.path("status").asText()).isEmpty();
    }

    private Duration dueAfter(String channel) {
        return Stream.concat(Stream.of(DUE_AFTER), shops.of(channel).stream().map(shop -> shops.every(shop).dividedBy(2)))
            .min(Duration::compareTo).orElseThrow();
    }

    private static JsonNode read(byte[] json) {
        try {
            return PlatformJson.read(json);
        } catch (IOException e) {
            throw new IllegalStateException("A canonical message was no JSON", e);
        }
    }
}
