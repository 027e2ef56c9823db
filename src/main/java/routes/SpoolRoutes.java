package routes;

import channels.RawMessage;
import channels.Spool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/** Looks twice a second whether messages wait in the spool, and sends them to Kafka in order until none is left. */
@ApplicationScoped
public class SpoolRoutes extends RouteBuilder {

    private static final int BATCH = 1_000;

    private final Roles roles;
    private final Spool spool;

    SpoolRoutes(Roles roles, Spool spool) {
        this.roles = roles;
        this.spool = spool;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.INGEST) && !roles.has(Role.POLL)) {
            return;
        }
        onException(Exception.class).handled(true)
            .log(LoggingLevel.WARN, "Spool: what waits stays and is tried again: ${exception.class.name} ${exception.cause}");

        from("timer:spool-drain?period=500&delay=500").routeId("spool-drain")
            .loopDoWhile(body().isNull())
                .process(this::drain)
            .end();
    }

    /** One batch; leaves a body, which ends the loop, when there is nothing more to send. */
    private void drain(Exchange exchange) throws Exception {
        int sent = spool.drain(BATCH, batch -> send(exchange, batch));
        if (sent == 0) {
            exchange.getMessage().setBody("drained");
        }
    }

    private void send(Exchange exchange, List<RawMessage> batch) {
        exchange.getContext().createFluentProducerTemplate().to("direct:spooled-order-events").withBody(batch).request();
    }
}
