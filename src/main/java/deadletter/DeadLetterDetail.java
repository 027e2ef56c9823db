package deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A dead letter with all that is needed to mend it.
 *
 * @param body       the bytes as they were sent, where they are UTF-8
 * @param bodyBase64 the same where they are not
 * @param headers    the sender's, a JSON object
 * @param topic      where it was read when it failed, with partition and offset
 * @param replays    the latest first, a hundred at most
 */
@JsonNaming(SnakeCaseStrategy.class)
public record DeadLetterDetail(@JsonUnwrapped DeadLetterSummary letter,
                               @JsonInclude(JsonInclude.Include.NON_NULL) String body,
                               @JsonInclude(JsonInclude.Include.NON_NULL) String bodyBase64,
                               @JsonRawValue @Schema(type = SchemaType.OBJECT) String headers, String topic, int partition, long offset, List<Replay> replays) {

    static DeadLetterDetail of(DeadLetter letter, List<DeadLetterReplay> replays) {
        String text = text(letter.body);
        return new DeadLetterDetail(DeadLetterSummary.of(letter), text,
            text == null ? Base64.getEncoder().encodeToString(letter.body) : null, letter.headers,
            letter.topic, letter.kafkaPartition, letter.kafkaOffset, replays.stream().map(Replay::of).toList());
    }

    private static String text(byte[] body) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException notText) {
            return null;
        }
    }

    /**
     * One attempt to send it again.
     *
     * @param state  SENT: under way; STORED, IGNORED: it went through; FAILED: for the reason given
     * @param edited whether another body than the original was sent
     * @param jobId  the replay by filter it was part of, or null
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Replay(UUID id, String state, boolean edited, Long jobId, Instant requestedAt, Instant finishedAt,
                         String reason, String detail) {

        static Replay of(DeadLetterReplay replay) {
            return new Replay(replay.id, replay.state, replay.edited, replay.jobId, replay.requestedAt, replay.finishedAt,
                replay.reason, replay.detail);
        }
    }
}
