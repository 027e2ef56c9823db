package finance.payments;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/**
 * What a provider or a shop tells of a payment.
 *
 * @param reference      the provider's name for the order or request; no other payment of this provider has it but further attempts
 * @param transactionId  the provider's number of the transaction; null: it does not tell one
 * @param amount         more than zero, in {@code currency}
 * @param currency       ISO 4217
 * @param fee            what the provider keeps of it; null: not told
 * @param refunded       of the amount, what went back so far; null: not told
 * @param providerStatus the provider's own codes behind the status; null: none
 * @param begunAt        when the shop began it at the provider; null: not told
 * @param settledAt      when it was captured, at the provider; null: not told
 */
public record ToldPayment(String provider, String orderId, String reference, String transactionId, BigDecimal amount, String currency, BigDecimal fee,
                   BigDecimal refunded, PaymentStatus status, String providerStatus, Instant begunAt, Instant settledAt) {

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    /** What a clock may be ahead; a zone that is mistaken is no more than 14 hours. */
    private static final Duration AHEAD_MAX = Duration.ofDays(1);

    /** Whether money can have come then: the day it came dates the posting, for good. */
    static boolean canSettle(Instant at) {
        return !at.isBefore(EARLIEST) && !at.isAfter(Instant.now().plus(AHEAD_MAX));
    }

    /** What it is kept under where nothing is known of it yet. */
    String paymentId() {
        return provider + ":" + reference + (transactionId == null ? "" : ":" + transactionId);
    }

    /** The same of the order that the payment is known to be of. */
    ToldPayment of(String knownOrderId) {
        return new ToldPayment(provider, knownOrderId, reference, transactionId, amount, currency, fee, refunded, status, providerStatus, begunAt, settledAt);
    }
}
