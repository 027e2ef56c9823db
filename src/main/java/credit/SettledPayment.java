package credit;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A payment that has settled, and what of it went back, as {@code payment.settled} tells it.
 *
 * @param orderId    the order it pays, or null
 * @param customerId the dealer who paid, or null: whose order it is
 * @param amount     more than zero, in {@code currency}
 * @param refunded   of the amount, all that went back so far; zero: nothing that is told
 * @param currency   ISO 4217
 * @param settledAt  UTC
 */
public record SettledPayment(String paymentId, String orderId, String customerId, BigDecimal amount, BigDecimal refunded, String currency,
                             Instant settledAt) { }
