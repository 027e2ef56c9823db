package finance.payments;

import database.Sql;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A row of {@code payment}, while the lock of its order is held. */
final class Payment {

    final String paymentId;
    final String provider;
    final String orderId;
    String platform;
    String shopId;
    BigDecimal amount;
    String currency;
    BigDecimal fee;
    BigDecimal refunded = BigDecimal.ZERO;
    PaymentStatus status;
    String providerStatus;
    String reference;
    String transactionId;
    WaitsFor waitsFor;
    Instant begunAt;
    Instant settledAt;
    /** What of its amount was announced; null: nothing yet. */
    BigDecimal announced;
    /** Whether it was announced as one of a dealer. */
    boolean onAccount;
    /** What postings of it are together, as it was read. */
    private BigDecimal posted = BigDecimal.ZERO;

    private Payment(String paymentId, String provider, String orderId) {
        this.paymentId = paymentId;
        this.provider = provider;
        this.orderId = orderId;
    }

    /** The first that is told of it. */
    static Payment begun(ToldPayment told, Instant now) {
        Payment payment = new Payment(told.paymentId(), told.provider(), told.orderId());
        payment.status = PaymentStatus.PENDING;
        payment.providerStatus = told.providerStatus();
        payment.tell(told, now);
        return payment;
    }

    static Payment of(ResultSet row) throws SQLException {
        Payment payment = new Payment(row.getString("payment_id"), row.getString("provider"), row.getString("order_id"));
        payment.platform = row.getString("platform");
        payment.shopId = row.getString("shop_id");
        payment.amount = row.getBigDecimal("amount");
        payment.currency = row.getString("currency");
        payment.fee = row.getBigDecimal("fee");
        payment.refunded = row.getBigDecimal("refunded");
        payment.status = PaymentStatus.valueOf(row.getString("status"));
        payment.providerStatus = row.getString("provider_status");
        payment.reference = row.getString("reference");
        payment.transactionId = row.getString("transaction_id");
        payment.waitsFor = row.getString("waits_for") == null ? null : WaitsFor.valueOf(row.getString("waits_for"));
        payment.begunAt = Sql.instant(row, "begun_at");
        payment.settledAt = Sql.instant(row, "settled_at");
        payment.announced = row.getBigDecimal("announced");
        payment.onAccount = row.getBoolean("on_account");
        payment.posted = payment.isAnnounced() ? payment.stays() : BigDecimal.ZERO;
        return payment;
    }

    /** Whether what is told is of another order, or of another amount than was captured: then nothing of it is believed. */
    boolean isContradictedBy(ToldPayment told) {
        boolean otherAmount = told.amount().compareTo(amount) != 0 || !told.currency().equals(currency);
        return !told.orderId().equals(orderId) || otherAmount && settledAt != null;
    }

    void tell(ToldPayment told, Instant now) {
        if (settledAt == null) {
            amount = told.amount();
            currency = told.currency();
        }
        reference = first(reference, told.reference());
        transactionId = first(transactionId, told.transactionId());
        begunAt = first(begunAt, told.begunAt());
        fee = first(told.fee(), fee);
        become(status.after(told.status()), told.providerStatus());
        if (status.wasCaptured() && settledAt == null) {
            settledAt = (told.settledAt() == null ? now : told.settledAt()).truncatedTo(ChronoUnit.MICROS);
        }
        if (told.refunded() != null) {
            refund(told.refunded());
        }
        if (settledAt != null) {
            goBack();
        }
    }

    private void become(PaymentStatus next, String word) {
        if (next != status) {
            status = next;
            providerStatus = word;
        }
    }

    /** @param total what went back so far, also told before the capture is; less than is known is late news */
    private void refund(BigDecimal total) {
        if (total.compareTo(refunded) <= 0) {
            return;
        }
        refunded = total;
        if (status == PaymentStatus.REFUNDING) {
            status = PaymentStatus.CAPTURED;
        }
    }

    /** Of what was captured, no more went back than that: until then the amount may be told anew. */
    private void goBack() {
        boolean isAllBack = status == PaymentStatus.REFUNDED || status == PaymentStatus.REVERSED;
        refunded = isAllBack ? amount : refunded.min(amount);
        if (refunded.compareTo(amount) == 0) {
            status = status.after(PaymentStatus.REFUNDED);
        }
    }

    /**
     * Compares it with its order, unless it was announced: that stands, and what differs since is for the reconciliation.
     *
     * @param ofOrder all payments of its order id, this one too
     */
    void compare(Optional<PaidOrder> order, List<Payment> ofOrder) {
        if (isAnnounced()) {
            return;
        }
        order.ifPresent(one -> {
            platform = one.platform();
            shopId = one.shopId();
        });
        waitsFor = order.isEmpty() ? WaitsFor.ORDER : difference(order.get(), ofOrder);
    }

    private WaitsFor difference(PaidOrder order, List<Payment> ofOrder) {
        if (!order.currency().equals(currency)) {
            return WaitsFor.CURRENCY;
        }
        if (status.pays() && are(order.amount(), ofOrder.stream().filter(one -> one.status.pays() && one.currency.equals(currency)).toList())) {
            return null;
        }
        if (!are(order.amount(), List.of(this))) {
            return WaitsFor.AMOUNT;
        }
        return ofOrder.stream().anyMatch(other -> other != this && other.hasPaid()) ? WaitsFor.PAID : null;
    }

    /** Whether payments are this amount together, as they came in or as what stays of them. {@link Payments} asks PostgreSQL the same. */
    private static boolean are(BigDecimal amount, List<Payment> payments) {
        return payments.stream().map(one -> one.amount).reduce(BigDecimal.ZERO, BigDecimal::add).compareTo(amount) == 0
            || payments.stream().map(Payment::stays).reduce(BigDecimal.ZERO, BigDecimal::add).compareTo(amount) == 0;
    }

    /** What of its amount did not go back. */
    BigDecimal stays() {
        return amount.subtract(refunded);
    }

    /** What the ERP is to be told now: what stays of an announced payment, less what it was told; below zero where more went back. */
    BigDecimal unposted() {
        return isAnnounced() ? stays().subtract(posted) : BigDecimal.ZERO;
    }

    boolean isAnnounced() {
        return announced != null;
    }

    /** It is announced over what stays of it now. */
    void announce(boolean isOfADealer) {
        announced = stays();
        onAccount = isOfADealer;
    }

    /** Of what was announced, what went back since. */
    BigDecimal wentBack() {
        return announced.subtract(stays());
    }

    /** Whether it is to be told to payment.settled and the ERP now: money came, also where some of it is on its way back already. */
    boolean isToBeAnnounced() {
        return !isAnnounced() && status.pays() && settledAt != null && waitsFor == null;
    }

    /** Whether it has paid its order. */
    boolean hasPaid() {
        return isAnnounced() && status.pays();
    }

    /** All of it that may change, to see whether it has. */
    Object state() {
        return Arrays.asList(platform, shopId, amount.stripTrailingZeros(), currency, fee == null ? null : fee.stripTrailingZeros(),
            refunded.stripTrailingZeros(), status, providerStatus, reference, transactionId, waitsFor, begunAt, settledAt, isAnnounced());
    }

    private static <T> T first(T known, T otherwise) {
        return known == null ? otherwise : known;
    }
}
