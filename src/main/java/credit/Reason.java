package credit;

/** Why an order waits for credit. */
public enum Reason {
    /** It does not fit the limit of its dealer, or of a dealer above. */
    OVER_LIMIT,
    /** An invoice of its dealer, or of a dealer above, is past due by more than the grace days. */
    OVERDUE,
    /** A person locked its dealer, or a dealer above. */
    MANUAL_LOCK,
    /** There is no such dealer. */
    UNKNOWN_DEALER,
    /** It is in another currency than its dealer's, and no rate of its day is known. */
    NO_RATE,
    /** It is in another currency than its dealer's, and those are not converted ({@code ordersync.credit.convert}). */
    CURRENCY,
    /** Nothing told its amount, or one below zero, or one that its conversion makes too large to be kept. */
    NO_AMOUNT
}
