package live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import orders.ChangedOrder;

/** The events that screens are sent; docs/live.md describes them. */
@ApplicationScoped
class Frames {

    private final ObjectMapper json;

    Frames(ObjectMapper json) {
        this.json = json;
    }

    /** None where nothing that changed concerns the filter. The last alone says how far it was told: a connection can break behind each. */
    List<Frame> of(Changed changed, StreamFilter filter, StreamPosition told) {
        List<ChangedOrder> shown = new ArrayList<>();
        List<Long> gone = new ArrayList<>();
        for (ChangedOrder order : changed.orders()) {
            if (filter.covers(order)) {
                if (filter.shows(order)) {
                    shown.add(order);
                } else {
                    gone.add(order.id());
                }
            }
        }
        boolean more = changed.more() > 0;
        List<Frame> frames = new ArrayList<>();
        if (!gone.isEmpty()) {
            frames.add(event("gone", more || !shown.isEmpty() ? null : told, gone));
        }
        if (!shown.isEmpty()) {
            frames.add(event("orders", more ? null : told, shown));
        }
        if (more) {
            // How many changed in all is not for dealers to know.
            frames.add(filter.dealer().isPresent() ? reset(told) : event("more", told, Map.of("orders", changed.more())));
        }
        return frames;
    }

    /** @param told null: what was missed comes behind it */
    Frame hello(Freshness freshness, Instant now, StreamPosition told) {
        return event("hello", told, Map.of("freshness", freshness.told(now).withoutRate()));
    }

    Frame freshness(Freshness.Told freshness, StreamPosition told) {
        return event("freshness", told, freshness);
    }

    Frame reset(StreamPosition told) {
        return event("reset", told, Map.of());
    }

    private Frame event(String name, StreamPosition told, Object data) {
        try {
            return Frame.event(name, told, json.writeValueAsString(data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A record is not written as JSON", e);
        }
    }
}
