package orders;

/** What the status of an order, or of a line of it, means to finance. */
public enum SaleEffect {
    /** It is sold: the customer is invoiced. */
    INVOICE,
    /** It is not, or no longer: what was invoiced is taken back. */
    REVERSE,
    /** It is not sold yet; what was invoiced is taken back. */
    NONE,
    /** It means what the status before it meant. */
    KEEP
}
