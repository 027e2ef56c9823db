package finance.postings;

import java.math.BigDecimal;

/**
 * A line of a document, in its currency.
 *
 * @param sku      null: not known; name, too
 * @param quantity null: the line changes the price of what another document delivered
 * @param gross    with tax
 * @param tax      of the gross
 * @param rate     of the tax, 0 to 1
 */
record DocumentLine(LineKey key, String sku, String name, String quantity, BigDecimal gross, BigDecimal tax, BigDecimal rate) {

    BigDecimal net() {
        return gross.subtract(tax);
    }

    /** Whether nothing in it is less than zero, and the rate is one. */
    boolean isSound() {
        return tax.signum() >= 0 && net().signum() >= 0 && rate.signum() >= 0 && rate.compareTo(BigDecimal.ONE) <= 0;
    }
}
