package credit;

import http.ProblemException;
import http.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Set;

/** Locks and unlocks dealers on a person's word. Orders that are accepted already stay so. */
@ApplicationScoped
class HandLocks {

    private static final String LOCK = DealerRows.audited("locked_by_hand = ?", "d.customer_id = ? and b.locked_by_hand is distinct from ?");
    private static final String UNLOCK = DealerRows.audited("locked_by_hand = null", "d.customer_id = ? and b.locked_by_hand is not null");

    private final DealerRows rows;
    private final Actor actor;

    HandLocks(DealerRows rows, Actor actor) {
        this.rows = rows;
        this.actor = actor;
    }

    /** Locks a dealer; one that is locked by hand already has this reason afterwards. */
    void lock(String customerId, String reason) throws SQLException {
        rows.change(statements -> {
            if (!rows.lock(statements, Set.of(customerId)).containsKey(customerId)) {
                throw Customers.unknown(customerId);
            }
            return statements.update(LOCK, reason, customerId, reason, actor.name(), "DEALER_LOCKED", reason);
        });
    }

    /** Lifts the lock by hand; one that is not locked stays so. What waited is released as far as it fits. */
    void unlock(String customerId, String reason) throws SQLException {
        rows.change(statements -> {
            Account account = rows.lock(statements, Set.of(customerId)).get(customerId);
            if (account == null) {
                throw Customers.unknown(customerId);
            }
            if (account.lockedByHand() == null && account.overdueSince() != null) {
                throw ProblemException.conflict(ProblemType.OVERDUE_LOCK, customerId + " is locked for an invoice that was due on " + account.overdueSince()
                    + ". It is unlocked when that is paid, or when its graceDays allow for it.");
            }
            if (statements.update(UNLOCK, customerId, actor.name(), "DEALER_UNLOCKED", reason) > 0) {
                rows.release(statements, Set.of(customerId));
            }
            return null;
        });
    }
}
