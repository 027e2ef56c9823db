package orders;

/**
 * What was last decided of an order's credit: of all decisions told the one of the greatest version; of two with one
 * version, which nobody writes, the one that locks. A greatest value does not care for order or repetition.
 *
 * @param version 0: nothing was told
 * @param locked  whether the order waits for its dealer's credit
 */
record CreditState(int version, boolean locked) {

    static final CreditState NONE = new CreditState(0, false);

    /** After {@code event}; the same object when it tells nothing newer. */
    CreditState told(CanonicalEvent event) {
        boolean later = event.creditVersion > version || event.creditVersion == version && event.creditLocked && !locked;
        return event.tellsCredit() && later ? new CreditState(event.creditVersion, event.creditLocked) : this;
    }
}
