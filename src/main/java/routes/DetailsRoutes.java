package routes;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import polling.OrderDetails;
import roles.Role;
import roles.Roles;

/** Content enricher: asks each platform for what its thin events left out, each second, on one replica. One that is slow keeps none waiting but its own. */
@ApplicationScoped
public class DetailsRoutes extends RouteBuilder {

    private static final String REQUEST = "request";

    private final Roles roles;
    private final OrderDetails details;

    DetailsRoutes(Roles roles, OrderDetails details) {
        this.roles = roles;
        this.details = details;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.POLL)) {
            return;
        }
        errorHandler(noErrorHandler());

        details.channels().forEach(this::fetch);

        from("quartz:ordersync/forget-details?cron=0+30+2+*+*+?" + Jobs.ONE_AT_A_TIME)
            .routeId("forget-details")
            .process(exchange -> details.forget());
    }

    private void fetch(String channel) {
        from("quartz:ordersync/details-" + channel + "?trigger.repeatInterval=1000" + Jobs.ONE_AT_A_TIME)
            .routeId("details-" + channel)
            .process(exchange -> exchange.getMessage().setBody(details.claim(channel)))
            .split(body())
                .setProperty(REQUEST, body())
                .doTry()
                    .process(exchange -> exchange.getMessage().setBody(details.fetch(request(exchange))))
                    .to("direct:order-events")
                    .process(exchange -> details.done(request(exchange)))
                .doCatch(Exception.class)
                    .process(exchange -> details.failed(request(exchange), exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)))
                .end()
            .end();
    }

    private static OrderDetails.Request request(Exchange exchange) {
        return exchange.getProperty(REQUEST, OrderDetails.Request.class);
    }
}
