package finance.payments;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import webhook.FailedVerifications;

/** Addresses whose IPNs keep failing verification. */
@ApplicationScoped
class RefusedSources {

    static final String THROTTLED = "throttled";

    private final FailedVerifications failures;

    RefusedSources(PaymentsConfig config) {
        this.failures = new FailedVerifications(config.failuresPerSecond(), config.trackedSources(), Ticker.systemTicker());
    }

    /** Counts a request that failed; one too many of an address costs it its connection. Returns the reason of the refusal. */
    String reason(HttpServerRequest request) {
        if (!failures.isTooMany(request.remoteAddress().hostAddress())) {
            return "signature";
        }
        request.response().putHeader("Connection", "close");
        return THROTTLED;
    }
}
