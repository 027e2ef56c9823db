package finance.payments;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A payment that a provider is asked about.
 *
 * @param transactionId null: nobody has told one
 * @param amount        in dong, as both of those who are asked take
 * @param begunAt       when its shop began it, or when it was first told of where the shop did not say
 * @param askedBefore   when it was last asked about, as PostgreSQL writes it; null: never
 */
record PendingPayment(String paymentId, String provider, String orderId, String reference, String transactionId, BigDecimal amount, Instant begunAt,
                      String askedBefore) { }
