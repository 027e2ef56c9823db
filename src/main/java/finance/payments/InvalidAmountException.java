package finance.payments;

/** A provider's amount is no number above zero: there is nothing to keep. */
final class InvalidAmountException extends IllegalArgumentException {

    InvalidAmountException() {
        super("The amount must be a whole number above zero");
    }
}
