package routes;

import http.BodyReader;
import http.EarlyAnswer;
import http.Problem;
import http.Reply;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.URIDecoder;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.SuspendableService;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;
import org.jboss.logging.Logger;
import webhook.WebhookRequest;

/**
 * Makes a {@link WebhookRequest} of an HTTP request, the message's body, and answers with the {@link Reply} that the
 * route leaves there. While Kafka takes messages the route runs where the request was read, since to wake a worker for it
 * costs as much as the route; what may take long runs on a worker. Neither is held while Kafka stores the message.
 */
class WebhookConsumer extends DefaultConsumer implements PlatformHttpConsumer, Suspendable, SuspendableService {

    private static final Logger LOG = Logger.getLogger(WebhookConsumer.class);

    /** After the headers that every answer has (access/SecurityHeaders), before all that is there for users: who signs in, limits, resources. */
    private static final int ORDER = -15_000;
    /** A larger body, digested and parsed, would hold up the other requests of its event loop. */
    private static final int MAX_EVENT_LOOP_BYTES = 128 << 10;

    private final Router router;
    private final Vertx vertx;
    private final BodyReader reader;
    /** Whether a webhook is taken in without waiting for a server or a file just now. */
    private final BooleanSupplier neverWaits;
    private final String prefix;
    private Route route;

    WebhookConsumer(PlatformHttpEndpoint endpoint, Processor processor, Router router, Vertx vertx, BodyReader reader, BooleanSupplier neverWaits) {
        super(endpoint, processor);
        this.router = router;
        this.vertx = vertx;
        this.reader = reader;
        this.neverWaits = neverWaits;
        this.prefix = endpoint.getPath();
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
        return (PlatformHttpEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        route = router.route(prefix + "*").order(ORDER).handler(this::receive);
    }

    @Override
    protected void doStop() throws Exception {
        route.remove();
        super.doStop();
    }

    private void receive(RoutingContext ctx) {
        long startedNanos = System.nanoTime();
        String path = ctx.normalizedPath();
        if (path.length() > prefix.length() && path.charAt(prefix.length()) != '/') {
            ctx.next();
            return;
        }
        if (isSuspended()) {
            EarlyAnswer.write(ctx, Reply.problem(503, "This replica is stopping. Send it again.").with("Retry-After", "1"));
            return;
        }
        HttpServerRequest request = ctx.request();
        reader.read(request, body -> route(ctx, new WebhookRequest(request.method().name(), segments(path), request.headers()::get, body,
            request.remoteAddress().hostAddress(), Instant.now(), startedNanos)), problem -> EarlyAnswer.write(ctx, unread(problem)));
    }

    private static Reply unread(Problem problem) {
        Reply reply = Reply.problem(problem.status(), problem.detail());
        return problem.status() == 503 ? reply.with("Retry-After", "5") : reply;
    }

    private void route(RoutingContext ctx, WebhookRequest request) {
        Context context = vertx.getOrCreateContext();
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        exchange.getIn().setBody(request);
        AsyncCallback done = doneSync -> context.runOnContext(now -> answer(ctx, exchange));
        if (neverWaits.getAsBoolean() && (request.body() == null || request.body().length <= MAX_EVENT_LOOP_BYTES)) {
            getAsyncProcessor().process(exchange, done);
        } else {
            vertx.executeBlocking(() -> getAsyncProcessor().process(exchange, done), false);
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
        EarlyAnswer.write(ctx, reply);
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
