package channels;

import java.time.Instant;
import java.util.Map;

/**
 * A channel's message as it came in, before anyone understood it: what the topic {@code order_events} carries.
 *
 * @param channel    name of the channel's folder under {@code mappings/}
 * @param key        {@code platform:shop_id:order_id}, the Kafka key: one order's events stay in one partition
 * @param body       the bytes as they were sent; never re-serialised
 * @param headers    the sender's headers a mapping may read (lower case names, never a credential)
 * @param receivedAt when OrderSync first had the message, UTC
 * @param source     how it came
 * @param replayId   the replay this message is, or null; points to its dead letter through {@code dead_letter_replay}
 */
public record RawMessage(String channel, String key, byte[] body, Map<String, String> headers, Instant receivedAt,
                         Source source, String replayId) {

    /** In place of a channel: the message came on {@code payment.settled}, and goes back there. No folder may have this name. */
    public static final String PAYMENT = "payment";

    /** Of one that a mapping reads. What was polled may have more, and Kafka takes twice as much. */
    public static final int MAPPED_BYTES_MAX = 1 << 20;

    /** How a message came in. The word is what Kafka's header and metrics say. */
    public enum Source {
        WEBHOOK("webhook"), POLL("poll"), BACKFILL("backfill"), DETAILS("details");

        public final String word;

        Source(String word) {
            this.word = word;
        }

        /** The source of a word written by {@link #word}; an unknown one reads as WEBHOOK, the most trusted guess of an old record. */
        public static Source of(String word) {
            for (Source source : values()) {
                if (source.word.equals(word)) {
                    return source;
                }
            }
            return WEBHOOK;
        }
    }
}
