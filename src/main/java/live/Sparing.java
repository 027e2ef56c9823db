package live;

import java.util.concurrent.TimeUnit;

/** When work that others have to pay for may be done again: it takes at most a tenth of the time, and is never put off for long. */
final class Sparing {

    /** So many moments of rest for each that the work took. */
    private static final int REST = 9;
    static final long MAX_REST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long restsUntil;
    private boolean rests;

    /** @param now as {@link System#nanoTime()} counts */
    boolean isDue(long now) {
        return !rests || now - restsUntil >= 0;
    }

    /** Tells how long the work took, in nanoseconds of {@link System#nanoTime()}. */
    void worked(long from, long to) {
        rests = true;
        restsUntil = to + Math.min((to - from) * REST, MAX_REST_NANOS);
    }
}
