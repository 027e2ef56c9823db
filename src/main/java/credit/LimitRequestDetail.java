package credit;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import http.Cursor;
import java.time.Instant;
import java.util.List;
import orders.Money;

/**
 * A limit request as the API shows it.
 *
 * @param limit  a decimal string in {@code currency}, the dealer's
 * @param until  null: for good
 * @param answer why it was refused, or what was said of its approval
 */
@JsonNaming(SnakeCaseStrategy.class)
record LimitRequestDetail(long id, String customerId, String limit, String currency, Instant until, String reason, LimitRequest.State state,
                          String answer, String askedBy, Instant askedAt, String decidedBy, Instant decidedAt) {

    static LimitRequestDetail of(LimitRequest request) {
        return new LimitRequestDetail(request.id, request.customerId, Money.text(request.newLimit, request.currency), request.currency,
            request.until, request.reason, LimitRequest.State.valueOf(request.state), request.answer, request.askedBy, request.askedAt,
            request.decidedBy, request.decidedAt);
    }

    Cursor cursor() {
        return Cursor.of(id);
    }

    /** As the dealer sees it: who of the seller's decided is not told. */
    LimitRequestDetail withoutStaff() {
        return new LimitRequestDetail(id, customerId, limit, currency, until, reason, state, answer, askedBy, askedAt, null, decidedAt);
    }

    /** @param next the cursor of the next page; null: this is the last */
    record Page(List<LimitRequestDetail> requests, String next) { }
}
