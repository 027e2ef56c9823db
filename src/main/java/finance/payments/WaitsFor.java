package finance.payments;

/** Why a payment does not agree with its order. */
public enum WaitsFor {
    /** There is no order of its id, there are several, or the amount is not known yet. */
    ORDER,
    /** The order's amount is another. */
    AMOUNT,
    /** The order is in another currency. */
    CURRENCY,
    /** Another payment has paid the order. */
    PAID
}
