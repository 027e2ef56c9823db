package finance.erp;

import java.time.Duration;
import java.util.Set;

/** What the status of an HTTP answer tells, whichever ERP gives it. */
final class HttpStatus {

    /**
     * The call surely did not get as far as the books, and it is not the posting that is wrong: the key (401, 403, 407), the
     * address (redirects that have to be sent again, and 404, 405, 410, as a proxy without a route answers), or the pace (429).
     */
    private static final Set<Integer> NOT_TAKEN = Set.of(301, 302, 307, 308, 401, 403, 404, 405, 407, 410, 429);
    private static final int REQUEST_TIMEOUT = 408;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private HttpStatus() {
    }

    static boolean isNotTaken(int status) {
        return NOT_TAKEN.contains(status);
    }

    /**
     * Whether the ERP itself turned the call down for what it says. Of anything else but success, such as 303, 408, 503 and 504,
     * nobody knows: a proxy answers so too, after the ERP behind it has booked.
     */
    static boolean isRefusal(int status) {
        return status / 100 == 4 && status != REQUEST_TIMEOUT && !isNotTaken(status);
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
