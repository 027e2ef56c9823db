package credit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import credit.CreditConfig.Effect;
import http.Problem;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What is answered to a posted order.
 *
 * @param status 201: accepted; 403: kept and locked; otherwise it was not kept, or nobody knows
 * @param json   the order and its credit block, or a problem (RFC 9457), which has both as members where the order is locked
 */
record OrderAnswer(int status, String json) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The amount is held. */
    @Schema(name = "Order accepted")
    @JsonNaming(SnakeCaseStrategy.class)
    record Accepted(String orderId, String platform, String shopId, CreditBlock credit) { }

    /** A problem, with members of our own. */
    @Schema(name = "Order locked")
    @JsonNaming(SnakeCaseStrategy.class)
    record Locked(String type, String title, int status, String detail, String orderId, String platform, String shopId, CreditBlock credit) { }

    static OrderAnswer of(PostedOrder order, CreditBlock decided) {
        if (!decided.isLocked()) {
            return new OrderAnswer(201, written(new Accepted(order.orderId(), PostedOrder.CHANNEL, PostedOrder.SHOP, decided)));
        }
        Problem problem = Problem.of(403, "The order is kept and waits for credit: " + why(decided.reason())
            + ". It goes on by itself once that has changed; do not post it again.");
        return new OrderAnswer(403, written(new Locked(problem.type(), problem.title(), problem.status(), problem.detail(), order.orderId(), PostedOrder.CHANNEL, PostedOrder.SHOP, decided)));
    }

    /** A posted order that was told to be over: {@code effect} says how. */
    static OrderAnswer over(PostedOrder order, Effect effect) {
        return problem(409, "Order " + order.orderId() + " is " + switch (effect) {
            case HOLD, KEEP -> throw new IllegalArgumentException("an order that is held is not over");
            case COMMIT -> "delivered already";
            case VOID -> "cancelled";
            case RETURN -> "returned";
        } + ", so it is not amended; nothing was kept. A new order needs a new orderId.");
    }

    /** A posted order of which something else was told at a later time. */
    static OrderAnswer overtaken(PostedOrder order) {
        return problem(409, "Order " + order.orderId() + " was told otherwise at a later time, by its channel or by another request; nothing "
            + "of this one was kept. See GET /orders/" + PostedOrder.CHANNEL + "/{orderId}, and post it again if it is to be amended.");
    }

    static OrderAnswer problem(int status, String detail) {
        return new OrderAnswer(status, written(Problem.of(status, detail)));
    }

    boolean isProblem() {
        return status >= 400;
    }

    private static String why(Reason reason) {
        return switch (reason) {
            case OVER_LIMIT -> "it is more than the dealer may still buy";
            case OVERDUE -> "an invoice of the dealer, or of one above it, is overdue";
            case MANUAL_LOCK -> "the dealer, or one above it, is locked";
            case UNKNOWN_DEALER -> "there is no such dealer";
            case NO_RATE -> "no exchange rate of its day is known";
            case CURRENCY -> "it is in another currency than the dealer's account";
            case NO_AMOUNT -> "its amount is not known";
        };
    }

    private static String written(Object answer) {
        try {
            return JSON.writeValueAsString(answer);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A record of texts must be writable", impossible);
        }
    }
}
