package credit;

import com.fasterxml.jackson.annotation.JsonInclude;
import credit.CreditBlock.Decision;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import orders.Money;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Whether an order would be accepted now. Amounts are decimal strings in {@code currency}.
 *
 * @param reason      why not; absent with OK
 * @param available   what the dealer may still buy: the least that its own limit and those of the dealers above it leave
 * @param limit       the dealer's own, now; absent where there is no such dealer, and so the rest
 * @param outstanding what it owes for what was delivered
 * @param held        what its accepted orders will owe
 * @param currency    the dealer's, ISO 4217
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckAnswer(Decision decision, @Schema(nullable = true) Reason reason, String available, String limit,
                          String outstanding, String held, String currency) {

    static final CheckAnswer UNKNOWN_DEALER = new CheckAnswer(Decision.LOCKED, Reason.UNKNOWN_DEALER, null, null, null, null, null);

    static CheckAnswer of(Standing standing, Optional<Reason> refusal, Instant now) {
        Account own = standing.own();
        return new CheckAnswer(refusal.isPresent() ? Decision.LOCKED : Decision.OK, refusal.orElse(null),
            text(standing.available(now), own), text(own.limit(now), own), text(own.outstanding(), own), text(own.held(), own), own.currency());
    }

    private static String text(BigDecimal amount, Account account) {
        return Money.text(amount, account.currency());
    }
}
