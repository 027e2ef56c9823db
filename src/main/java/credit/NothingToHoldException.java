package credit;

/** An order cannot be released: its dealer, its amount or its rate is not known. Its message goes to the caller. */
public final class NothingToHoldException extends RuntimeException {

    NothingToHoldException(String message) {
        super(message, null, false, false);
    }
}
