package credit;

/** PostgreSQL cannot be asked in time; to be tried again in a second. */
final class UnavailableException extends RuntimeException {

    UnavailableException(String message) {
        super(message, null, false, false);
    }
}
