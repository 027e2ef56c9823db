package routes;

import io.quarkus.logging.Log;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/** The records of a batch from Camel's batching Kafka consumer, kept beside a body that changes on the way. */
final class KafkaBatch {

    private static final String RECORDS = "ordersync-batch";

    private KafkaBatch() {
    }

    /** The records of the batch that is the body, oldest first in each partition; {@link #commit} finds them again. */
    @SuppressWarnings("unchecked")
    static List<Exchange> remember(Exchange exchange) {
        List<Exchange> records = exchange.getProperty(RECORDS, List.class);
        if (records == null) {
            records = exchange.getMessage().getBody(List.class);
            exchange.setProperty(RECORDS, records);
        }
        return records;
    }

    /**
     * Commits the last record of each partition; the batch's own header knows that of its very last record alone.
     * A commit that fails (a rebalance took the partition, the broker is away) costs a repetition, which changes nothing.
     */
    static void commit(Exchange exchange) {
        Map<String, KafkaManualCommit> last = new HashMap<>();
        for (Exchange record : remember(exchange)) {
            last.put(record.getMessage().getHeader(KafkaConstants.TOPIC) + "-" + record.getMessage().getHeader(KafkaConstants.PARTITION),
                record.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class));
        }
        last.forEach((partition, commit) -> {
            try {
                commit.commit();
            } catch (RuntimeException failure) {
                Log.warnf("The offset of %s was not committed and its records will be read again: %s", partition, failure.toString());
            }
        });
    }
}
