package routes;

import access.Expiry;
import credit.IdempotencyKeys;
import deadletter.DeadLetterExpiry;
import deadletter.DeadLettersConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import overview.OverviewConfig;
import polling.Backfills;
import roles.Role;
import roles.Roles;
import tally.Tally;

/**
 * Keeps what is kept for a time: the months of {@code order_event}, of which those to come are made and those past
 * {@code ordersync.events.keep-days} dropped, what is over of dead letters, replays and backfills, of sign-ins and their audit, and the idempotency keys of a day. One replica, once a day.
 */
@ApplicationScoped
public class RetentionRoutes extends RouteBuilder {

    private static final String NIGHTLY = "?cron={{ordersync.events.retention-cron}}" + Jobs.ONE_AT_A_TIME;

    @Inject
    Roles roles;

    @Inject
    DeadLettersConfig config;

    @Inject
    DeadLetterExpiry letters;

    @Inject
    Backfills backfills;

    @Inject
    IdempotencyKeys keys;

    @Inject
    Expiry access;

    @Inject
    Tally tally;

    @Inject
    OverviewConfig overview;

    @Override
    public void configure() {
        if (!roles.has(Role.POLL)) {
            return;
        }
        Jobs.tryAgainTheNextTime(this);

        from("quartz:ordersync/retention" + NIGHTLY)
            .routeId("retention")
            .setBody(constant("select order_event_months(now()::date, (now() + interval '2 months')::date)"))
            .to("jdbc:default").id("months-to-come")
            .setBody(simple("select order_event_expire({{ordersync.events.keep-days}}) as dropped"))
            .to("jdbc:default").id("months-past")
            .log("Months of order_event dropped: ${body[0][dropped]}");

        from("quartz:ordersync/forget-resolved" + NIGHTLY)
            .routeId("forget-resolved")
            .process(this::forget)
            .log("Resolved dead letters deleted: ${body}");

        from("quartz:ordersync/forget-sign-ins" + NIGHTLY)
            .routeId("forget-sign-ins")
            .process(exchange -> exchange.getMessage().setBody(access.run()))
            .log("Sign-ins and audit entries past their time deleted: ${body}");

        from("quartz:ordersync/forget-idempotency-keys" + NIGHTLY)
            .routeId("forget-idempotency-keys")
            .process(exchange -> exchange.getMessage().setBody(keys.expire()))
            .log("Idempotency keys older than a day deleted: ${body}");

        from("quartz:ordersync/forget-tallies" + NIGHTLY)
            .routeId("forget-tallies")
            .process(exchange -> exchange.getMessage().setBody(tally.expire(overview.keepDays())))
            .log("Counts by the hour deleted: ${body}");
    }

    private void forget(Exchange exchange) {
        backfills.expire(config.keepDays());
        exchange.getMessage().setBody(letters.expire(config.keepDays()));
    }
}
