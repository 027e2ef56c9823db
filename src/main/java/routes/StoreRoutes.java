package routes;

import static routes.Waiting.untilItIsBack;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/**
 * STORE: canonical messages become rows, a batch a transaction ({@link orders.OrderStore}); only then are its offsets
 * committed.
 */
@ApplicationScoped
public class StoreRoutes extends RouteBuilder {

    @Inject
    Roles roles;

    @Inject
    StoreBatch batch;

    @Override
    public void configure() {
        if (!roles.has(Role.STORE)) {
            return;
        }
        errorHandler(untilItIsBack());

        from("kafka:{{ordersync.topics.normalized}}?groupId=store&{{ordersync.store.batch}}")
            .routeId("store")
            .process(batch::store).id("store-orders")
            .to(DeadLetterRoutes.PUBLISH).id("publish-refused")
            .process(batch::stored).id("stored")
            .process(KafkaBatch.commit()).id("commit-stored");
    }
}
