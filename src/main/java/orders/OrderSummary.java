package orders;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An order in a list. Its items are left to {@link OrderDetail}: two hundred orders of a thousand items are no page.
 *
 * @param amount    a decimal string with its currency's decimals
 * @param createdAt the earliest source time, UTC
 * @param updatedAt the latest source time, UTC
 * @param buyer     a JSON object, or null
 * @param creditLocked whether it waits for its dealer's credit; its status is ON_HOLD then
 */
@JsonNaming(SnakeCaseStrategy.class)
public record OrderSummary(long id, String orderId, String platform, String shopId, String status, String platformStatus,
                           String amount, String currency, Instant createdAt, Instant updatedAt,
                           @JsonRawValue @Schema(type = SchemaType.OBJECT) String buyer, String dealerId, boolean creditLocked) {

    static OrderSummary of(Order order) {
        return new OrderSummary(order.id, order.orderId, order.platform, order.shopId, order.status, order.platformStatus,
            Money.text(order.amount, order.currency), order.currency, order.createdAt, order.updatedAt, order.buyer, order.dealerId,
            order.creditLocked);
    }
}
