package finance.payments;

import java.math.BigDecimal;
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

    /** What it is kept under where nothing is known of it yet. */
    String paymentId() {
        return provider + ":" + reference + (transactionId == null ? "" : ":" + transactionId);
    }

    /** The same of the order that the payment is known to be of. */
    ToldPayment of(String knownOrderId) {
        return new ToldPayment(provider, knownOrderId, reference, transactionId, amount, currency, fee, refunded, status, providerStatus, begunAt, settledAt);
    }
}
