package finance.erp;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long what is wrong is left alone; each time a little different, so that many do not come back at once. */
@ApplicationScoped
class Patience {

    private static final double JITTER = 0.2;
    private static final int MAX_DOUBLINGS = 20;

    private final ErpConfig config;

    Patience(ErpConfig config) {
        this.config = config;
    }

    /** Until an ERP is asked about a posting: no sooner than it must have finished. */
    Duration inDoubt() {
        return jittered(config.inDoubtAfter().toMillis());
    }

    /** Until the next attempt, which doubles with each. */
    Duration backoff(int attempts) {
        long doubled = config.backoff().toMillis() << Math.min(Math.max(attempts - 1, 0), MAX_DOUBLINGS);
        return jittered(Math.min(doubled, config.longestBackoff().toMillis()));
    }

    private static Duration jittered(long millis) {
        return Duration.ofMillis((long) (millis * (1 + ThreadLocalRandom.current().nextDouble() * JITTER)));
    }
}
