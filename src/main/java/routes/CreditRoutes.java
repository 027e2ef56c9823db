package routes;

import static routes.Waiting.untilItIsBack;

import credit.CreditOutbox;
import credit.DealerPayments;
import credit.Releases;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/** What goes on by itself with orders that wait for credit: they are released when there is room, and then go on to STORE. */
@ApplicationScoped
public class CreditRoutes extends RouteBuilder {

    /** How long a released order waits for its message to be looked for, at most. */
    private static final int OUTBOX_PERIOD_MS = 100;
    /** A payment releases at once what it makes room for; this finds what anything else made room for. */
    private static final int ROUND_PERIOD_MS = 1_000;

    private final Roles roles;
    private final CreditOutbox outbox;
    private final Releases releases;
    private final DealerPayments payments;

    CreditRoutes(Roles roles, CreditOutbox outbox, Releases releases, DealerPayments payments) {
        this.roles = roles;
        this.outbox = outbox;
        this.releases = releases;
        this.payments = payments;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.NORMALIZE)) {
            return;
        }
        errorHandler(untilItIsBack());

        from("timer:credit-outbox?delay=0&period=" + OUTBOX_PERIOD_MS).routeId("credit-outbox")
            .process(exchange -> OutboxDrain.drain(outbox, exchange.getContext(), "direct:credit-outbox-messages")).id("drain-credit-outbox");

        // Whoever sends has to hear of a failure: what is taken for sent is deleted.
        from("direct:credit-outbox-messages").routeId("credit-outbox-messages")
            .errorHandler(noErrorHandler())
            .to("kafka:{{ordersync.topics.normalized}}?{{ordersync.normalize.publish}}").id("publish-credit-outbox");

        from("timer:waiting-payments?period=" + ROUND_PERIOD_MS).routeId("waiting-payments")
            .process(exchange -> payments.settleWaiting()).id("settle-waiting-payments");

        from("timer:credit-releases?period=" + ROUND_PERIOD_MS).routeId("credit-releases")
            .process(exchange -> releases.run()).id("release-what-fits");
    }
}
