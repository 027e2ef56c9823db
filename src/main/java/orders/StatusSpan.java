package orders;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A line of an order's history: neighbours in time that told the same status, read as one.
 *
 * @param status         null where a return or cancellation was withdrawn ({@code effect} is then {@code previous})
 * @param platformStatus the channel's own word, the first one told
 * @param reverse        whether it belongs to a return or cancellation that was asked for
 * @param first          source time of the first of them, UTC
 * @param last           source time of the last of them, UTC
 * @param count          how many events told it
 * @param lineIds        the lines they spoke of; empty: the order as a whole
 * @param sources        how they came: webhook, poll, backfill, details
 */
@JsonNaming(SnakeCaseStrategy.class)
public record StatusSpan(String status, String effect, String platformStatus, boolean reverse, Instant first, Instant last,
                         int count, SortedSet<String> lineIds, SortedSet<String> sources) {

    /** @param events of one order, oldest first; those that changed no status are passed over */
    static List<StatusSpan> history(List<OrderEvent> events) {
        List<StatusSpan> spans = new ArrayList<>();
        for (OrderEvent event : events) {
            if (event.status == null && !"previous".equals(event.effect)) {
                continue;
            }
            int end = spans.size() - 1;
            if (end >= 0 && spans.get(end).tells(event)) {
                spans.set(end, spans.get(end).and(event));
            } else {
                spans.add(of(event));
            }
        }
        return spans;
    }

    private static StatusSpan of(OrderEvent event) {
        return new StatusSpan(event.status, event.effect, event.platformStatus, event.reverse, event.occurredAt, event.occurredAt,
            1, with(new TreeSet<>(), event.lineId), with(new TreeSet<>(), event.source));
    }

    private boolean tells(OrderEvent event) {
        return Objects.equals(status, event.status) && reverse == event.reverse;
    }

    private StatusSpan and(OrderEvent event) {
        return new StatusSpan(status, effect, platformStatus, reverse, first, event.occurredAt, count + 1,
            with(lineIds, event.lineId), with(sources, event.source));
    }

    private static SortedSet<String> with(SortedSet<String> words, String word) {
        if (word != null && !word.isEmpty()) {
            words.add(word);
        }
        return words;
    }
}
