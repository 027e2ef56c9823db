package credit;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A payment that has settled, as {@code payment.settled} tells it.
 *
 * @param orderId    the order it pays, or null
 * @param customerId the dealer who paid, or null: whose order it is
 * @param amount     more than zero, in {@code currency}
 * @param currency   ISO 4217
 * @param settledAt  UTC
 */
public record SettledPayment(String paymentId, String orderId, String customerId, BigDecimal amount, String currency, Instant settledAt) { }
