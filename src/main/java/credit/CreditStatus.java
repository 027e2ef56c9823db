package credit;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.LocalDate;

/** How a dealer stands, and what waits for it; the fields are those of {@link DealerDetail}. */
@JsonNaming(SnakeCaseStrategy.class)
record CreditStatus(String customerId, String name, String currency, String limit, String outstanding, String held, String available,
                    boolean locked, Reason reason, String lockedBy, String lockReason, LocalDate overdueSince, Waiting waiting) {

    /**
     * Orders that wait for credit.
     *
     * @param orders how many
     * @param amount of all whose amount is known in the dealer's currency, a decimal string in that
     * @param oldest when the first of them was placed, UTC; null: there is none
     */
    record Waiting(long orders, String amount, Instant oldest) { }

    static CreditStatus of(DealerDetail dealer) {
        return new CreditStatus(dealer.customerId(), dealer.name(), dealer.currency(), dealer.limit(), dealer.outstanding(), dealer.held(),
            dealer.available(), dealer.locked(), dealer.reason(), dealer.lockedBy(), dealer.lockReason(), dealer.overdueSince(), dealer.waiting());
    }
}
