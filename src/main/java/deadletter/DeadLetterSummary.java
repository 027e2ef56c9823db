package deadletter;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;

/**
 * A dead letter in a list.
 *
 * @param detail     what is wrong
 * @param remedy     what to do
 * @param mapping    name and version of the mapping that decided
 * @param receivedAt when OrderSync first had the message, UTC
 * @param failedAt   when it was found to be wrong, UTC
 */
@JsonNaming(SnakeCaseStrategy.class)
public record DeadLetterSummary(long id, String channel, String reason, String detail, String remedy, String mapping,
                                String key, String status, String source, Instant receivedAt, Instant failedAt) {

    static DeadLetterSummary of(DeadLetter letter) {
        return new DeadLetterSummary(letter.id, letter.channel, letter.reason, letter.detail, letter.remedy, letter.mapping,
            letter.key, letter.status, letter.source, letter.receivedAt, letter.failedAt);
    }
}
