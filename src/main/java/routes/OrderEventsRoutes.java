package routes;

import channels.RawMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import topics.TopicsConfig;
import webhook.WebhookMetrics;

/**
 * {@code direct:order-events}: a {@link RawMessage}, or a list of them, to Kafka. Returns once all are on disk there and
 * throws when Kafka does not take them: a poller keeps its cursor then. {@code direct:spooled-order-events} is the same
 * for what was counted as received when it went into the spool. A payment that is replayed goes back to its own topic.
 */
@ApplicationScoped
public class OrderEventsRoutes extends RouteBuilder {

    private static final String MESSAGES = "messages";

    private final WebhookMetrics metrics;
    private final TopicsConfig topics;

    OrderEventsRoutes(WebhookMetrics metrics, TopicsConfig topics) {
        this.metrics = metrics;
        this.topics = topics;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:order-events").routeId("order-events")
            .setProperty(MESSAGES, body())
            .to("direct:spooled-order-events")
            .process(exchange -> messages(exchange.getProperty(MESSAGES)).forEach(metrics::received));

        from("direct:spooled-order-events").routeId("spooled-order-events")
            .process(this::toRecords)
            .to("{{ordersync.order-events.kafka}}");
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
