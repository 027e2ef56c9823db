package http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/** Answers that may go out before all of the request is there. */
public final class EarlyAnswer {

    /** A client that is still sending sees the answer only when what it sends is read a little longer. */
    private static final long LINGER_MS = 1_000;
    private static final long NO_ERROR = 0;

    private EarlyAnswer() {
    }

    /** Writes the answer, where there is still somebody to read it; what comes after it of the request is dropped. */
    public static void write(RoutingContext ctx, Reply reply) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        // It is some bytes: not worth pressing for whoever takes gzip.
        response.setStatusCode(reply.status()).putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
        reply.headers().forEach(response::putHeader);
        if (!ctx.request().isEnded()) {
            stopSoon(ctx);
        }
        response.end(Buffer.buffer(reply.body()));
    }

    /** Before an answer that others write. */
    public static void stopSoon(RoutingContext ctx) {
        HttpServerResponse response = ctx.response();
        ctx.request().handler(dropped -> { }).resume();
        if (ctx.request().version() == HttpVersion.HTTP_2) {
            // Others share its connection.
            ctx.vertx().setTimer(LINGER_MS, now -> response.reset(NO_ERROR));
        } else {
            response.putHeader(HttpHeaders.CONNECTION, "close");
            ctx.vertx().setTimer(LINGER_MS, now -> ctx.request().connection().close());
        }
    }
}
