package routes;

import static routes.Waiting.untilItIsBack;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/** Payments that settled go on their dealers' accounts, a batch a transaction, and orders that now fit are released. */
@ApplicationScoped
public class PaymentRoutes extends RouteBuilder {

    @Inject
    Roles roles;

    @Inject
    PaymentBatch batch;

    @Override
    public void configure() {
        if (!roles.has(Role.NORMALIZE)) {
            return;
        }
        errorHandler(untilItIsBack());

        from("kafka:{{ordersync.topics.payments}}?groupId=payments&{{ordersync.payments.batch}}")
            .routeId("payments")
            .process(batch::settle).id("settle-payments")
            .to(DeadLetterRoutes.PUBLISH).id("publish-wrong-payments")
            .process(batch::release).id("release-orders")
            .process(KafkaBatch.commit()).id("commit-payments");
    }
}
