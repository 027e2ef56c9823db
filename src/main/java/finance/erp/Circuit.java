package finance.erp;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Circuit breaker of one ERP: after so many calls in a row that were not answered nothing is sent, but for one call now and
 * then that tries. What is not sent stays as it is, so that it costs nothing to wait for an ERP for days.
 */
final class Circuit {

    private static final double JITTER = 0.2;

    private final int failuresToOpen;
    private final Duration openFor;
    private final LongSupplier nanoTime;
    private int failures;
    private long pausedUntilNanos;

    Circuit(int failuresToOpen, Duration openFor) {
        this(failuresToOpen, openFor, System::nanoTime);
    }

    Circuit(int failuresToOpen, Duration openFor, LongSupplier nanoTime) {
        this.failuresToOpen = failuresToOpen;
        this.openFor = openFor;
        this.nanoTime = nanoTime;
        this.pausedUntilNanos = nanoTime.getAsLong();
    }

    /** How many of {@code room} calls may be made now: all, none, or the one that tries. */
    synchronized int permits(int room) {
        if (nanoTime.getAsLong() - pausedUntilNanos < 0) {
            return 0;
        }
        if (!isOpen()) {
            return room;
        }
        pause(openFor);
        return Math.min(room, 1);
    }

    synchronized boolean isOpen() {
        return failures >= failuresToOpen;
    }

    /** Whether the last call that tells anything was not answered. */
    synchronized boolean isFailing() {
        return failures > 0;
    }

    synchronized void heard(Answer answer) {
        switch (answer.health()) {
            case UP -> close();
            case DOWN -> {
                failures = Math.min(failures + 1, failuresToOpen);
                pause(isOpen() && answer.pause().compareTo(openFor) < 0 ? openFor : answer.pause());
            }
            case UNKNOWN -> { }
        }
    }

    private void close() {
        if (isOpen()) {
            pausedUntilNanos = nanoTime.getAsLong();
        }
        failures = 0;
    }

    private void pause(Duration pause) {
        long nanos = (long) (pause.toNanos() * (1 + ThreadLocalRandom.current().nextDouble() * JITTER));
        pausedUntilNanos = Math.max(pausedUntilNanos, nanoTime.getAsLong() + nanos);
    }
}
