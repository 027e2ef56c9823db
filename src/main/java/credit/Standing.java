package credit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A dealer and all whose limits its orders must fit as well.
 *
 * @param levels its own account first, then its parent's and so on up
 */
public record Standing(List<Account> levels) {

    public Account own() {
        return levels.get(0);
    }

    /** What it may still buy: the least that any level leaves. */
    public BigDecimal available(Instant now) {
        return levels.stream().map(level -> level.available(now)).min(BigDecimal::compareTo).orElseThrow();
    }

    /** Why its orders are locked, whatever their amount; the nearest level's lock. */
    public Optional<Reason> lock() {
        return levels.stream().flatMap(level -> level.lock().stream()).findFirst();
    }

    /** Why {@code amount} more, in the account's currency, is not accepted; empty: it is. */
    public Optional<Reason> refusal(BigDecimal amount, Instant now) {
        return lock().or(() -> amount.compareTo(available(now)) > 0 ? Optional.of(Reason.OVER_LIMIT) : Optional.empty());
    }
}
