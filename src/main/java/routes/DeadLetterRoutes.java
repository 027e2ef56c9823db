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
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/**
 * Dead letter channel: what could not be understood goes from Kafka to the table {@code dead_letter}, and from there
 * back to {@code order_events} when it is replayed.
 */
@ApplicationScoped
public class DeadLetterRoutes extends RouteBuilder {

    /** The bytes of a batch have a limit as well ({@link KafkaBatches}): as Base64 it stays below the 256 MiB of JSON in PostgreSQL. */
    private static final int MAX_BATCH = 64;

    @Inject
    DeadLetterStore store;

    @Inject
    Roles roles;

    @Override
    public void configure() {
        errorHandler(Waiting.untilItIsBack());

        if (roles.has(Role.STORE)) {
            from("kafka:{{ordersync.topics.deadletter}}?groupId=dead-letters&maxPollRecords=" + MAX_BATCH
                + "&pollTimeoutMs=200&additionalProperties." + KafkaBatches.INTERVAL + "=200")
                .routeId("store-dead-letters")
                .process(this::writeBatch)
                .setBody(constant(DeadLetterStore.INSERT))
                .to("jdbc:default?useHeadersAsParameters=true")
                .process(exchange -> store.stored(rows(exchange)))
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
    static List<Map<String, Object>> rows(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    private static boolean isHeldByOthers(Exchange exchange) {
        return SqlFailure.isHeldByOthers(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, SQLException.class));
    }

    private void writeBatch(Exchange exchange) {
        List<FailedMessage> failed = KafkaBatch.records(exchange).stream().map(DeadLetterMessages::read).toList();
        exchange.getMessage().setHeader("batch", store.batch(failed));
    }
}
