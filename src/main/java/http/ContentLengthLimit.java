package http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses a body that says itself it is above {@code quarkus.http.limits.max-body-size}, as a problem: Quarkus' own
 * refusal, which comes right after, has no body. A chunked body says nothing and is counted by whoever reads it.
 */
@ApplicationScoped
class ContentLengthLimit {

    /** Before Quarkus' own. */
    private static final int FIRST = 10_000;

    @ConfigProperty(name = "quarkus.http.limits.max-body-size")
    MemorySize limit;

    void register(@Observes Filters filters) {
        long limitBytes = limit.asLongValue();
        filters.register(ctx -> check(ctx, limitBytes), FIRST);
    }

    private static void check(RoutingContext ctx, long limitBytes) {
        String length = ctx.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || !isAbove(length, limitBytes)) {
            ctx.next();
            return;
        }
        Reply reply = Reply.tooLarge(limitBytes);
        reply.headers().forEach(ctx.response()::putHeader);
        ctx.response().setStatusCode(reply.status()).putHeader(HttpHeaders.CONNECTION, "close");
        ctx.response().endHandler(end -> ctx.request().connection().close());
        ctx.response().end(Buffer.buffer(reply.body()));
    }

    /** Vert.x has refused what is no number. */
    private static boolean isAbove(String length, long limitBytes) {
        return length.length() > 18 || Long.parseLong(length) > limitBytes;
    }
}
