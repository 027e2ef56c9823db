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
 * @param sent     how many were sent again; those that were passed over are not among them
 * @param passedOver once it is done: how many of them were not sent, for they were resolved, or replayed by hand or by another filter, meanwhile; what failed anew meanwhile was sent besides
 * @param outcomes how many of those sent are in which state: SENT (under way), STORED, IGNORED, FAILED
 * @param state    RUNNING, DONE or STOPPED
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ReplayProgress(long id, String state, @JsonRawValue @Schema(type = SchemaType.OBJECT) String filter, int perSecond, long total, long sent,
                             Long passedOver, Map<String, Long> outcomes, Instant createdAt, Instant finishedAt) {

    /** @param filter as it was asked for */
    static ReplayProgress of(ReplayJob job, String filter, Map<String, Long> outcomes) {
        Long passedOver = job.state.equals("DONE") ? Math.max(0, job.total - job.sent) : null;
        return new ReplayProgress(job.id, job.state, filter, job.perSecond, job.total, job.sent, passedOver, outcomes, job.createdAt, job.finishedAt);
    }
}
