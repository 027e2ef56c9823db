package finance.erp;

/** Where a posting is in its life. */
public enum Status {
    /** To be sent. */
    CREATED,
    /** Something is missing; its reason says what. */
    HELD,
    /** A call is under way. */
    SENT,
    /** Nobody knows whether it was booked; the ERP is asked. */
    IN_DOUBT,
    /** Booked. */
    CONFIRMED,
    /** The ERP will not have it; its reason says why. */
    REFUSED
}
