package overview;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How a channel fares. Times are UTC, null: never. Counts are of the hours that were asked for, of all replicas.
 *
 * @param on                 whether it takes webhooks or is polled, by the configuration of the process that answers
 * @param whyOff             the key that is missing; null: it is on
 * @param webhook            whether its webhooks are taken
 * @param polled             whether a shop of it is polled
 * @param shops              ids of those that are polled, by the same configuration: what can be fetched again
 * @param whyNotPolled       why shops that are configured are not
 * @param lastPollAt         when a poll of one of its shops last reached its end
 * @param missedByWebhooks   changes that a poll found and no webhook had told
 * @param received           messages taken in, however they came
 * @param rejected           webhooks refused, by reason
 * @param token              of the shops that are polled; where none is, of all that have one
 * @param silent             whether nothing was heard for longer than {@code silentAfterSeconds}: no webhook, or, where there are none, no poll
 * @param backfills          the latest first: the last five, and of each shop the one that is read, the oldest under way without trouble, and those that have some
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ChannelState(String channel, boolean on, String whyOff, boolean webhook, boolean polled, List<String> shops, List<String> whyNotPolled,
                           Instant lastWebhookAt, Instant lastPollAt, long polls, long pollsFailed, long missedByWebhooks, long received,
                           Map<String, Long> rejected, List<Token> token, boolean silent, long silentAfterSeconds, List<Backfill> backfills) {

    /** @param expiresAt when the stored access token ends; null: the platform did not say */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Token(String shop, Instant expiresAt) { }

    /**
     * @param fetched orders that are in Kafka so far
     * @param done    of the range, the seconds that were gone through; nobody knows how many orders there are
     * @param total   seconds of the range
     * @param detail  the last trouble; null: none
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Backfill(long id, String shop, Instant from, Instant to, String state, long fetched, long done, long total, String detail) { }

    /** All of them, by name. */
    public record All(List<ChannelState> channels) { }
}
