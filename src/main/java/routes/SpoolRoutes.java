package routes;

import channels.RawMessage;
import channels.Spool;
import channels.Spool.Spooled;
import deadletter.FailedMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mappings.Outcome;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.util.ObjectHelper;
import org.apache.kafka.common.errors.RecordTooLargeException;
import roles.Role;
import roles.Roles;
import topics.TopicsConfig;

/**
 * Looks twice a second whether messages wait in the spool, and sends them to Kafka in order until none is left. One that
 * no waiting makes small enough for its topic becomes a dead letter: straight in the table, since no topic would take it.
 */
@ApplicationScoped
public class SpoolRoutes extends RouteBuilder {

    private static final int BATCH = 1_000;
    /** Where such a dead letter says it was read; its offset is the id in the spool. */
    private static final String SPOOL = "spool";

    private final Roles roles;
    private final Spool spool;
    private final TopicsConfig topics;
    private final Clock clock = Clock.systemUTC();

    SpoolRoutes(Roles roles, Spool spool, TopicsConfig topics) {
        this.roles = roles;
        this.spool = spool;
        this.topics = topics;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.INGEST) && !roles.has(Role.POLL)) {
            return;
        }
        // Whoever sends has to hear of a failure: what is taken for sent is deleted.
        errorHandler(noErrorHandler());

        from("timer:spool-drain?period=500&delay=500").routeId("spool-drain")
            .doTry()
                .loopDoWhile(body().isNull())
                    .process(this::drain)
                .end()
            .endDoTry()
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "Spool: what waits stays and is tried again: ${exception.class.name} ${exception.cause}")
            .end();
    }

    /** One batch; leaves a body, which ends the loop, when there is nothing more to send. */
    private void drain(Exchange exchange) throws Exception {
        int sent = spool.drain(BATCH, batch -> {
            // The first alone: without Kafka each would wait for it, and what came after its return would overtake what came before.
            send(exchange.getContext(), batch.subList(0, 1));
            send(exchange.getContext(), batch.subList(1, batch.size()));
        });
        if (sent == 0) {
            exchange.getMessage().setBody("drained");
        }
    }

    /** When one of them is too large, they are sent by halves: what Kafka has then twice is told apart by event_id. */
    private void send(CamelContext camel, List<Spooled> batch) {
        try {
            request(camel, "direct:spooled-order-events", batch.stream().map(Spooled::message).toList());
        } catch (CamelExecutionException e) {
            if (!isTooLarge(e)) {
                throw e;
            }
            if (batch.size() > 1) {
                Halves.of(batch).forEach(half -> send(camel, half));
            } else {
                request(camel, DeadLetterRoutes.WRITE, List.of(letter(batch.get(0))));
            }
        }
    }

    private static void request(CamelContext camel, String route, Object body) {
        camel.createFluentProducerTemplate().to(route).withBody(body).request();
    }

    private static boolean isTooLarge(CamelExecutionException e) {
        return ObjectHelper.getException(RecordTooLargeException.class, e) != null;
    }

    private FailedMessage letter(Spooled spooled) {
        RawMessage raw = spooled.message();
        return new FailedMessage(raw.channel(), Outcome.Reason.TOO_LARGE.name(),
            "Kafka refuses the message: its body of " + raw.body().length + " bytes is more than the topic " + topics.events() + " takes",
            raw.body().length > RawMessage.MAPPED_BYTES_MAX ? "No mapping reads more than " + RawMessage.MAPPED_BYTES_MAX + " bytes: replay it with less in its body."
                : "Raise max.message.bytes of the topic to 2097152; then replay.", raw.channel(), raw.key(), raw.body(), raw.headers(),
            raw.source().word, raw.receivedAt(), clock.instant(), SPOOL, 0, spooled.id(),
            Optional.ofNullable(raw.replayId()).map(UUID::fromString).orElse(null));
    }
}
