package deadletter;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How far a replay by filter has come.
 *
 * @param total    dead letters that matched when it began
 * @param sent     how many were sent again; those resolved or replayed by hand meanwhile are not among them
 * @param outcomes how many of those sent are in which state: SENT (under way), STORED, IGNORED, FAILED
 * @param state    RUNNING or DONE
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ReplayProgress(long id, String state, @JsonRawValue @Schema(type = SchemaType.OBJECT) String filter, int perSecond, long total, long sent,
                             Map<String, Long> outcomes, Instant createdAt, Instant finishedAt) {

    static ReplayProgress of(ReplayJob job, Map<String, Long> outcomes) {
        return new ReplayProgress(job.id, job.state, job.filter, job.perSecond, job.total, job.sent, outcomes,
            job.createdAt, job.finishedAt);
    }
}
