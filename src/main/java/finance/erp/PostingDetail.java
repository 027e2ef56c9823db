package finance.erp;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A posting with what it is made of and what became of it.
 *
 * @param rate     VND for one unit of its currency, decimal string; null: not looked up yet
 * @param document lines, net, tax and rounding, as JSON
 * @param steps    its life, oldest first, two hundred at most
 */
@JsonNaming(SnakeCaseStrategy.class)
public record PostingDetail(@JsonUnwrapped PostingSummary posting, String rate, @JsonRawValue @Schema(type = SchemaType.OBJECT) String document, List<Step> steps) {

    /** A step of its life. */
    public record Step(Instant at, String status, String detail) { }

    static PostingDetail of(ErpPosting posting, List<ErpPostingStep> steps) {
        return new PostingDetail(PostingSummary.of(posting), posting.rate == null ? null : posting.rate.stripTrailingZeros().toPlainString(), posting.document,
            steps.stream().map(step -> new Step(step.at, step.status, step.detail)).toList());
    }
}
