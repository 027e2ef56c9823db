package access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import http.ClientNetwork;
import http.EarlyAnswer;
import http.UnannouncedBody;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * So many requests a second of one user, and so many sign-ins and refreshes a minute of one address; more get 429, before anything
 * of their body is read. A sign-out is never refused: who leaves a shared screen must be able to. Each replica counts its own.
 */
public final class RequestLimits {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final CurrentUser user;
    private final LoadingCache<String, Bucket> users;
    private final LoadingCache<String, Bucket> signIns;
    private final LoadingCache<String, Bucket> refreshes;

    @Inject
    RequestLimits(CurrentUser user, SecurityConfig config) {
        this.user = user;
        this.users = buckets(config.requestsPerSecond(), SECOND, config.tracked());
        this.signIns = buckets(config.signInsPerMinute(), MINUTE, config.tracked());
        this.refreshes = buckets(config.refreshesPerMinute(), MINUTE, config.tracked());
    }

    @ServerRequestFilter(nonBlocking = true, priority = Priorities.AUTHORIZATION)
    public Response check(ResourceInfo resource, RoutingContext ctx) {
        Response refusal = refusal(resource, ctx.request());
        if (refusal != null && UnannouncedBody.mayHaveABodyOfAnyLength(ctx.request())) {
            EarlyAnswer.stopSoon(ctx);
        }
        return refusal;
    }

    /** @return null: it may come */
    private Response refusal(ResourceInfo resource, HttpServerRequest request) {
        if (resource.getResourceClass() == AuthResource.class) {
            String address = ClientNetwork.of(request.remoteAddress().hostAddress());
            switch (resource.getResourceMethod().getName()) {
                case "login" -> {
                    return answer(signIns.get(address), "Too many sign-ins came from this address.");
                }
                case "refresh" -> {
                    return answer(refreshes.get(address), "Too many sign-ins of this address were refreshed.");
                }
                default -> { }
            }
        }
        if (OpenToAll.is(resource) || resource.getResourceClass().isAnnotationPresent(LimitedElsewhere.class)) {
            return null;
        }
        return user.name().map(name -> answer(users.get(name), "Too many requests of this user.")).orElse(null);
    }

    /** @return null: there is room */
    private static Response answer(Bucket bucket, String what) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            return null;
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill() + 999_999_999);
        return AccessProblems.tooMany(Math.max(1, seconds), what + " Wait " + Math.max(1, seconds) + " s.");
    }

    /** One that is forgotten is full: it says nothing that a new one would not. */
    private static LoadingCache<String, Bucket> buckets(int capacity, Duration period, int tracked) {
        return Caffeine.newBuilder().maximumSize(tracked).expireAfterAccess(period.multipliedBy(2)).build(client -> Bucket.builder()
            .addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, period)).build());
    }
}
