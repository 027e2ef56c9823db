package credit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import orders.OrderKey;

/** What a transaction is to write of accounts, orders, invoices, audit and messages: one call of {@code credit_write}. */
final class LedgerWriting {

    private record Movement(String customerId, String kind, BigDecimal held, BigDecimal outstanding, OrderKey order, String paymentId, String reason) { }

    private record Invoice(OrderKey order, String customerId, BigDecimal amount, LocalDate issuedOn, LocalDate dueOn) { }

    private record Audit(String actor, String action, String customerId, OrderKey order, String reason, String before, String after) { }

    private record Told(String key, byte[] message) { }

    private static final OrderKey NONE = new OrderKey(null, null, null);
    /** Movements after which a payment may pay an invoice that it did not before. */
    private static final Set<String> MAY_FREE_OR_TAKE_PAYMENTS = Set.of("COMMIT", "VOID", "RETURN", "PAYMENT", "REFUND", "ADJUST");

    /** The last that is written with four digits; a channel may tell a delivery on it. */
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
    private static final int MICROS = 1_000_000;
    private static final int NANOS = 1_000_000_000;
    /** As {@code credit_write} reads it. */
    private static final Long FOR_GOOD = Long.MAX_VALUE;

    private final List<Movement> movements = new ArrayList<>();
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Map<String, Integer> locked = new HashMap<>();
    private final Set<String> room = new HashSet<>();
    private final Map<OrderKey, CreditOrder> orders = new LinkedHashMap<>();
    private final Set<OrderKey> newOrders = new HashSet<>();
    private final Set<String> payers = new HashSet<>();
    private final List<Invoice> invoices = new ArrayList<>();
    private final List<Audit> audits = new ArrayList<>();
    private final List<Told> messages = new ArrayList<>();

    void movement(String customerId, String kind, BigDecimal held, BigDecimal outstanding, OrderKey order, String paymentId, String reason) {
        movements.add(new Movement(customerId, kind, held, outstanding, order, paymentId, reason));
        if (MAY_FREE_OR_TAKE_PAYMENTS.contains(kind)) {
            allocate(customerId);
        }
    }

    /** The account as it is now. */
    void account(Account account) {
        accounts.put(account.customerId(), account);
    }

    /** So many orders more of the pool of {@code root} wait. */
    void locked(Account root, int more) {
        accounts.putIfAbsent(root.customerId(), root);
        locked.merge(root.customerId(), more, Integer::sum);
    }

    /** Orders of the pool of {@code root} that wait may fit now. */
    void room(Account root) {
        room.add(root.customerId());
    }

    /** @param before null: it was not known */
    void order(CreditOrder before, CreditOrder after) {
        orders.put(after.key(), after);
        if (before == null) {
            newOrders.add(after.key());
        }
    }

    /** Payments of the dealer may pay invoices that they did not before. */
    void allocate(String customerId) {
        payers.add(customerId);
    }

    /** What is owed for the order from now on. */
    void invoice(OrderKey order, Account account, BigDecimal amount, LocalDate issuedOn) {
        LocalDate dueOn = issuedOn.plusDays(account.termsDays());
        invoices.add(new Invoice(order, account.customerId(), amount, issuedOn, dueOn.isAfter(LAST_DAY) ? LAST_DAY : dueOn));
    }

    void audit(String actor, String action, CreditOrder order, String reason, CreditOrder before, CreditOrder after) {
        audit(actor, action, order.facts().customerId(), order.key(), reason, before == null ? null : json(before.block()), json(after.block()));
    }

    /** @param order null: it concerns none; before, after: JSON or null */
    void audit(String actor, String action, String customerId, OrderKey order, String reason, String before, String after) {
        audits.add(new Audit(actor, action, customerId, order == null ? NONE : order, reason, before, after));
    }

    /** Tells of an order that goes on, or waits again. */
    void publish(CreditOrder order, Instant now) {
        OrderKey key = order.key();
        String at = now.truncatedTo(ChronoUnit.MICROS).toString();
        String id = key.platform() + ":" + key.shopId() + ":" + key.orderId();
        ObjectNode message = LedgerRows.JSON.createObjectNode()
            .put("event_id", "credit:" + id + ":" + order.block().version())
            .put("platform", key.platform()).put("shop_id", key.shopId()).put("order_id", key.orderId())
            .put("effect", "unchanged").put("platform_status", order.isLocked() ? "credit_locked" : "credit_released")
            .put("timestamp", at).put("received_at", at)
            .put("source", "credit").put("mapping", "credit/release@1");
        message.putPOJO("credit", order.block());
        messages.add(new Told(id, json(message).getBytes(StandardCharsets.UTF_8)));
    }

    void write(Connection connection, LocalDate today) throws SQLException {
        if (orders.isEmpty() && accounts.isEmpty() && audits.isEmpty()) {
            return;
        }
        List<CreditOrder> changed = List.copyOf(orders.values());
        List<Account> moved = List.copyOf(accounts.values());
        Object[] columns = {
            column(movements, Movement::customerId), column(movements, Movement::kind), column(movements, Movement::held),
            column(movements, Movement::outstanding), column(movements, m -> orderOf(m).platform()), column(movements, m -> orderOf(m).shopId()),
            column(movements, m -> orderOf(m).orderId()), column(movements, Movement::paymentId), column(movements, Movement::reason),

            column(moved, Account::customerId), column(moved, Account::outstanding), column(moved, Account::held),
            column(moved, Account::poolOutstanding), column(moved, Account::poolHeld),
            moved.stream().mapToInt(account -> locked.getOrDefault(account.customerId(), 0)).toArray(), rooms(moved),

            column(changed, order -> order.key().platform()), column(changed, order -> order.key().shopId()),
            column(changed, order -> order.key().orderId()), column(changed, order -> order.facts().customerId()),
            times(changed, order -> order.facts().dealerAt()), column(changed, order -> order.facts().toldAmount()),
            column(changed, order -> order.facts().toldCurrency()), times(changed, order -> order.facts().amountAt()),
            column(changed, order -> order.facts().lines()), times(changed, order -> order.facts().orderedAt()),
            column(changed, order -> order.facts().effect()), times(changed, order -> order.facts().committedAt()),
            column(changed, CreditOrder::amount), column(changed, CreditOrder::held), column(changed, CreditOrder::invoiced),
            column(changed, CreditOrder::reason), times(changed, CreditOrder::lockedAt),
            times(changed, CreditOrder::overrideUntil),
            column(changed, order -> json(order.block())),
            changed.stream().mapToInt(order -> order.block() == null ? 0 : order.block().version()).toArray(), newOrders.size(),

            column(invoices, invoice -> invoice.order.platform()), column(invoices, invoice -> invoice.order.shopId()),
            column(invoices, invoice -> invoice.order.orderId()), column(invoices, Invoice::customerId), column(invoices, Invoice::amount),
            column(invoices, Invoice::issuedOn), column(invoices, Invoice::dueOn),

            column(audits, Audit::actor), column(audits, Audit::action), column(audits, Audit::customerId),
            column(audits, audit -> audit.order.platform()), column(audits, audit -> audit.order.shopId()),
            column(audits, audit -> audit.order.orderId()), column(audits, Audit::reason), column(audits, Audit::before), column(audits, Audit::after),

            column(messages, Told::key), messages.stream().map(Told::message).toArray(byte[][]::new)};
        try (PreparedStatement call = connection.prepareStatement(
            "select credit_write(" + String.join(", ", Collections.nCopies(columns.length, "?")) + ")")) {
            for (int i = 0; i < columns.length; i++) {
                call.setObject(i + 1, columns[i]);
            }
            call.execute();
        }
        if (!payers.isEmpty()) {
            allocate(connection, today);
        }
    }

    private void allocate(Connection connection, LocalDate today) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement("select credit_allocate(?, ?)")) {
            call.setObject(1, payers.toArray(String[]::new));
            call.setObject(2, today);
            call.execute();
        }
    }

    private Boolean[] rooms(List<Account> moved) {
        return moved.stream().map(account -> room.contains(account.customerId())).toArray(Boolean[]::new);
    }

    private static OrderKey orderOf(Movement movement) {
        return movement.order == null ? NONE : movement.order;
    }

    private static <T> String[] column(List<T> rows, Function<T, Object> value) {
        String[] column = new String[rows.size()];
        for (int i = 0; i < column.length; i++) {
            Object one = value.apply(rows.get(i));
            column[i] = one == null ? null : one instanceof BigDecimal amount ? amount.toPlainString() : one.toString();
        }
        return column;
    }

    private static <T> Long[] times(List<T> rows, Function<T, Instant> value) {
        return rows.stream().map(value).map(LedgerWriting::micros).toArray(Long[]::new);
    }

    private static Long micros(Instant time) {
        return time == null ? null : time.equals(Instant.MAX) ? FOR_GOOD
            : (Long) (time.getEpochSecond() * MICROS + time.getNano() / (NANOS / MICROS));
    }

    private static String json(Object value) {
        try {
            return value == null ? null : LedgerRows.JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Plain fields did not become JSON", e);
        }
    }
}
