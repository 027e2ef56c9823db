package credit;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A dealer's account at one moment.
 *
 * @param customerId     the dealer
 * @param currency       ISO 4217; of all amounts here
 * @param creditLimit    what it may owe
 * @param temporaryLimit in place of the limit until {@code temporaryUntil}; null: none
 * @param termsDays      from delivery until an invoice is due
 * @param graceDays      from then until the dealer is locked
 * @param pool           itself, its parent and so on up
 * @param outstanding    what it owes for what was delivered; negative: it has paid more
 * @param held           what its accepted orders will owe
 * @param poolOutstanding the same of it and of all dealers below it
 * @param lockedByHand   why; null: it is not
 * @param overdueSince   the due date of the invoice it is locked for; null: it is not
 * @param version        one more with each change
 */
public record Account(String customerId, String name, String currency, BigDecimal creditLimit, BigDecimal temporaryLimit,
                      Instant temporaryUntil, int termsDays, int graceDays, List<String> pool, BigDecimal outstanding,
                      BigDecimal held, BigDecimal poolOutstanding, BigDecimal poolHeld, String lockedByHand,
                      LocalDate overdueSince, long version) {

    /** The dealer that it is below; null: none. */
    public String parent() {
        return pool.size() > 1 ? pool.get(1) : null;
    }

    /** What it may owe now. */
    public BigDecimal limit(Instant now) {
        return temporaryUntil != null && now.isBefore(temporaryUntil) ? temporaryLimit : creditLimit;
    }

    /** What this limit leaves for it and all dealers below it; less than zero where the limit was lowered or overridden. */
    public BigDecimal available(Instant now) {
        return limit(now).subtract(poolOutstanding).subtract(poolHeld);
    }

    /** Why its orders and those of all dealers below it are locked, whatever their amount. */
    public Optional<Reason> lock() {
        if (lockedByHand != null) {
            return Optional.of(Reason.MANUAL_LOCK);
        }
        return overdueSince == null ? Optional.empty() : Optional.of(Reason.OVERDUE);
    }

    /** The same after a movement of {@code owner}, which is itself or a dealer below it. */
    Account moved(String owner, BigDecimal heldMore, BigDecimal outstandingMore) {
        boolean own = owner.equals(customerId);
        return new Account(customerId, name, currency, creditLimit, temporaryLimit, temporaryUntil, termsDays, graceDays, pool,
            own ? outstanding.add(outstandingMore) : outstanding, own ? held.add(heldMore) : held,
            poolOutstanding.add(outstandingMore), poolHeld.add(heldMore), lockedByHand, overdueSince, version);
    }
}
