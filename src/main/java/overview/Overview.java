package overview;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;

/**
 * What came in in the last hours, of all channels. Hours are full ones of UTC, the one that is under way included.
 *
 * @param at       when it was counted, UTC; at most some seconds ago
 * @param complete whether all hours were counted; if not, the next question finds more of them
 * @param byStatus orders made in these hours, by the status they have now; UNKNOWN: no event has told one
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Overview(Instant at, int hours, boolean complete, Totals totals, List<OfChannel> byChannel, List<OfStatus> byStatus, List<OfHour> byHour,
                       List<Lag> lag, Freshness freshness) {

    /** A week. */
    static final int MAX_HOURS = 168;

    /**
     * @param orders    made in these hours, by the channel's own time
     * @param value     of these orders but for those cancelled or failed, as far as their amount is known
     * @param changes   messages stored
     * @param deadOpen  dead letters that are not resolved, however old
     * @param errorRate of the messages that came to an end in these hours the share that became dead letters, from 0 to 1
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Totals(long orders, List<Value> value, long changes, long deadOpen, double errorRate) { }

    /** @param amount a decimal string */
    public record Value(String currency, String amount) { }

    /** @param dead dead letters of these hours, resolved or not */
    public record OfChannel(String platform, long orders, List<Value> value, long changes, long dead) { }

    public record OfStatus(String status, long orders) { }

    /** One channel in one hour, where there was anything. */
    public record OfHour(Instant hour, String platform, long orders, long changes, long dead) { }

    /** @param records how many of the topic wait for the consumer group */
    public record Lag(String group, String topic, long records) { }

    /** From received to stored, of these hours; null: nothing was stored. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Freshness(Long p50Ms, Long p99Ms) { }
}
