package orders;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An order with all that is known of it.
 *
 * @param items   a JSON array as the channel told it, or null
 * @param credit  what was last decided of its credit, a JSON object; null: it is on nobody's account
 * @param history oldest first
 * @param postings what the ERP is told of it, oldest first
 * @param payments those that name it, oldest first
 */
public record OrderDetail(@JsonUnwrapped OrderSummary order, @JsonRawValue @Schema(type = SchemaType.ARRAY, implementation = Object.class) String items,
                          @JsonRawValue @Schema(type = SchemaType.OBJECT) String credit, List<Line> lines, List<StatusSpan> history,
                          List<OrderMoney.Posting> postings, List<OrderMoney.Payment> payments) {

    static OrderDetail of(Order order, List<OrderLine> lines, List<OrderEvent> oldestFirst,
                          List<OrderMoney.Posting> postings, List<OrderMoney.Payment> payments) {
        return new OrderDetail(OrderSummary.of(order), order.items, order.credit, lines.stream().map(Line::of).toList(),
            StatusSpan.history(oldestFirst), postings, payments);
    }

    /**
     * A line with the status that counts: that of a return or cancellation while one is asked for, else its own.
     *
     * @param updatedAt source time of that status, UTC
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Line(String lineId, String status, String platformStatus, Instant updatedAt) {

        static Line of(OrderLine line) {
            return line.isReversing()
                ? new Line(line.lineId, line.reverseStatus, line.reversePlatformStatus, line.reverseAt)
                : new Line(line.lineId, line.status, line.platformStatus, line.statusAt);
        }
    }
}
