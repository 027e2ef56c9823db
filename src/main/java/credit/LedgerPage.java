package credit;

import credit.CreditConfig.Effect;
import credit.CreditOrder.Facts;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import orders.Money;
import orders.OrderKey;

/**
 * The accounts and orders that one transaction holds, as they become, and what is to be written of it. Each decision sees
 * those before it.
 */
final class LedgerPage {

    /** Who changed something, as the audit says it. */
    static final String FLOW = "flow";
    static final String JOB = "job";

    private final CreditConfig config;
    private final Instant now;
    private final DayRates rates;
    private final Map<String, Account> accounts;
    private final Map<OrderKey, CreditOrder> orders;
    private final LedgerWriting writing = new LedgerWriting();
    private final List<Reason> locked = new ArrayList<>();
    private final List<Duration> released = new ArrayList<>();

    private LedgerPage(CreditConfig config, Instant now, DayRates rates, Map<String, Account> accounts, Map<OrderKey, CreditOrder> orders) {
        this.config = config;
        this.now = now;
        this.rates = rates;
        this.accounts = accounts;
        this.orders = orders;
    }

    /**
     * Locks what is asked for, and reads it.
     *
     * @throws OvertakenException somebody moved a dealer or an order meanwhile: begin anew
     */
    static LedgerPage open(Connection connection, CreditConfig config, Collection<String> dealers, Collection<OrderKey> keys,
                           Duration lockLimit) throws SQLException {
        Map<String, Account> accounts = LedgerRows.accounts(connection, dealers, keys, lockLimit);
        Map<OrderKey, CreditOrder> orders = LedgerRows.orders(connection, keys);
        for (Account account : accounts.values()) {
            if (!accounts.keySet().containsAll(account.pool())) {
                throw new OvertakenException();
            }
        }
        for (CreditOrder order : orders.values()) {
            boolean ofADealer = order.block() != null && order.block().limit() != null;
            if (ofADealer && !accounts.containsKey(order.facts().customerId())) {
                throw new OvertakenException();
            }
        }
        return new LedgerPage(config, Instant.now(), new DayRates(connection, config), accounts, orders);
    }

    /** The order as it is now, or null. */
    CreditOrder order(OrderKey key) {
        return orders.get(key);
    }

    Account account(String customerId) {
        return accounts.get(customerId);
    }

    /** The dealer at the top of a dealer's pool. */
    String root(String customerId) {
        List<String> pool = accounts.get(customerId).pool();
        return pool.get(pool.size() - 1);
    }

    /** A dealer and all above it; empty: there is no such dealer. */
    Optional<Standing> standing(String customerId) {
        Account own = accounts.get(customerId);
        return own == null ? Optional.empty() : Optional.of(new Standing(own.pool().stream().map(accounts::get).toList()));
    }

    /**
     * Decides on an order of which {@code told} is known now. Of one that is on nobody's account yet it is kept that it was
     * delivered or cancelled: its dealer may be told by an earlier event that comes later.
     */
    void told(OrderKey key, Facts told) throws SQLException {
        CreditOrder before = orders.get(key);
        if (told.customerId() == null) {
            if (before != null || told.effect() != Effect.HOLD) {
                put(before, CreditOrder.onNobodysAccount(key, told));
            }
            return;
        }
        if (before != null && told.wishTheSameAs(before.facts())) {
            if (!told.equals(before.facts())) {
                put(before, before.with(told));
                date(key, before, told);
            }
            return;
        }
        CreditOrder after = weighed(key, before, told, false);
        put(before, after);
        audit(before, after, "ORDER_LOCKED", "ORDER_UNLOCKED");
    }

    /** Looks at an order that waits again. Returns whether it goes on. */
    boolean reconsider(OrderKey key) throws SQLException {
        CreditOrder before = orders.get(key);
        if (before == null || !before.isLocked()) {
            return false;
        }
        CreditOrder after = weighed(key, before, before.facts(), false);
        if (after.reason() != before.reason()) {
            put(before, after);
            publish(after);
            audit(before, after, "ORDER_STAYS_LOCKED", "ORDER_RELEASED");
        }
        return !after.isLocked();
    }

    /**
     * Lets an order that waits go on, whatever its dealer's limit.
     *
     * @throws NothingToHoldException its amount is not known in the dealer's currency
     */
    void override(OrderKey key, String reason, Instant until, String actor) throws SQLException {
        CreditOrder before = orders.get(key);
        CreditOrder weighed = weighed(key, before, before.facts(), true);
        if (weighed.isLocked()) {
            throw new NothingToHoldException("Order " + key.orderId() + " cannot be released: " + weighed.reason() + ", so there is nothing to hold.");
        }
        CreditOrder after = weighed.overridden(until == null ? Instant.MAX : until);
        put(before, after);
        publish(after);
        writing.audit(actor, "ORDER_OVERRIDDEN", after, reason, before, after);
    }

    /** Has an order that a person released stay so until another time. */
    void prolong(OrderKey key, String reason, Instant until, String actor) {
        CreditOrder before = orders.get(key);
        CreditOrder after = before.overridden(until == null ? Instant.MAX : until);
        put(before, after);
        writing.audit(actor, "OVERRIDE_CHANGED", after.facts().customerId(), key, reason, untilOf(before), untilOf(after));
    }

    /** Ends what a person allowed for a time: an order that was not delivered and does not fit waits again. */
    void endOverride(OrderKey key) throws SQLException {
        CreditOrder before = orders.get(key);
        if (before == null || before.overrideUntil() == null || before.overrideUntil().isAfter(now)) {
            return;
        }
        Optional<Standing> standing = standing(before.facts().customerId());
        Optional<Reason> refusal = standing.isEmpty() || before.held().signum() == 0 ? Optional.empty()
            : standing.get().refusal(BigDecimal.ZERO, now);
        if (refusal.isPresent()) {
            move(before.facts().customerId(), "VOID", before.held().negate(), BigDecimal.ZERO, key, "its override ended");
        }
        CreditOrder after = refusal.isEmpty() ? before.overridden(null)
            : decided(key, before.facts(), before.amount(), BigDecimal.ZERO, before.invoiced(), refusal.get(), before);
        put(before, after);
        if (refusal.isPresent()) {
            publish(after);
        }
        writing.audit(JOB, refusal.isPresent() ? "OVERRIDE_ENDED_LOCKED" : "OVERRIDE_ENDED", after, null, before, after);
    }

    /** A correction of what a dealer owes; what it owes more is an invoice of that id. */
    void adjust(String customerId, BigDecimal outstanding, String id, String reason) {
        if (outstanding.signum() > 0) {
            writing.invoice(new OrderKey("adjustment", "default", id), accounts.get(customerId), outstanding, day(now));
        }
        book(customerId, "ADJUST", BigDecimal.ZERO, outstanding, null, outstanding.signum() < 0 ? id : null, reason);
    }

    /** A dealer has paid so much, in its currency. */
    void pay(String customerId, BigDecimal amount, String paymentId) {
        book(customerId, "PAYMENT", BigDecimal.ZERO, amount.negate(), null, paymentId, null);
    }

    /** So much of a dealer's payment went back, in its currency: it owes that again. */
    void payBack(String customerId, BigDecimal amount, String paymentId) {
        book(customerId, "REFUND", BigDecimal.ZERO, amount, null, paymentId, null);
    }

    void audit(String actor, String action, String customerId, String reason, String before, String after) {
        writing.audit(actor, action, customerId, null, reason, before, after);
    }

    /** Counts what was locked and released; to be called once the transaction is committed. */
    void count(CreditMetrics metrics) {
        locked.forEach(metrics::locked);
        released.forEach(metrics::released);
    }

    /** Writes all of it. */
    void write(Connection connection) throws SQLException {
        writing.write(connection, day(now));
    }

    /** The order after {@code told}, with its movements booked; {@code forced}: neither limit nor lock is asked. */
    private CreditOrder weighed(OrderKey key, CreditOrder before, Facts told, boolean forced) throws SQLException {
        CreditOrder from = before;
        if (before != null && !told.customerId().equals(before.facts().customerId())) {
            // Nothing of it is on the account of the dealer it was told of before.
            settleDown(key, before.facts(), before.held(), before.invoiced());
            from = null;
        }
        boolean wanted = told.wantsCredit();
        Optional<Standing> standing = standing(told.customerId());
        if (standing.isEmpty()) {
            return decided(key, told, null, BigDecimal.ZERO, BigDecimal.ZERO, wanted ? Reason.UNKNOWN_DEALER : null, before);
        }
        BigDecimal held = from == null ? BigDecimal.ZERO : from.held();
        BigDecimal invoiced = from == null ? BigDecimal.ZERO : from.invoiced();
        if (!wanted) {
            settleDown(key, told, held, invoiced);
            // What it was converted to is kept for its re-opening, unless another amount was told with its end.
            BigDecimal known = from != null && told.hasTheAmountOf(from.facts()) ? from.amount() : null;
            return decided(key, told, known, BigDecimal.ZERO, BigDecimal.ZERO, null, before);
        }
        DayRates.Amount amount = amount(from, told, standing.get().own().currency());
        Optional<Reason> refusal = amount.missing();
        // What a person allowed for a time stays so until all of it is found to fit.
        Instant overrideUntil = from == null ? null : from.overrideUntil();
        if (refusal.isEmpty() && !forced) {
            BigDecimal more = amount.value().subtract(held).subtract(invoiced);
            // Who has it back on its way after the delivery would get out of an invoice that is due.
            boolean delayed = told.effect() == Effect.HOLD && invoiced.signum() > 0;
            if (from == null || from.takesNothing() || more.signum() > 0 || delayed) {
                refusal = standing.get().refusal(more, now);
                overrideUntil = refusal.isEmpty() ? null : overrideUntil;
            }
        }
        if (refusal.isPresent()) {
            if (from != null) {
                date(key, from, told);
            }
            return decided(key, told, amount.value(), held, invoiced, refusal.get(), before).overridden(overrideUntil);
        }
        if (told.effect() == Effect.HOLD) {
            hold(key, told, amount.value(), held, invoiced);
            return decided(key, told, amount.value(), amount.value(), BigDecimal.ZERO, null, before).overridden(overrideUntil);
        }
        commit(key, told, amount.value(), held, invoiced);
        return decided(key, told, amount.value(), BigDecimal.ZERO, amount.value(), null, before).overridden(overrideUntil);
    }

    /** The amount in the dealer's currency: as it was converted before, unless another was told. */
    private DayRates.Amount amount(CreditOrder before, Facts told, String currency) throws SQLException {
        return before != null && before.amount() != null && told.hasTheAmountOf(before.facts()) ? DayRates.Amount.of(before.amount())
            : rates.amount(told.toldAmount(), told.toldCurrency(), currency, told.orderedAt());
    }

    /** Nothing is held or owed for the order any more. */
    private void settleDown(OrderKey key, Facts facts, BigDecimal held, BigDecimal invoiced) {
        if (held.signum() != 0) {
            move(facts.customerId(), "VOID", held.negate(), BigDecimal.ZERO, key, null);
        }
        if (invoiced.signum() != 0) {
            move(facts.customerId(), facts.effect() == Effect.RETURN ? "RETURN" : "VOID", BigDecimal.ZERO, invoiced.negate(), key, null);
            writing.invoice(key, accounts.get(facts.customerId()), BigDecimal.ZERO, day(now));
        }
    }

    private void hold(OrderKey key, Facts facts, BigDecimal amount, BigDecimal held, BigDecimal invoiced) {
        if (invoiced.signum() != 0) {
            // It was told delivered, and now it is not.
            move(facts.customerId(), "VOID", BigDecimal.ZERO, invoiced.negate(), key, null);
            writing.invoice(key, accounts.get(facts.customerId()), BigDecimal.ZERO, day(now));
        }
        change(key, facts, amount.subtract(held));
    }

    private void commit(OrderKey key, Facts facts, BigDecimal amount, BigDecimal held, BigDecimal invoiced) {
        BigDecimal owed = amount.subtract(invoiced);
        change(key, facts, owed.max(BigDecimal.ZERO).subtract(held));
        if (owed.signum() > 0) {
            move(facts.customerId(), "COMMIT", owed.negate(), owed, key, null);
        } else if (owed.signum() < 0) {
            move(facts.customerId(), "RETURN", BigDecimal.ZERO, owed, key, null);
        }
        writing.invoice(key, accounts.get(facts.customerId()), amount, day(facts.committedAt() == null ? now : facts.committedAt()));
    }

    /** What is owed stays, but not since when: that it was delivered on another day was told late. */
    private void date(OrderKey key, CreditOrder before, Facts told) {
        Instant known = before.facts().committedAt();
        if (before.invoiced().signum() == 0 || told.committedAt() == null || known != null && day(told.committedAt()).equals(day(known))) {
            return;
        }
        writing.invoice(key, accounts.get(told.customerId()), before.invoiced(), day(told.committedAt()));
        // Its dealer may have no invoice overdue any more.
        writing.allocate(told.customerId());
    }

    /** So much more, or less, is held. */
    private void change(OrderKey key, Facts facts, BigDecimal more) {
        if (more.signum() != 0) {
            move(facts.customerId(), more.signum() > 0 ? "HOLD" : "VOID", more, BigDecimal.ZERO, key, null);
        }
    }

    private void move(String customerId, String kind, BigDecimal held, BigDecimal outstanding, OrderKey key, String reason) {
        book(customerId, kind, held, outstanding, key, null, reason);
    }

    private void book(String customerId, String kind, BigDecimal held, BigDecimal outstanding, OrderKey key, String paymentId, String reason) {
        writing.movement(customerId, kind, held, outstanding, key, paymentId, reason);
        List<String> pool = accounts.get(customerId).pool();
        for (String level : pool) {
            Account account = accounts.get(level).moved(customerId, held, outstanding);
            accounts.put(level, account);
            writing.account(account);
        }
        if (held.add(outstanding).signum() < 0) {
            writing.room(accounts.get(root(customerId)));
        }
    }

    private CreditOrder decided(OrderKey key, Facts facts, BigDecimal amount, BigDecimal held, BigDecimal invoiced, Reason reason, CreditOrder before) {
        int version = before == null || before.block() == null ? 1 : before.block().version() + 1;
        Instant lockedAt = reason == null ? null : before != null && before.isLocked() ? before.lockedAt() : now;
        CreditBlock block = standing(facts.customerId()).map(standing -> block(standing, reason, version))
            .orElseGet(() -> new CreditBlock(decision(reason), reason, facts.customerId(), null, null, null, null, null, version));
        return new CreditOrder(key, facts, amount, held, invoiced, reason, lockedAt, null, block);
    }

    private CreditBlock block(Standing standing, Reason reason, int version) {
        Account own = standing.own();
        return new CreditBlock(decision(reason), reason, own.customerId(), Money.text(own.limit(now), own.currency()),
            Money.text(standing.available(now), own.currency()), Money.text(own.outstanding(), own.currency()),
            Money.text(own.held(), own.currency()), own.currency(), version);
    }

    private static String untilOf(CreditOrder order) {
        return LedgerRows.JSON.createObjectNode().put("override_until", order.overrideUntil().equals(Instant.MAX) ? "infinity"
            : order.overrideUntil().toString()).toString();
    }

    private static CreditBlock.Decision decision(Reason reason) {
        return reason == null ? CreditBlock.Decision.OK : CreditBlock.Decision.LOCKED;
    }

    private void put(CreditOrder before, CreditOrder after) {
        orders.put(after.key(), after);
        writing.order(before, after);
        boolean moved = before != null && !Objects.equals(before.facts().customerId(), after.facts().customerId());
        int more = (after.isLocked() ? 1 : 0) - (before != null && before.isLocked() && !moved ? 1 : 0);
        waiting(after.facts().customerId(), more);
        boolean wasLocked = before != null && before.isLocked();
        if (after.isLocked() && !wasLocked) {
            locked.add(after.reason());
        } else if (wasLocked && !after.isLocked() && after.facts().wantsCredit()) {
            released.add(Duration.between(before.lockedAt(), now));
        }
        if (moved && before.isLocked()) {
            waiting(before.facts().customerId(), -1);
        }
        if (before != null && before.isOnItsWay() && (moved || !after.isOnItsWay())) {
            writing.allocate(before.facts().customerId());
        }
    }

    /** So many more orders of the pool wait. */
    private void waiting(String customerId, int more) {
        Account own = accounts.get(customerId);
        if (own != null && more != 0) {
            writing.locked(accounts.get(root(customerId)), more);
        }
    }

    private void publish(CreditOrder order) {
        writing.publish(order, now);
    }

    private void audit(CreditOrder before, CreditOrder after, String locked, String unlocked) {
        if (after.isLocked()) {
            writing.audit(FLOW, locked, after, null, before, after);
        } else if (before != null && before.isLocked()) {
            writing.audit(FLOW, unlocked, after, null, before, after);
        }
    }

    private LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, config.zone());
    }
}
