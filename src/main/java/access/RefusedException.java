package access;

/** A name or a password is wrong; which one is not told. */
final class RefusedException extends RuntimeException {

    RefusedException() {
        super("Refused", null, false, false);
    }
}
