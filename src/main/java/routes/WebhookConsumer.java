package routes;

import http.Reply;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.URIDecoder;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;
import org.jboss.logging.Logger;
import webhook.WebhookRequest;

/**
 * Makes a {@link WebhookRequest} of an HTTP request, the message's body, and answers with the {@link Reply} that the
 * route leaves there. While Kafka takes messages the route runs where the request was read, since to wake a worker for it
 * costs as much as the route; what may take long runs on a worker. Neither is held while Kafka stores the message.
 */
class WebhookConsumer extends VertxPlatformHttpConsumer {

    private static final Logger LOG = Logger.getLogger(WebhookConsumer.class);

    private static final long LINGER_MS = 1_000;
    /** A larger body, digested and parsed, would hold up the other requests of its event loop. */
    private static final int MAX_EVENT_LOOP_BYTES = 128 << 10;

    private final long limitBytes;
    /** Whether a webhook is taken in without waiting for a server or a file just now. */
    private final BooleanSupplier neverWaits;
    private final String prefix;

    WebhookConsumer(PlatformHttpEndpoint endpoint, Processor processor, String routerName, long limitBytes, BooleanSupplier neverWaits) {
        super(endpoint, processor, List.of(), routerName);
        this.limitBytes = limitBytes;
        this.neverWaits = neverWaits;
        this.prefix = endpoint.getPath();
    }

    @Override
    protected void handleRequest(RoutingContext ctx) {
        long startedNanos = System.nanoTime();
        String path = ctx.normalizedPath();
        if (path.length() > prefix.length() && path.charAt(prefix.length()) != '/') {
            ctx.next();
            return;
        }
        if (isSuspended()) {
            write(ctx, Reply.problem(503, "This replica is stopping. Send it again.").with("Retry-After", "1"));
            return;
        }
        readBody(ctx.request(), body -> route(ctx, new WebhookRequest(ctx.request().method().name(), segments(path), ctx.request().headers()::get, body, ctx.request().remoteAddress().hostAddress(), Instant.now(), startedNanos)));
    }

    /** Hands on the whole body, or null as soon as it is more than the limit. */
    private void readBody(HttpServerRequest request, Consumer<byte[]> done) {
        if (isOverLimit(request.getHeader("Content-Length"))) {
            done.accept(null);
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        Buffer body = Buffer.buffer();
        request.handler(new Handler<>() {
            private boolean over;

            @Override
            public void handle(Buffer part) {
                if (over) {
                    return;
                }
                over = body.length() + part.length() > limitBytes;
                if (over) {
                    request.endHandler(null);
                    done.accept(null);
                } else {
                    body.appendBuffer(part);
                }
            }
        });
        request.endHandler(end -> done.accept(body.getBytes()));
        request.resume();
    }

    private boolean isOverLimit(String contentLength) {
        try {
            return contentLength != null && Long.parseLong(contentLength) > limitBytes;
        } catch (NumberFormatException notANumber) {
            return true;
        }
    }

    private void route(RoutingContext ctx, WebhookRequest request) {
        Context context = ctx.vertx().getOrCreateContext();
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        exchange.getIn().setBody(request);
        AsyncCallback done = doneSync -> context.runOnContext(now -> answer(ctx, exchange));
        if (neverWaits.getAsBoolean() && (request.body() == null || request.body().length <= MAX_EVENT_LOOP_BYTES)) {
            getAsyncProcessor().process(exchange, done);
        } else {
            ctx.vertx().executeBlocking(() -> getAsyncProcessor().process(exchange, done), false);
        }
    }

    private void answer(RoutingContext ctx, Exchange exchange) {
        Reply reply;
        if (exchange.getException() == null) {
            reply = exchange.getMessage().getBody(Reply.class);
        } else {
            // Not its path: that may hold a path token.
            LOG.error("A webhook failed", exchange.getException());
            reply = Reply.problem(500, "The log of this replica says what failed.");
        }
        releaseExchange(exchange, false);
        write(ctx, reply);
    }

    private static void write(RoutingContext ctx, Reply reply) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        if (!ctx.request().isEnded()) {
            closeSoon(ctx, response);
        }
        response.end(Buffer.buffer(reply.body()));
    }

    /** A client that is still sending sees the answer only when what it sends is read a little longer. */
    private static void closeSoon(RoutingContext ctx, HttpServerResponse response) {
        response.putHeader("Connection", "close");
        ctx.request().handler(discarded -> { });
        ctx.request().resume();
        ctx.vertx().setTimer(LINGER_MS, now -> ctx.request().connection().close());
    }

    /** The decoded segments below the endpoint's path. One that cannot be decoded stays as it is, and is nobody's name. */
    private List<String> segments(String path) {
        return Arrays.stream(path.substring(prefix.length()).split("/")).filter(segment -> !segment.isEmpty())
            .map(WebhookConsumer::decoded).toList();
    }

    private static String decoded(String segment) {
        try {
            return URIDecoder.decodeURIComponent(segment, false);
        } catch (IllegalArgumentException malformed) {
            return segment;
        }
    }
}
