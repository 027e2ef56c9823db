package routes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.camel.quarkus.main.events.BeforeStart;
import topics.Topics;

/** Has the topics made before the first route starts: a consumer of a missing topic finds it only after a while. */
@ApplicationScoped
class TopicsFirst {

    private final Topics topics;

    TopicsFirst(Topics topics) {
        this.topics = topics;
    }

    void make(@Observes BeforeStart event) {
        topics.make();
    }
}
