package topics;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code ordersync.topics.*}: the topics of one message's way, and how they are made where they are missing. */
@ConfigMapping(prefix = "ordersync.topics")
public interface TopicsConfig {

    /** Raw messages, as they came in. */
    @WithDefault("order_events")
    String events();

    /** Canonical messages. */
    @WithDefault("order_normalized")
    String normalized();

    /** What could not be understood. */
    @WithDefault("order_deadletter")
    String deadletter();

    /** Payments of dealers that have settled, as the payment system tells them. */
    @WithDefault("payment.settled")
    String payments();

    /** The accounts of dealers, each as it is now; compacted. */
    @WithDefault("credit.state")
    String creditState();

    /** Partitions of a topic that is made; one that exists keeps its own. */
    @WithDefault("12")
    int partitions();

    /** Replicas of a topic that is made; -1 takes the broker's default. */
    @WithDefault("-1")
    short replicas();

    /** How long the start waits for a broker; the routes then start without it, and the topics follow when it is there. */
    @WithDefault("10s")
    Duration startLimit();
}
