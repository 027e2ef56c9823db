package orders;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;

/** What a screen that shows {@link OrderSummary} has to change; the buyer does not, and so is not told to each that listens. */
@JsonNaming(SnakeCaseStrategy.class)
public record ChangedOrder(long id, String orderId, String platform, String shopId, String status, String platformStatus, String amount,
                           String currency, Instant createdAt, Instant updatedAt, String dealerId, boolean creditLocked) { }
