package routes;

import static routes.Waiting.untilItIsBack;

import finance.payments.PaymentGauges;
import finance.payments.PaymentOutbox;
import finance.payments.Payments;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/** What goes on by itself with payments: those that have settled go to payment.settled, those that wait are looked at again. */
@ApplicationScoped
public class SettlementRoutes extends RouteBuilder {

    private static final int OUTBOX_PERIOD_MS = 100;
    private static final int ROUND_PERIOD_MS = 1_000;

    private final Roles roles;
    private final PaymentOutbox outbox;
    private final Payments payments;
    private final PaymentGauges gauges;

    SettlementRoutes(Roles roles, PaymentOutbox outbox, Payments payments, PaymentGauges gauges) {
        this.roles = roles;
        this.outbox = outbox;
        this.payments = payments;
        this.gauges = gauges;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.ERP)) {
            return;
        }
        errorHandler(untilItIsBack());

        from("timer:payment-outbox?delay=0&period=" + OUTBOX_PERIOD_MS).routeId("payment-outbox")
            .process(exchange -> OutboxDrain.drain(outbox, exchange.getContext(), "direct:payment-outbox-messages")).id("drain-payment-outbox");

        // Whoever sends has to hear of a failure: what is taken for sent is deleted.
        from("direct:payment-outbox-messages").routeId("payment-outbox-messages")
            .errorHandler(noErrorHandler())
            .to("kafka:{{ordersync.topics.payments}}?{{ordersync.normalize.publish}}").id("publish-settled-payments");

        from("timer:payments-before-their-order?period=" + ROUND_PERIOD_MS).routeId("payments-before-their-order")
            .process(exchange -> payments.lookAgain()).id("look-again-at-payments");

        from("timer:payment-gauges?period={{ordersync.payments.metrics-every-ms}}").routeId("payment-gauges")
            .doTry()
                .process(exchange -> gauges.refresh())
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "The gauges of payments were not refreshed; the next round tries again: ${exception.class.name}")
            .end();
    }
}
