package finance.payments;

import channels.PlatformJson;
import database.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import orders.Money;

/**
 * The payments of some orders, locked and read, told of, and written: three statements for any number of them
 * ({@code db/migration/R__payments.sql}).
 */
final class PaymentPage {

    private static final String ORDERS = "select * from open_paid_orders(?, ?)";
    private static final String PAYMENTS = "select * from known_payments(?, ?)";
    private static final String WRITE = "select write_payments(" + String.join(", ", Collections.nCopies(25, "?")) + ")";
    private static final long MICROS = 1_000_000;
    private static final int NANOS_A_MICRO = 1_000;

    private final Instant now;
    private final Map<String, PaidOrder> orders = new HashMap<>();
    private final Set<String> ambiguous = new HashSet<>();
    private final Map<String, List<Payment>> byOrder = new HashMap<>();
    private final Map<String, Payment> byId = new HashMap<>();
    /** In order of their ids, as they are written. */
    private final Map<String, Payment> changed = new TreeMap<>();
    private final Set<Payment> announced = new HashSet<>();
    private final ZoneId zone;

    private record Found(String orderId, PaidOrder order) { }

    private PaymentPage(Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /**
     * Locks the orders and payments of these ids until the transaction ends, and reads them and their payments.
     *
     * @param zone whose days posting dates are
     */
    static PaymentPage open(Connection connection, Collection<String> orderIds, Collection<String> paymentIds, Instant now, ZoneId zone)
            throws SQLException {
        PaymentPage page = new PaymentPage(now, zone);
        Statements statements = new Statements(connection);
        String[] ids = orderIds.stream().distinct().toArray(String[]::new);
        String[] payments = paymentIds.stream().distinct().toArray(String[]::new);
        statements.query(ORDERS, row -> new Found(row.getString("order_id"), new PaidOrder(row.getString("platform"),
            row.getString("shop_id"), row.getBigDecimal("amount"), row.getString("currency"), row.getBoolean("on_account"))), ids, payments)
            .forEach(page::add);
        statements.query(PAYMENTS, Payment::of, ids, payments).forEach(page::add);
        return page;
    }

    private void add(Found found) {
        if (orders.put(found.orderId, found.order) != null) {
            ambiguous.add(found.orderId);
        }
    }

    private void add(Payment payment) {
        byId.put(payment.paymentId, payment);
        byOrder.computeIfAbsent(payment.orderId, id -> new ArrayList<>()).add(payment);
    }

    /** The order of this id, where there is but one, and its amount and currency are known. */
    private Optional<PaidOrder> order(String orderId) {
        return ambiguous.contains(orderId) ? Optional.empty()
            : Optional.ofNullable(orders.get(orderId)).filter(order -> order.amount() != null && order.currency() != null);
    }

    Recorded tell(ToldPayment told) {
        Optional<Payment> known = find(told);
        if (known.filter(payment -> payment.isContradictedBy(told)).isPresent()) {
            return recorded(known.get(), false, false, true);
        }
        if (known.isEmpty()) {
            Payment payment = Payment.begun(told, now);
            add(payment);
            compare(payment);
            changed.put(payment.paymentId, payment);
            return recorded(payment, true, true, false);
        }
        Payment payment = known.get();
        Object before = payment.state();
        payment.tell(told, now);
        return recorded(payment, false, isChanged(payment, before), false);
    }

    /**
     * Compares a payment that waits with its order anew, and one that was announced as nobody's. Returns whether it waits for something
     * else now, or for nothing any more, or is a dealer's.
     */
    boolean lookAgain(String paymentId) {
        Payment payment = byId.get(paymentId);
        return payment != null && (payment.isAnnounced() ? isADealersNow(payment) : payment.waitsFor != null && isChanged(payment, payment.state()));
    }

    /** Then it is announced once more, over what it was: the ledger passed over it, and counts it once. */
    private boolean isADealersNow(Payment payment) {
        boolean isFound = !payment.onAccount && order(payment.orderId).filter(order -> order.onAccount() && order.platform().equals(payment.platform)
            && order.shopId().equals(payment.shopId)).isPresent();
        if (isFound) {
            payment.onAccount = true;
            changed.put(payment.paymentId, payment);
            announced.add(payment);
        }
        return isFound;
    }

    private boolean isChanged(Payment payment, Object before) {
        compare(payment);
        boolean isAnother = !before.equals(payment.state());
        if (isAnother) {
            changed.put(payment.paymentId, payment);
        }
        return isAnother;
    }

    private void compare(Payment payment) {
        Optional<PaidOrder> order = order(payment.orderId);
        payment.compare(order, byOrder.get(payment.orderId));
        if (payment.isToBeAnnounced()) {
            payment.announce(order.orElseThrow().onAccount());
            announced.add(payment);
        }
    }

    /**
     * What is known of it: the payment of its transaction; else the one of its reference whose transaction nobody has told yet,
     * for it may be that. Where no transaction is told, the attempt that paid is meant, or else the last.
     */
    private Optional<Payment> find(ToldPayment told) {
        Payment same = byId.get(told.paymentId());
        if (same != null) {
            return Optional.of(same);
        }
        List<Payment> attempts = byOrder.getOrDefault(told.orderId(), List.of()).stream()
            .filter(payment -> payment.provider.equals(told.provider()) && told.reference().equals(payment.reference)).toList();
        if (told.transactionId() == null) {
            return attempts.stream().max(Comparator.comparing((Payment payment) -> payment.status.pays()).thenComparing(payment -> payment.paymentId));
        }
        return attempts.stream().filter(payment -> told.transactionId().equals(payment.transactionId)).findFirst()
            .or(() -> attempts.stream().filter(payment -> payment.transactionId == null).findFirst());
    }

    private static Recorded recorded(Payment payment, boolean isNew, boolean isChanged, boolean contradicted) {
        return new Recorded(payment.paymentId, payment.status, payment.waitsFor, isNew, isChanged, contradicted);
    }

    /** Writes what has changed, and tells payment.settled and the ERP what has settled, and what went back of what was announced. */
    void write(Connection connection) throws SQLException {
        List<Payment> rows = List.copyOf(changed.values());
        if (rows.isEmpty()) {
            return;
        }
        List<Payment> fresh = rows.stream().filter(announced::contains).toList();
        List<Payment> posted = rows.stream().filter(payment -> payment.unposted().signum() != 0).toList();
        List<Announcement> told = rows.stream().filter(payment -> announced.contains(payment) || payment.unposted().signum() != 0)
            .map(Announcement::of).toList();
        new Statements(connection).query(WRITE, row -> null,
            texts(rows, payment -> payment.paymentId), texts(rows, payment -> payment.provider), texts(rows, payment -> payment.orderId),
            texts(rows, payment -> payment.platform), texts(rows, payment -> payment.shopId), texts(rows, payment -> payment.amount.toPlainString()),
            texts(rows, payment -> payment.currency), texts(rows, payment -> payment.fee == null ? null : payment.fee.toPlainString()),
            texts(rows, payment -> payment.refunded.toPlainString()), texts(rows, payment -> payment.status.name()),
            texts(rows, payment -> payment.providerStatus), texts(rows, payment -> payment.reference), texts(rows, payment -> payment.transactionId),
            texts(rows, payment -> Objects.toString(payment.waitsFor, null)), micros(rows, payment -> payment.begunAt),
            micros(rows, payment -> payment.settledAt), texts(rows, payment -> payment.announced == null ? null : payment.announced.toPlainString()),
            rows.stream().map(payment -> payment.onAccount).toArray(Boolean[]::new),
            places(rows, fresh), texts(told, Announcement::key), told.stream().map(Announcement::message).toArray(byte[][]::new),
            places(rows, posted), texts(posted, payment -> payment.unposted().toPlainString()), texts(posted, payment -> day(payment).toString()),
            texts(posted, PaymentPage::document));
    }

    /** From 1. */
    private static Integer[] places(List<Payment> rows, List<Payment> some) {
        return some.stream().map(payment -> rows.indexOf(payment) + 1).toArray(Integer[]::new);
    }

    /** The day a posting is of: that on which it was captured, or, of what went back, on which that is told. */
    private LocalDate day(Payment payment) {
        return LocalDate.ofInstant(announced.contains(payment) ? payment.settledAt : now, zone);
    }

    /** JSON: what a posting is made of. */
    private static String document(Payment payment) {
        return PlatformJson.object().put("provider", payment.provider).put("payment_id", payment.paymentId).put("transaction", payment.transactionId)
            .put("order_id", payment.orderId).put("gross", Money.text(payment.unposted(), payment.currency)).toString();
    }

    private static <T> String[] texts(List<T> rows, Function<T, String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }

    private static Long[] micros(List<Payment> rows, Function<Payment, Instant> value) {
        return rows.stream().map(value).map(time -> time == null ? null : time.getEpochSecond() * MICROS + time.getNano() / NANOS_A_MICRO)
            .toArray(Long[]::new);
    }
}
