package http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses a body above {@code quarkus.http.limits.max-body-size}, as a problem: Quarkus' own refusal has no body. One that
 * says its length is refused by that; of one that does not, the API's is counted as it is read. The webhook edge counts its own.
 */
@ApplicationScoped
class BodyLimit {

    /** Before Quarkus' own. */
    private static final int FIRST = 10_000;
    private static final int TOO_LARGE = 413;
    private static final String WEBHOOK = "/webhook";
    /** A client that is still sending sees the answer only when what it sends is read a little longer. */
    private static final long LINGER_MS = 1_000;

    @ConfigProperty(name = "quarkus.http.limits.max-body-size")
    MemorySize limit;

    void register(@Observes Filters filters) {
        long limitBytes = limit.asLongValue();
        BodyHandler counted = BodyHandler.create(false).setBodyLimit(limitBytes);
        filters.register(ctx -> check(ctx, limitBytes, counted), FIRST);
    }

    void answer(@Observes Router router) {
        long limitBytes = limit.asLongValue();
        router.route().order(-FIRST).failureHandler(ctx -> {
            if (ctx.statusCode() == TOO_LARGE && !ctx.response().headWritten()) {
                refuse(ctx, limitBytes);
                ctx.vertx().setTimer(LINGER_MS, now -> ctx.request().connection().close());
            } else {
                ctx.next();
            }
        });
    }

    private static void check(RoutingContext ctx, long limitBytes, BodyHandler counted) {
        String length = ctx.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && isAbove(length, limitBytes)) {
            ctx.response().endHandler(end -> ctx.request().connection().close());
            refuse(ctx, limitBytes);
        } else if (length == null && mayHaveABody(ctx.request()) && !ctx.normalizedPath().startsWith(WEBHOOK)) {
            counted.handle(ctx);
        } else {
            ctx.next();
        }
    }

    private static void refuse(RoutingContext ctx, long limitBytes) {
        Reply reply = Reply.tooLarge(limitBytes);
        reply.headers().forEach(ctx.response()::putHeader);
        ctx.response().setStatusCode(reply.status()).putHeader(HttpHeaders.CONNECTION, "close").end(Buffer.buffer(reply.body()));
    }

    private static boolean mayHaveABody(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2 || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** Vert.x has refused what is no number. */
    private static boolean isAbove(String length, long limitBytes) {
        return length.length() > 18 || Long.parseLong(length) > limitBytes;
    }
}
