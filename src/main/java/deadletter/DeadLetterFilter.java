package deadletter;

import http.Cursor;
import io.quarkus.panache.common.Parameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mappings.Outcome;

/**
 * Which dead letters are asked for. Every value is bound, never written into the query.
 *
 * @param from failed at or after
 * @param to   failed before
 */
record DeadLetterFilter(Optional<String> channel, Optional<Outcome.Reason> reason, DeadLetter.Status status,
                        Optional<Instant> from, Optional<Instant> to) {

    /** The page that follows {@code after}, and one more, which tells whether there is a next page. */
    List<DeadLetter> page(Optional<Cursor> after, int limit) {
        List<String> conditions = new ArrayList<>(List.of("status = :status"));
        Parameters values = Parameters.with("status", status.name());
        channel.ifPresent(value -> {
            conditions.add("channel = :channel");
            values.and("channel", value);
        });
        reason.ifPresent(value -> {
            conditions.add("reason = :reason");
            values.and("reason", value.name());
        });
        from.ifPresent(value -> {
            conditions.add("failedAt >= :from");
            values.and("from", value);
        });
        to.ifPresent(value -> {
            conditions.add("failedAt < :to");
            values.and("to", value);
        });
        after.ifPresent(value -> {
            conditions.add("id < :afterId");
            values.and("afterId", value.id());
        });
        return DeadLetter.find("from DeadLetter where " + String.join(" and ", conditions) + " order by id desc", values)
            .page(0, limit + 1).list();
    }
}
