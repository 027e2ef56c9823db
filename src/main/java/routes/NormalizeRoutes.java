package routes;

import static routes.Waiting.untilItIsBack;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/**
 * NORMALIZE: from what the channels said to what it means, in batches. What can be understood goes on as a canonical
 * message, with what was decided of its credit where it is on a dealer's account; what cannot goes to the dead letters,
 * one by one, and never holds up what is behind it.
 */
@ApplicationScoped
public class NormalizeRoutes extends RouteBuilder {

    @Inject
    Roles roles;

    @Inject
    Normalization normalization;

    @Inject
    CreditDecisions credit;

    @Override
    public void configure() {
        if (!roles.has(Role.NORMALIZE)) {
            return;
        }
        errorHandler(untilItIsBack());

        from("kafka:{{ordersync.topics.events}}?groupId=normalize&{{ordersync.normalize.batch}}")
            .routeId("normalize")
            .process(normalization).id("normalize-batch")
            .process(credit::decide).id("decide-credit")
            .to("kafka:{{ordersync.topics.normalized}}?{{ordersync.normalize.publish}}").id("publish-normalized")
            .setBody(exchangeProperty(Normalization.DEAD_LETTERS))
            .to(DeadLetterRoutes.PUBLISH).id("publish-dead-letters")
            .process(KafkaBatch.commit()).id("commit-normalized");
    }
}
