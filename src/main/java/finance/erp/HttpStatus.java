package finance.erp;

import java.time.Duration;
import java.util.Set;

/** What the status of an HTTP answer tells, whichever ERP gives it. */
final class HttpStatus {

    /**
     * The call did not get as far as the books: the ERP is busy or closed (429, 503, 408), or it is the key or the address that
     * is wrong (401, 403, 407, redirects), for which no posting is refused.
     */
    private static final Set<Integer> NOT_TAKEN = Set.of(401, 403, 407, 408, 429, 503);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private HttpStatus() {
    }

    static boolean isNotTaken(int status) {
        return status / 100 == 3 || NOT_TAKEN.contains(status);
    }

    /** @param retryAfter seconds, as RFC 9110 has them; a date, or null, is no pause */
    static Duration pause(String retryAfter) {
        try {
            Duration pause = Duration.ofSeconds(Long.parseLong(retryAfter == null ? "0" : retryAfter.strip()));
            return pause.isNegative() ? Duration.ZERO : pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        } catch (NumberFormatException | ArithmeticException notSeconds) {
            return Duration.ZERO;
        }
    }
}
