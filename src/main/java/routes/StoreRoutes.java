package routes;

import static routes.Waiting.untilItIsBack;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
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

        // A value PostgreSQL refuses fails its whole batch: then each message is stored by itself, and the wrong one
        // becomes a dead letter.
        onException(SQLException.class, IllegalArgumentException.class).onWhen(StoreBatch::isRefused).handled(true).maximumRedeliveries(0)
            .process(batch::messages)
            .split(body()).stopOnException()
                .to("direct:store-message").id("store-one-by-one")
            .end()
            .process(KafkaBatch.commit()).id("commit-one-by-one");

        from("kafka:{{ordersync.topics.normalized}}?groupId=store&{{ordersync.store.batch}}")
            .routeId("store")
            .process(batch::store).id("store-orders")
            .process(batch::stored).id("stored")
            .process(KafkaBatch.commit()).id("commit-stored");

        from("direct:store-message").routeId("store-message")
            .errorHandler(noErrorHandler())
            .doTry()
                .to("direct:store-one")
            .doCatch(SQLException.class, IllegalArgumentException.class).onWhen(StoreBatch::isRefused)
                .process(batch::refused)
                .to("direct:store-refused")
            .end();

        from("direct:store-one").routeId("store-one")
            .errorHandler(untilItIsBack())
            .onException(SQLException.class, IllegalArgumentException.class).onWhen(StoreBatch::isRefused).maximumRedeliveries(0).logExhausted(false).end()
            .process(batch::storeOne).id("store-order");

        from("direct:store-refused").routeId("store-refused")
            .errorHandler(untilItIsBack())
            .to("kafka:{{ordersync.topics.deadletter}}").id("publish-refused");
    }
}
