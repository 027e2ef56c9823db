package routes;

import credit.OverdueDealers;
import credit.Rates;
import credit.Releases;
import credit.TemporaryLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/** Locks and unlocks dealers by their invoices, and ends what was for a time. One replica, by the tables of Quartz. */
@ApplicationScoped
public class CreditJobRoutes extends RouteBuilder {

    private static final String ONE_AT_A_TIME = "&stateful=true&recoverableJob=true&usingFixedCamelContextName=true";

    private final Roles roles;
    private final OverdueDealers overdue;
    private final TemporaryLimits limits;
    private final Releases releases;
    private final Rates rates;

    CreditJobRoutes(Roles roles, OverdueDealers overdue, TemporaryLimits limits, Releases releases, Rates rates) {
        this.roles = roles;
        this.overdue = overdue;
        this.limits = limits;
        this.releases = releases;
        this.rates = rates;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.POLL)) {
            return;
        }
        onException(Exception.class).handled(true)
            .log(LoggingLevel.ERROR, "${routeId} failed; the next run tries again: ${exception.message}");

        from("quartz:ordersync/credit-overdue?cron={{ordersync.credit.overdue-cron}}&trigger.timeZone={{ordersync.credit.zone}}" + ONE_AT_A_TIME)
            .routeId("credit-overdue")
            .process(exchange -> exchange.getMessage().setBody(overdue.run()))
            .log("Dealers locked or unlocked by their invoices: ${body}");

        from("quartz:ordersync/credit-expiry?cron={{ordersync.credit.expiry-cron}}" + ONE_AT_A_TIME)
            .routeId("credit-expiry")
            .process(this::expire);

        from("timer:credit-overdue-count?period=60000").routeId("credit-overdue-count")
            .process(exchange -> overdue.count());
    }

    private void expire(Exchange exchange) throws SQLException {
        limits.end();
        releases.endOverrides();
        rates.lookAgain();
    }
}
