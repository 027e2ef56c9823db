package polling;

import channels.PlatformException;
import channels.ShopAccess;
import io.github.bucket4j.Bucket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Calls to a platform, evenly spaced, {@code calls-per-second} of them; polls, backfills and details share it. */
@ApplicationScoped
class CallBudget {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    /**
     * Waits for its turn.
     *
     * @throws PlatformException.TooManyCalls when a minute brings none
     */
    void take(ShopAccess shop) {
        Bucket bucket = buckets.computeIfAbsent(shop.channel(), channel -> Bucket.builder()
            .addLimit(limit -> limit.capacity(1).refillGreedy(shop.platform().callsPerSecond(), Duration.ofSeconds(1)))
            .build());
        try {
            if (!bucket.asBlocking().tryConsume(1, LONGEST_WAIT)) {
                throw new PlatformException.TooManyCalls(shop + ": no call was free for " + LONGEST_WAIT.toSeconds()
                    + " s; raise ordersync.channels." + shop.channel() + ".calls-per-second if the platform allows more");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException.Down(shop + ": stopped while waiting for a call", e);
        }
    }
}
