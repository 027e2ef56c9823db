package credit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import http.ClientNetwork;
import http.EarlyAnswer;
import http.Reply;
import io.github.bucket4j.Bucket;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * So many requests a second of one client to {@code /credit/*} and {@code /api/credit/*}, and as many at once; more get 429.
 * Decided on the event loop, before a body is read. A client is an address, as the webhooks' sources are.
 */
@ApplicationScoped
class CreditRequestLimit {

    /** Before the body's length is looked at. */
    private static final int ORDER = 11_000;
    /** Longer than an empty bucket takes to be full: one that is forgotten says nothing that a new one would not. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(2);

    private static final Pattern MATRIX = Pattern.compile(";[^/]*");

    private final int perSecond;
    private final LoadingCache<String, Bucket> clients;

    CreditRequestLimit(CreditApiConfig config) {
        this.perSecond = config.requestsPerSecond();
        this.clients = Caffeine.newBuilder().maximumSize(config.trackedClients()).expireAfterAccess(FORGOTTEN).build(client -> Bucket.builder()
            .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1))).build());
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, ORDER);
    }

    private void check(RoutingContext ctx) {
        if (!isCredit(ctx.normalizedPath()) || clients.get(ClientNetwork.of(ctx.request().remoteAddress().hostAddress())).tryConsume(1)) {
            ctx.next();
            return;
        }
        EarlyAnswer.write(ctx, Reply.problem(429, "More than " + perSecond + " requests a second to /credit came from this address. Wait a second.")
            .with("Retry-After", "1"));
    }

    /** The router of the resources passes over matrix parameters, {@code /credit;a=b/status}. */
    private static boolean isCredit(String normalized) {
        String path = normalized.indexOf(';') < 0 ? normalized : MATRIX.matcher(normalized).replaceAll("");
        return path.startsWith("/credit/") || path.startsWith("/api/credit/");
    }
}
