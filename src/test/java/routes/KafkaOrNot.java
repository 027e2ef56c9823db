package routes;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;

/** Kafka behind a switch, for tests of what happens when it does not take a message. */
@ApplicationScoped
public class KafkaOrNot extends RouteBuilder {

    private volatile boolean down;

    public void setDown(boolean down) {
        this.down = down;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        from("direct:kafka-or-not").routeId("kafka-or-not")
            .process(exchange -> {
                if (down) {
                    throw new IllegalStateException("Kafka is down");
                }
            })
            .to("kafka:{{ordersync.topics.events}}?lingerMs=5&maxBlockMs=10000&requestTimeoutMs=5000&deliveryTimeoutMs=10000&synchronous=true");
    }
}
