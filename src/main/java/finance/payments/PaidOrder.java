package finance.payments;

import java.math.BigDecimal;

/**
 * The one order that a payment's order id names.
 *
 * @param onAccount whether a dealer owes for it
 */
record PaidOrder(String platform, String shopId, BigDecimal amount, String currency, boolean onAccount) { }
