package orders;

import http.Problem;
import http.ProblemException;
import http.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import topics.RecordSearch;
import topics.TopicsConfig;

/** Looks in Kafka for the messages that made an order, for few at a time. */
@ApplicationScoped
class RawMessages {

    /** The latest of an order whose messages are looked for. */
    static final int MAX_EVENTS = 100;
    private static final Logger LOG = Logger.getLogger(RawMessages.class);
    private static final int AT_ONCE = 4;
    private static final int RETRY_SECONDS = 5;
    private static final int AWAY = 503;

    private final RecordSearch search;
    private final TopicsConfig topics;
    private final Semaphore room = new Semaphore(AT_ONCE);

    /** @param receivedAt when its events were received */
    record Looked(Order order, List<Instant> receivedAt) { }

    RawMessages(RecordSearch search, TopicsConfig topics) {
        this.search = search;
        this.topics = topics;
    }

    /** @throws ProblemException 429: others are at it; 503: Kafka does not answer */
    OrderMessages of(Looked looked) {
        if (!room.tryAcquire()) {
            throw ProblemException.tooMany(RETRY_SECONDS, AT_ONCE + " others look for messages in Kafka. Try again in some seconds.");
        }
        try {
            Order order = looked.order;
            return OrderMessages.of(search.of(topics.events(), order.platform + ":" + order.shopId + ":" + order.orderId, looked.receivedAt));
        } catch (KafkaException e) {
            LOG.warnf("Kafka did not say which messages made an order: %s", e.toString());
            throw new ProblemException(Problem.of(AWAY, ProblemType.KAFKA_AWAY, "Kafka does not answer. Try again."));
        } finally {
            room.release();
        }
    }
}
