package routes;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import tally.Tally;

/** Writes down every five seconds what this process has counted. */
@ApplicationScoped
public class TallyRoutes extends RouteBuilder {

    private final Tally tally;

    TallyRoutes(Tally tally) {
        this.tally = tally;
    }

    @Override
    public void configure() {
        onException(Exception.class).handled(true)
            .log(LoggingLevel.WARN, "What was counted is not written down; the next round tries again: ${exception.class.name}");

        from("timer:tally?period=5000").routeId("tally").process(exchange -> tally.write());
    }
}
