package credit;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import orders.Money;

/**
 * A dealer's account as the API shows it. Amounts are decimal strings in {@code currency}.
 *
 * @param limit           what holds now
 * @param permanentLimit  what holds when no temporary one does
 * @param temporaryLimit  null: none
 * @param outstanding     what it owes for what was delivered; negative: it has paid more
 * @param held            what its accepted orders will owe
 * @param available       what it may still buy: the least that its limit and those above leave
 * @param reason          why it is locked: MANUAL_LOCK or OVERDUE; null: it is not
 * @param lockedBy        the dealer whose lock it is: itself, or one above
 * @param lockReason      what the person said who locked it
 * @param overdueSince    the due date of the invoice it is locked for
 * @param pool            itself, its parent and so on up
 * @param poolOutstanding the same as outstanding, of it and all dealers below it
 * @param waiting         its own orders that wait for credit
 */
@JsonNaming(SnakeCaseStrategy.class)
record DealerDetail(String customerId, String name, String currency, String limit, String permanentLimit, String temporaryLimit,
                    Instant temporaryUntil, String outstanding, String held, String available, boolean locked, Reason reason,
                    String lockedBy, String lockReason, LocalDate overdueSince, String parent, List<String> pool, String poolOutstanding,
                    String poolHeld, int termsDays, int graceDays, long version, CreditStatus.Waiting waiting) {

    static DealerDetail of(Standing standing, WaitingOrders.Count waiting, Instant now) {
        Account own = standing.own();
        Optional<Account> lock = standing.levels().stream().filter(level -> level.lock().isPresent()).findFirst();
        boolean temporary = own.temporaryUntil() != null && now.isBefore(own.temporaryUntil());
        String currency = own.currency();
        return new DealerDetail(own.customerId(), own.name(), currency, Money.text(own.limit(now), currency), Money.text(own.creditLimit(), currency),
            temporary ? Money.text(own.temporaryLimit(), currency) : null, temporary ? own.temporaryUntil() : null,
            Money.text(own.outstanding(), currency), Money.text(own.held(), currency), Money.text(standing.available(now), currency),
            lock.isPresent(), standing.lock().orElse(null), lock.map(Account::customerId).orElse(null),
            lock.map(Account::lockedByHand).orElse(null), lock.map(Account::overdueSince).orElse(null),
            own.parent(), own.pool(), Money.text(own.poolOutstanding(), currency),
            Money.text(own.poolHeld(), currency), own.termsDays(), own.graceDays(), own.version(),
            new CreditStatus.Waiting(waiting.orders(), Money.text(waiting.amount(), currency), waiting.oldest()));
    }
}
