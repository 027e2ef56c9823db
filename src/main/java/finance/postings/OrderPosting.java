package finance.postings;

import finance.PostingKind;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What the ERP is to book of an order.
 *
 * @param businessKey what makes it booked once
 * @param amount      with tax; negative only for a fee that is given back
 * @param date        a day of {@code ordersync.finance.zone}
 */
record OrderPosting(String businessKey, PostingKind kind, BigDecimal amount, String currency, LocalDate date, Document document) {

    /** What {@code erp_posting.amount} holds, numeric(19, 4). */
    private static final BigDecimal AMOUNT_MAX = new BigDecimal("999999999999999.9999");

    static boolean holds(BigDecimal amount) {
        return amount.abs().compareTo(AMOUNT_MAX) <= 0;
    }

    /** What it adds to what is invoiced. */
    BigDecimal invoiced() {
        return switch (kind) {
            case CUSTOMER_INVOICE -> amount;
            case CREDIT_MEMO -> amount.negate();
            case PLATFORM_FEE, INCOMING_PAYMENT -> BigDecimal.ZERO;
        };
    }
}
