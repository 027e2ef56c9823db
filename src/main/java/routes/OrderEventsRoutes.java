package routes;

import channels.RawMessage;
import channels.Spool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.common.errors.RecordTooLargeException;
import topics.TopicsConfig;
import webhook.WebhookMetrics;

/**
 * {@code direct:order-events}: a {@link RawMessage}, or a list of them, to Kafka. Returns once all are on disk there and
 * throws when Kafka does not take them: a poller keeps its cursor then. What Kafka will never take, since it is too large,
 * goes into the spool, where {@link SpoolRoutes} makes a dead letter of it: no poll would come past it. {@code
 * direct:spooled-order-events} is the same for what was counted as received when it went into the spool, and throws of that
 * too. A payment that is replayed goes back to its own topic.
 */
@ApplicationScoped
public class OrderEventsRoutes extends RouteBuilder {

    private static final String MESSAGES = "messages";
    private static final long SPOOL_TIMEOUT_MS = 10_000;

    private final WebhookMetrics metrics;
    private final TopicsConfig topics;
    private final Spool spool;

    OrderEventsRoutes(WebhookMetrics metrics, TopicsConfig topics, Spool spool) {
        this.metrics = metrics;
        this.topics = topics;
        this.spool = spool;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:order-events").routeId("order-events")
            .setProperty(MESSAGES, body())
            .doTry()
                .to("direct:spooled-order-events")
            .doCatch(RecordTooLargeException.class)
                .process(this::toSpool)
            .end()
            .process(exchange -> messages(exchange.getProperty(MESSAGES)).forEach(metrics::received));

        from("direct:spooled-order-events").routeId("spooled-order-events")
            .process(this::toRecords)
            .to("{{ordersync.order-events.kafka}}");
    }

    /** All of a list: those of it that Kafka takes are sent on from there. */
    private void toSpool(Exchange exchange) {
        for (RawMessage raw : messages(exchange.getProperty(MESSAGES))) {
            spool.add(raw).orTimeout(SPOOL_TIMEOUT_MS, TimeUnit.MILLISECONDS).join();
        }
    }

    /** The Kafka producer sends a list of messages as a batch, each with its own key and headers. */
    private void toRecords(Exchange exchange) {
        exchange.getMessage().setBody(messages(exchange.getMessage().getBody()).stream()
            .map(raw -> record(exchange, raw)).toList());
    }

    @SuppressWarnings("unchecked")
    private static List<RawMessage> messages(Object body) {
        return body instanceof List<?> list ? (List<RawMessage>) list : List.of((RawMessage) body);
    }

    private Message record(Exchange exchange, RawMessage raw) {
        Message message = new DefaultMessage(exchange);
        KafkaMessages.write(raw, message);
        if (RawMessage.PAYMENT.equals(raw.channel())) {
            message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topics.payments());
        }
        return message;
    }
}
