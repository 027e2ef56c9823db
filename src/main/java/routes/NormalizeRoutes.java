package routes;

import static routes.Waiting.untilItIsBack;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.kafka.common.errors.RecordTooLargeException;
import roles.Role;
import roles.Roles;

/**
 * NORMALIZE: from what the channels said to what it means, in batches. What can be understood goes on as a canonical
 * message, with what was decided of its credit where it is on a dealer's account; what cannot goes to the dead letters,
 * one by one, and never holds up what is behind it.
 */
@ApplicationScoped
public class NormalizeRoutes extends RouteBuilder {

    /** Takes a list of {@link CanonicalMessage}. Where one is larger than the topic takes, it becomes a dead letter, and the others go on. */
    private static final String PUBLISH = "direct:normalized";
    private static final String PUBLISH_HALVES = "direct:halves-of-normalized";

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
            .to(PUBLISH)
            .setBody(exchangeProperty(Normalization.DEAD_LETTERS))
            .to(DeadLetterRoutes.PUBLISH).id("publish-dead-letters")
            .process(KafkaBatch.commit()).id("commit-normalized");

        // The batch tries these again.
        from(PUBLISH).routeId("normalized")
            .errorHandler(noErrorHandler())
            .doTry()
                .to("kafka:{{ordersync.topics.normalized}}?{{ordersync.normalize.publish}}").id("publish-normalized")
            .doCatch(RecordTooLargeException.class)
                .to(PUBLISH_HALVES)
            .end();

        from(PUBLISH_HALVES).routeId("halves-of-normalized")
            .errorHandler(noErrorHandler())
            .choice()
                .when(simple("${body.size} == 1"))
                    .process(normalization::refuse)
                    .to(DeadLetterRoutes.PUBLISH)
                .otherwise()
                    .split().body(List.class, Halves::of).stopOnException()
                        .to(PUBLISH);
    }
}
