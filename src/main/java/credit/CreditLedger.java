package credit;

import credit.CreditConfig.Effect;
import credit.CreditOrder.Facts;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import orders.CanonicalEvent;
import orders.OrderKey;
import orders.OrderStatus;

/**
 * The accounts of dealers: what their orders hold, what they owe, and which orders have to wait. PostgreSQL decides: whoever
 * changes an account holds its row and those of the dealers above it, locked in order of their ids.
 */
@ApplicationScoped
public class CreditLedger {

    /** Of all amounts here, as PostgreSQL keeps them: NUMERIC(19,4). */
    static final int DECIMALS = 4;
    static final int INTEGER_DIGITS_MAX = 15;

    private final LedgerTransactions transactions;
    private final CreditConfig config;

    CreditLedger(LedgerTransactions transactions, CreditConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** What is to be written in the transaction of a decision. */
    public interface WithDecision {
        void write(Connection connection, List<CreditBlock> decided) throws SQLException;
    }

    /** What is to be written in the transaction of a correction. */
    public interface WithAdjustment<T> {
        T write(Connection connection, Account after) throws SQLException;
    }

    /**
     * Decides on the orders of a batch, in one transaction. What was decided already is told again and changes nothing.
     *
     * @param events as they came; those of orders that are on nobody's account are passed over
     * @return of each event the credit block of its order; null: it is on nobody's account
     * @throws SQLException class 21, 22, 23 or 54 when a value cannot be stored
     */
    public List<CreditBlock> decide(List<CanonicalEvent> events) throws SQLException {
        return decide(events, config.lockLimit(), (connection, decided) -> { });
    }

    /** The same, and {@code also} in the same transaction; no row is waited for longer than {@code lockLimit}. */
    public List<CreditBlock> decide(List<CanonicalEvent> events, Duration lockLimit, WithDecision also) throws SQLException {
        Map<OrderKey, List<CanonicalEvent>> byOrder = new LinkedHashMap<>();
        Set<String> dealers = new HashSet<>();
        for (CanonicalEvent event : events) {
            byOrder.computeIfAbsent(event.order(), order -> new ArrayList<>(1)).add(event);
            if (event.dealerId() != null) {
                dealers.add(event.dealerId());
            }
        }
        return transactions.run(transaction -> {
            LedgerPage page = transaction.open(dealers, byOrder.keySet(), lockLimit);
            for (Map.Entry<OrderKey, List<CanonicalEvent>> order : byOrder.entrySet()) {
                CreditOrder before = page.order(order.getKey());
                page.told(order.getKey(), Facts.told(before == null ? null : before.facts(), order.getValue(), this::effect));
            }
            page.write(transaction.connection);
            List<CreditBlock> decided = new ArrayList<>(events.size());
            for (CanonicalEvent event : events) {
                CreditOrder order = page.order(event.order());
                decided.add(order == null ? null : order.block());
            }
            also.write(transaction.connection, decided);
            return decided;
        });
    }

    /**
     * Corrects what a dealer owes, by one more movement. What it owes more is an invoice of its own, due like one of today; what
     * it owes less pays its invoices like a payment.
     *
     * @param outstandingMore in the dealer's currency; less than zero: it owes less
     * @return the account afterwards
     * @throws NoSuchElementException there is no such dealer
     */
    public Account adjust(String customerId, BigDecimal outstandingMore, String reason, String actor) throws SQLException {
        return adjust(customerId, outstandingMore, reason, actor, (connection, after) -> after);
    }

    /** The same, and {@code also} in the same transaction; returns what that does. */
    public <T> T adjust(String customerId, BigDecimal outstandingMore, String reason, String actor, WithAdjustment<T> also) throws SQLException {
        String id = "adjustment:" + UUID.randomUUID();
        return transactions.run(transaction -> {
            LedgerPage page = transaction.open(List.of(customerId), List.of());
            Account before = page.account(customerId);
            if (before == null) {
                throw new NoSuchElementException("There is no dealer " + customerId + ".");
            }
            if (outstandingMore.signum() < 0) {
                DealerPayments.credit(transaction.connection, id, before, outstandingMore.negate());
            }
            page.adjust(customerId, outstandingMore, id, reason);
            Account after = page.account(customerId);
            page.audit(actor, "ADJUSTED", customerId, reason, owing(before), owing(after));
            page.write(transaction.connection);
            return also.write(transaction.connection, after);
        });
    }

    /**
     * Releases an order on a person's word, whatever its dealer's limit; of one that was released so before, says until when.
     *
     * @param until then it is locked again if it is not delivered and still does not fit; null: for good
     * @return the order's new credit block; the same as before when it was not locked
     * @throws NoSuchElementException there is no such order on account
     * @throws NothingToHoldException its dealer, its amount or its rate is not known; says which
     */
    public CreditBlock override(OrderKey key, String reason, Instant until, String actor) throws SQLException {
        return transactions.run(transaction -> {
            LedgerPage page = transaction.open(List.of(), List.of(key));
            CreditOrder order = page.order(key);
            if (order == null || order.block() == null) {
                throw new NoSuchElementException("There is no order " + key.orderId() + " on account.");
            }
            if (order.isLocked()) {
                page.override(key, reason, until, actor);
            } else if (order.overrideUntil() != null) {
                page.prolong(key, reason, until, actor);
            }
            page.write(transaction.connection);
            return page.order(key).block();
        });
    }

    private Effect effect(OrderStatus status) {
        return status == null ? Effect.HOLD : config.on().getOrDefault(status, Effect.HOLD);
    }

    private static String owing(Account account) {
        return LedgerRows.JSON.createObjectNode().put("outstanding", account.outstanding().toPlainString()).toString();
    }
}
