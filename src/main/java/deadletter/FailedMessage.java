package deadletter;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A message that could not be understood, as the topic {@code order_deadletter} tells it; not yet in the database.
 * Whoever wrote the record, each of these values is one that PostgreSQL stores: text without NUL and of bounded length,
 * times within its range.
 *
 * @param channel        name of the channel's folder
 * @param reason         a name of {@link mappings.Outcome.Reason}, or {@link #IGNORED}
 * @param key            the raw message's Kafka key
 * @param body           the bytes as they were sent
 * @param headers        the sender's headers
 * @param receivedAt     when OrderSync first had the message, UTC
 * @param failedAt       when it was found to be wrong, UTC
 * @param topic          where it was read when it failed, with partition and offset
 * @param replayId       the replay that failed; null: it is the message's first failure
 */
public record FailedMessage(String channel, String reason, String detail, String remedy, String mapping, String key,
                            byte[] body, Map<String, String> headers, String source, Instant receivedAt, Instant failedAt,
                            String topic, int kafkaPartition, long kafkaOffset, UUID replayId) {

    /** The reason of a replay that the channel's mapping passed over: nothing is wrong with it any more. */
    public static final String IGNORED = "IGNORED";
}
