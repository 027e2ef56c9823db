package finance.reconciliation;

/** What there can be that does not agree; the classes of issue and table {@code reconciliation_item}. */
public enum ItemClass {
    /** An order that is sold, and no payment captured. */
    MISSING_PAYMENT,
    /** Money, and no order it could be for. */
    MISSING_ORDER,
    /** Two amounts that must be one, further apart than the tolerance. */
    AMOUNT_MISMATCH,
    /** An order that was paid again. */
    DUPLICATE_PAYMENT,
    /** Two currencies that must be one. */
    CURRENCY_MISMATCH,
    /** Credit memos over another amount than what went back. */
    REFUND_MISMATCH,
    /** A fee that was kept, and another that is posted. */
    FEE_MISMATCH,
    /** What the ERP was to book and has not. */
    NOT_POSTED,
    /** What the ERP may have booked. */
    IN_DOUBT
}
