package routes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/** Keeps the months of {@code order_event}: makes those to come, drops those past {@code ordersync.events.keep-days}. One replica, once a day. */
@ApplicationScoped
public class RetentionRoutes extends RouteBuilder {

    @Inject
    Roles roles;

    @Override
    public void configure() {
        if (!roles.has(Role.POLL)) {
            return;
        }
        onException(Exception.class).handled(true)
            .log(LoggingLevel.ERROR, "The months of order_event were not kept; the next run tries again: ${exception.message}");

        from("quartz:ordersync/retention?cron={{ordersync.events.retention-cron}}&stateful=true&recoverableJob=true&usingFixedCamelContextName=true")
            .routeId("retention")
            .setBody(constant("select order_event_months(now()::date, (now() + interval '2 months')::date)"))
            .to("jdbc:default").id("months-to-come")
            .setBody(simple("select order_event_expire({{ordersync.events.keep-days}}) as dropped"))
            .to("jdbc:default").id("months-past")
            .log("Months of order_event dropped: ${body[0][dropped]}");
    }
}
