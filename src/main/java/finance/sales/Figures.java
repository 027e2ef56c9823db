package finance.sales;

import java.math.BigDecimal;

/**
 * What was sold, in one currency.
 *
 * @param gross   invoices, with VAT
 * @param vat     of the invoices, less that of the credit memos
 * @param fees    of the platform
 * @param refunds credit memos, with VAT
 */
record Figures(BigDecimal gross, BigDecimal vat, BigDecimal fees, BigDecimal refunds) {

    static final Figures NONE = new Figures(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    /** What is left to the seller: gross less refunds, VAT and fees. */
    BigDecimal net() {
        return gross.subtract(refunds).subtract(vat).subtract(fees);
    }

    Figures plus(Figures more) {
        return new Figures(gross.add(more.gross), vat.add(more.vat), fees.add(more.fees), refunds.add(more.refunds));
    }
}
