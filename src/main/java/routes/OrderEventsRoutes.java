package routes;

import channels.RawMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultMessage;

/**
 * {@code direct:order-events}: a {@link RawMessage}, or a list of them, to Kafka. Returns once all are on disk there and
 * throws when Kafka does not take them: a poller keeps its cursor then, and the spool its rows.
 */
@ApplicationScoped
public class OrderEventsRoutes extends RouteBuilder {

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:order-events").routeId("order-events")
            .process(this::toRecords)
            .to("{{ordersync.order-events.kafka}}");
    }

    /** The Kafka producer sends a list of messages as a batch, each with its own key and headers. */
    private void toRecords(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        List<?> all = body instanceof List<?> list ? list : List.of(body);
        exchange.getMessage().setBody(all.stream().map(raw -> record(exchange, (RawMessage) raw)).toList());
    }

    private static Message record(Exchange exchange, RawMessage raw) {
        Message message = new DefaultMessage(exchange);
        KafkaMessages.write(raw, message);
        return message;
    }
}
