package routes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import topics.Lag;

/** Measures every ten seconds how far the consumer groups are behind. */
@ApplicationScoped
public class LagRoutes extends RouteBuilder {

    @Inject
    Lag lag;

    @Override
    public void configure() {
        onException(Exception.class).handled(true)
            .log(LoggingLevel.WARN, "Kafka did not say how far the consumers are behind: ${exception.class.name}");

        from("timer:lag?period=10000").routeId("lag").process(exchange -> lag.measure());
    }
}
