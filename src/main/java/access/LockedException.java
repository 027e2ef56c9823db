package access;

import java.time.Duration;

/** Too many sign-ins of a name failed; none of it, there or anywhere, is looked at for so long. */
final class LockedException extends RuntimeException {

    private final Duration left;

    LockedException(Duration left) {
        super("Locked", null, false, false);
        this.left = left;
    }

    Duration left() {
        return left;
    }
}
