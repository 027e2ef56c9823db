package http;

import java.time.Instant;
import java.util.Optional;

/**
 * From when until when, in UTC; an end that is empty is open. It may be empty, which finds nothing.
 *
 * @param from at or after
 * @param to   before
 */
public record TimeRange(Optional<Instant> from, Optional<Instant> to) {

    /**
     * Of the parameters, or fields, {@code from} and {@code to}; each null or empty where it was not given.
     *
     * @throws ProblemException 400: one is no time, or from is after to, which finds nothing and is meant by nobody
     */
    public static TimeRange of(String from, String to) {
        TimeRange range = new TimeRange(Parameters.time("from", from), Parameters.time("to", to));
        if (range.from.isPresent() && range.to.isPresent() && range.from.get().isAfter(range.to.get())) {
            throw ProblemException.badParameter("from", "no later than to");
        }
        return range;
    }
}
