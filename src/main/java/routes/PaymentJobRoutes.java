package routes;

import finance.payments.Payments;
import finance.payments.PendingPayments;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/** Asks providers about payments that are pending, and looks at all that wait. One replica, by the tables of Quartz. */
@ApplicationScoped
public class PaymentJobRoutes extends RouteBuilder {

    private final Roles roles;
    private final PendingPayments pending;
    private final Payments payments;

    PaymentJobRoutes(Roles roles, PendingPayments pending, Payments payments) {
        this.roles = roles;
        this.pending = pending;
        this.payments = payments;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.POLL)) {
            return;
        }
        Jobs.tryAgainTheNextTime(this);

        from("quartz:ordersync/pending-payments?cron={{ordersync.payments.ask-cron}}" + Jobs.ONE_AT_A_TIME).routeId("pending-payments")
            .process(exchange -> pending.ask());

        from("quartz:ordersync/payments-that-wait?cron={{ordersync.payments.waiting-cron}}" + Jobs.ONE_AT_A_TIME).routeId("all-payments-that-wait")
            .process(exchange -> payments.lookAtAll());
    }
}
