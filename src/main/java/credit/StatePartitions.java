package credit;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.utils.Utils;
import topics.Topics;
import topics.TopicsConfig;

/** In which partition of {@code credit.state} a dealer's account is told. Their number must stay as it is. */
@ApplicationScoped
class StatePartitions {

    private final Topics topics;
    private final TopicsConfig config;
    private volatile int count;

    StatePartitions(Topics topics, TopicsConfig config) {
        this.topics = topics;
        this.config = config;
    }

    /**
     * Asks Kafka the first time.
     *
     * @throws ExecutionException when there is no such topic or Kafka does not answer
     */
    int count() throws ExecutionException, InterruptedException {
        if (count == 0) {
            count = topics.partitions(config.creditState());
        }
        return count;
    }

    /** Empty until {@link #count} has been asked. Where Kafka's own producers put the key. */
    OptionalInt of(String customerId) {
        int known = count;
        return known == 0 ? OptionalInt.empty() : OptionalInt.of(of(customerId, known));
    }

    static int of(String customerId, int count) {
        return Utils.toPositive(Utils.murmur2(customerId.getBytes(UTF_8))) % count;
    }
}
