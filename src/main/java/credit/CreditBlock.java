package credit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * The {@code credit} block of a canonical message: what was decided of its order. Amounts are decimal strings in
 * {@code currency}.
 *
 * @param decision  OK or LOCKED
 * @param reason    why it is locked; null with OK
 * @param dealer    as told; there may be no such dealer
 * @param limit     of the dealer; null where there is no such dealer, and so the rest
 * @param available what the dealer may still buy after this
 * @param currency  the dealer's, ISO 4217
 * @param version   one more with each decision on the order: of two blocks the greater tells what holds
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CreditBlock(Decision decision, Reason reason, String dealer, String limit, String available, String outstanding,
                          String held, String currency, int version) {

    /** Whether the order goes on. */
    public enum Decision {
        OK, LOCKED
    }

    @JsonIgnore
    public boolean isLocked() {
        return decision == Decision.LOCKED;
    }
}
