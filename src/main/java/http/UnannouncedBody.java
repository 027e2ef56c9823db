package http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import java.io.ByteArrayInputStream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Reads a body that does not say its length, for its resource, no more than the limit, once it is known that the request may come
 * ({@code access.RequestLimits}). Here and not before: Quarkus cannot take up a request of HTTP/2 that was read to its end.
 */
public final class UnannouncedBody {

    @Inject
    BodyReader reader;

    @ServerRequestFilter(nonBlocking = true, priority = Priorities.ENTITY_CODER)
    public void read(ResteasyReactiveContainerRequestContext request, RoutingContext ctx) {
        if (!mayHaveABodyOfAnyLength(ctx.request())) {
            return;
        }
        request.suspend();
        reader.read(ctx.request(), body -> {
            if (body == null) {
                EarlyAnswer.stopSoon(ctx);
                request.resume(new ProblemException(Problem.tooLarge(reader.limitBytes())));
            } else {
                request.setEntityStream(new ByteArrayInputStream(body));
                request.resume();
            }
        }, problem -> request.resume(new ProblemException(problem)));
    }

    /** HTTP/2 has no header that says there is a body: its frames do. */
    public static boolean mayHaveABodyOfAnyLength(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            return request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        }
        return !request.headers().contains(HttpHeaders.CONTENT_LENGTH) && request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD;
    }
}
