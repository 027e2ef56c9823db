package routes;

import credit.CreditGauges;
import credit.PostgresClock;
import credit.StatePublisher;
import credit.StateRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultExchange;
import roles.Role;
import roles.Roles;

/**
 * Keeps {@code credit.state} true: several times a second one replica tells which accounts have changed, and how far that
 * goes. Those that answer checks ask PostgreSQL what time it is.
 */
@ApplicationScoped
public class CreditStateRoutes extends RouteBuilder {

    private final Roles roles;
    private final StatePublisher publisher;
    private final PostgresClock clock;
    private final CreditGauges gauges;
    /** Of a time without PostgreSQL or Kafka only the first of several failures a second is logged. */
    private final AtomicBoolean failing = new AtomicBoolean();

    CreditStateRoutes(Roles roles, StatePublisher publisher, PostgresClock clock, CreditGauges gauges) {
        this.roles = roles;
        this.publisher = publisher;
        this.clock = clock;
        this.gauges = gauges;
    }

    @Override
    public void configure() {
        // Whoever sends has to hear of a failure: what is taken for told is deleted.
        errorHandler(noErrorHandler());

        if (roles.has(Role.NORMALIZE) || roles.has(Role.API)) {
            from("timer:credit-state?period={{ordersync.credit.state.every-ms}}").routeId("credit-state")
                .doTry()
                    .loopDoWhile(body().isNull())
                        .process(this::publish)
                    .end()
                    .process(exchange -> failing.set(false))
                .endDoTry()
                .doCatch(Exception.class)
                    .filter(exchange -> !failing.getAndSet(true))
                        .log(LoggingLevel.WARN, "Changes of credit wait, checks read PostgreSQL meanwhile: ${exception.class.name} ${exception.message}")
                    .end()
                .end();

            from("direct:credit-state-records").routeId("credit-state-records")
                .to("kafka:{{ordersync.topics.credit-state}}?{{ordersync.credit.state.publish}}");
        }
        if (roles.has(Role.API)) {
            from("timer:credit-clock?period={{ordersync.credit.cache.clock-every-ms}}&delay=0").routeId("credit-clock")
                .doTry()
                    .process(exchange -> clock.ask())
                .doCatch(Exception.class)
                    .log(LoggingLevel.WARN, "PostgreSQL did not say what time it is: ${exception.message}")
                .end();
        }
        if (roles.has(Role.STORE)) {
            from("timer:credit-gauges?period={{ordersync.credit.metrics.every-ms}}").routeId("credit-gauges")
                .doTry()
                    .process(exchange -> gauges.refresh())
                .doCatch(Exception.class)
                    .log(LoggingLevel.WARN, "The gauges of credit were not refreshed; the next round tries again: ${exception.class.name}")
                .end();
        }
    }

    /** One round; leaves a body, which ends the loop, when nothing more waits. */
    private void publish(Exchange exchange) throws Exception {
        CamelContext camel = exchange.getContext();
        if (!publisher.publish(records -> send(camel, records))) {
            exchange.getMessage().setBody("told");
        }
    }

    private static void send(CamelContext camel, List<StateRecord> records) {
        camel.createFluentProducerTemplate().to("direct:credit-state-records")
            .withBody(records.stream().map(record -> message(camel, record)).toList()).request();
    }

    private static Message message(CamelContext camel, StateRecord record) {
        Message message = new DefaultExchange(camel).getMessage();
        message.setBody(record.value());
        message.setHeader(KafkaConstants.KEY, record.key());
        message.setHeader(KafkaConstants.PARTITION_KEY, record.partition());
        return message;
    }
}
