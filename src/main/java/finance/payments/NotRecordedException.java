package finance.payments;

/** A payment was not recorded, though nothing is wrong with it: whoever told of it is to tell again. */
final class NotRecordedException extends RuntimeException {

    NotRecordedException(String message) {
        super(message, null, false, false);
    }
}
