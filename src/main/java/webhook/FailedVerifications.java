package webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import http.ClientNetwork;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts, by source and second, the requests that failed verification. Only failures are ever held against a source:
 * behind a proxy one address stands for many senders, and a signature costs less to check than an answer to write.
 */
public final class FailedVerifications {

    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final int perSecond;
    private final Cache<String, AtomicInteger> failures;

    /** @param sources counted at a time; beyond it the least recent is forgotten */
    public FailedVerifications(int perSecond, int sources, Ticker ticker) {
        this.perSecond = perSecond;
        this.failures = Caffeine.newBuilder().maximumSize(sources).expireAfterWrite(WINDOW).ticker(ticker).build();
    }

    /** Counts one more failure of the source; true when it had too many within the last second. */
    public boolean isTooMany(String source) {
        return failures.get(ClientNetwork.of(source), first -> new AtomicInteger()).incrementAndGet() > perSecond;
    }
}
