package routes;

import channels.RawMessage;
import channels.Spool;
import http.Reply;
import io.netty.util.concurrent.ImmediateEventExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.BindToRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.util.ObjectHelper;
import org.apache.kafka.common.errors.RecordTooLargeException;
import roles.Role;
import roles.Roles;
import webhook.KafkaCircuit;
import webhook.LastWebhooks;
import webhook.Reception;
import webhook.WebhookMetrics;
import webhook.WebhookReceiver;
import webhook.WebhookRequest;

/**
 * {@code POST /webhook}, {@code /webhook/{channel}} and {@code /webhook/{channel}/{path-token}}: store, then
 * acknowledge. Kafka has its time; then PostgreSQL takes the message, and {@link SpoolRoutes} sends it on.
 */
@ApplicationScoped
public class WebhookRoutes extends RouteBuilder {

    /** The {@link Reception.Accepted} of the exchange. */
    private static final String RECEPTION = "reception";
    /** Whether neither Kafka nor PostgreSQL took the message. */
    private static final String UNSTORED = "unstored";
    /** A PostgreSQL that hangs is one that does not take the message; should it still, event_id tells it is the same. */
    private static final long SPOOL_TIMEOUT_MS = 10_000;
    private static final Reply TRY_LATER = Reply.problem(503,
        "Neither Kafka nor PostgreSQL takes the message now. Send it again.").with("Retry-After", "5");

    private final Roles roles;
    private final WebhookReceiver receiver;
    private final KafkaCircuit circuit;
    private final Spool spool;
    private final WebhookMetrics metrics;
    private final LastWebhooks lastWebhooks;

    WebhookRoutes(Roles roles, WebhookReceiver receiver, KafkaCircuit circuit, Spool spool, WebhookMetrics metrics,
                  LastWebhooks lastWebhooks) {
        this.roles = roles;
        this.receiver = receiver;
        this.circuit = circuit;
        this.spool = spool;
        this.metrics = metrics;
        this.lastWebhooks = lastWebhooks;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.INGEST)) {
            return;
        }
        receiver.open();
        errorHandler(noErrorHandler());

        from("timer:last-webhooks?period=5000").routeId("last-webhooks")
            .doTry()
                .process(exchange -> lastWebhooks.write())
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "The times of the last webhooks were not written; the next round tries again: ${exception.class.name}")
            .end();

        from("platform-http:/webhook?matchOnUriPrefix=true&platformHttpEngine=#webhookEngine")
            .routeId("webhook").noStreamCaching()
            .process(this::receive)
            .filter(exchange -> accepted(exchange) != null)
                .to("direct:webhook-store")
                .process(this::acknowledge)
            .end();

        // A message may end up in Kafka and in the spool, never in neither: a late Kafka is told apart by event_id.
        from("direct:webhook-store").routeId("webhook-store").noStreamCaching()
            .choice()
                .when(exchange -> circuit.lets())
                    .doTry()
                        .process(exchange -> KafkaMessages.write(accepted(exchange).message(), exchange.getMessage()))
                        .to("{{ordersync.webhook.kafka}}")
                        .process(exchange -> circuit.succeeded())
                    .doCatch(Exception.class)
                        .process(this::blame)
                        .process(new ToSpool())
                    .endDoTry()
                .endChoice()
                .otherwise()
                    .process(new ToSpool())
            .end();
    }

    /** A message that is too large for its topic says nothing of Kafka. */
    private void blame(Exchange exchange) {
        if (ObjectHelper.getException(RecordTooLargeException.class, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)) == null) {
            circuit.failed();
        } else {
            circuit.learntNothing();
        }
    }

    /** Kafka's callback thread goes on with the route: what is left to do there never blocks. */
    @BindToRegistry("callerThread")
    ImmediateEventExecutor callerThread() {
        return ImmediateEventExecutor.INSTANCE;
    }

    private void receive(Exchange exchange) {
        Reception reception = receiver.receive(exchange.getMessage().getBody(WebhookRequest.class));
        if (reception instanceof Reception.Refused refused) {
            exchange.getMessage().setBody(refused.reply());
        } else {
            exchange.setProperty(RECEPTION, reception);
        }
    }

    private void acknowledge(Exchange exchange) {
        Reception.Accepted accepted = accepted(exchange);
        if (exchange.getProperty(UNSTORED, false, Boolean.class)) {
            metrics.rejected(accepted.message().channel(), "unavailable");
            exchange.getMessage().setBody(TRY_LATER);
        } else {
            metrics.received(accepted.message());
            lastWebhooks.received(accepted.message().channel(), accepted.message().receivedAt());
            metrics.acknowledged(accepted.startedNanos());
            exchange.getMessage().setBody(Reply.of(accepted.acknowledge()));
        }
    }

    private static Reception.Accepted accepted(Exchange exchange) {
        return exchange.getProperty(RECEPTION, Reception.Accepted.class);
    }

    /** Waits for the spool's commit without holding a thread. */
    private final class ToSpool extends AsyncProcessorSupport {

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            RawMessage message = accepted(exchange).message();
            spool.add(message).orTimeout(SPOOL_TIMEOUT_MS, TimeUnit.MILLISECONDS).whenComplete((stored, failure) -> {
                if (failure == null) {
                    metrics.spooled(message.channel());
                }
                exchange.setProperty(UNSTORED, failure != null);
                callback.done(false);
            });
            return false;
        }
    }
}
