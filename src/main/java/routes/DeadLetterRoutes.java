package routes;

import database.SqlFailure;
import deadletter.DeadLetterStore;
import deadletter.FailedMessage;
import deadletter.Replays;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.kafka.common.errors.RecordTooLargeException;
import roles.Role;
import roles.Roles;

/**
 * Dead letter channel: what could not be understood goes from Kafka to the table {@code dead_letter}, and from there
 * back to {@code order_events} when it is replayed.
 */
@ApplicationScoped
public class DeadLetterRoutes extends RouteBuilder {

    /** Takes a list of {@link DeadLetterMessages}. Where one is larger than the topic takes, it goes straight to the table, and the others to the topic. */
    static final String PUBLISH = "direct:dead-letters";
    /** Takes a list of {@link FailedMessage}. */
    static final String WRITE = "direct:dead-letter-rows";
    private static final String PUBLISH_HALVES = "direct:halves-of-dead-letters";

    /** The bytes of a batch have a limit as well ({@link KafkaBatches}): as Base64 it stays below the 256 MiB of JSON in PostgreSQL. */
    private static final int MAX_BATCH = 64;

    @Inject
    DeadLetterStore store;

    @Inject
    Roles roles;

    @Override
    public void configure() {
        errorHandler(Waiting.untilItIsBack());

        // Whoever calls these tries again.
        from(PUBLISH).routeId("dead-letters")
            .errorHandler(noErrorHandler())
            .doTry()
                .to("{{ordersync.deadletter.kafka}}")
            .doCatch(RecordTooLargeException.class)
                .to(PUBLISH_HALVES)
            .end();

        from(PUBLISH_HALVES).routeId("halves-of-dead-letters")
            .errorHandler(noErrorHandler())
            .choice()
                .when(simple("${body.size} == 1"))
                    .process(DeadLetterRoutes::readAlone)
                    .to(WRITE)
                .otherwise()
                    .split().body(List.class, Halves::of).stopOnException()
                        .to(PUBLISH);

        from(WRITE).routeId("dead-letter-rows")
            .errorHandler(noErrorHandler())
            .process(this::writeBatch)
            .setBody(constant(DeadLetterStore.INSERT))
            .to("jdbc:default?useHeadersAsParameters=true")
            .process(exchange -> store.stored(rows(exchange)));

        if (roles.has(Role.STORE)) {
            from("kafka:{{ordersync.topics.deadletter}}?groupId=dead-letters&maxPollRecords=" + MAX_BATCH
                + "&pollTimeoutMs=200&additionalProperties." + KafkaBatches.INTERVAL + "=200")
                .routeId("store-dead-letters")
                .process(DeadLetterRoutes::readBatch)
                .to(WRITE)
                .process(KafkaBatch.commit());

            from("timer:open-dead-letters?period=60000")
                .routeId("count-open-dead-letters")
                .onException(Exception.class).handled(true)
                    .log(LoggingLevel.WARN, "Open dead letters were not counted; the next round tries again: ${exception.class.name}").end()
                .setBody(constant(DeadLetterStore.COUNT_OPEN))
                .to("jdbc:default")
                .process(exchange -> store.open(rows(exchange)));
        }

        if (roles.has(Role.POLL)) {
            from("timer:replay-jobs?period=1000")
                .routeId("replay-jobs")
                .onException(SQLException.class).onWhen(DeadLetterRoutes::isHeldByOthers).handled(true)
                    .log("A dead letter to be replayed is held by others, such as an erasure; the next round tries again").end()
                .onException(Exception.class).handled(true)
                    .log(LoggingLevel.WARN, "No dead letter was replayed; the next round tries again: ${exception.class.name}").end()
                .setBody(constant(Replays.MOVE))
                .to("jdbc:default");
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    private static boolean isHeldByOthers(Exchange exchange) {
        return SqlFailure.isHeldByOthers(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, SQLException.class));
    }

    private static void readBatch(Exchange exchange) {
        exchange.getMessage().setBody(KafkaBatch.records(exchange).stream().map(DeadLetterMessages::read).toList());
    }

    private static void readAlone(Exchange exchange) {
        exchange.getMessage().setBody(List.of(DeadLetterMessages.read((Message) exchange.getMessage().getBody(List.class).get(0))));
    }

    @SuppressWarnings("unchecked")
    private void writeBatch(Exchange exchange) {
        exchange.getMessage().setHeader("batch", store.batch(exchange.getMessage().getBody(List.class)));
    }
}
