package finance.payments;

/** What became of a payment. It only ever goes on to a later stage: what is told late, or again, does not take it back. */
public enum PaymentStatus {
    /** Begun; nobody knows yet how it ends. */
    PENDING(0),
    /** The money is set aside, and still to be captured. */
    AUTHORISED(1),
    /** The provider looks into it. */
    ON_HOLD(1),
    FAILED(2),
    /** The buyer gave it up, or it lapsed. */
    VOIDED(2),
    /** The money is ours. */
    CAPTURED(3),
    /** It is on its way back. */
    REFUNDING(4),
    /** All of it went back. */
    REFUNDED(5),
    /** The provider took it back. */
    REVERSED(5);

    private final int stage;

    PaymentStatus(int stage) {
        this.stage = stage;
    }

    /** What it is once {@code told} was told of it. A refund that was refused leaves the payment captured. */
    PaymentStatus after(PaymentStatus told) {
        if (this == REFUNDING && told == FAILED) {
            return CAPTURED;
        }
        return told.stage > stage ? told : this;
    }

    /** Whether the provider is still to be asked how it ends. */
    boolean isOpen() {
        return this == PENDING || this == AUTHORISED || this == ON_HOLD || this == REFUNDING;
    }

    /** Whether such a payment has been captured; one that was reversed may never have been. */
    boolean wasCaptured() {
        return this == CAPTURED || this == REFUNDING || this == REFUNDED;
    }

    /** Whether its order has been paid by such a payment, and is not to be paid again. */
    boolean pays() {
        return this == CAPTURED || this == REFUNDING;
    }
}
