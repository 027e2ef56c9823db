package routes;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.CommitManager;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * A batch read from Kafka, whose offsets are committed once its work is done: of each partition that of its last record.
 * The batch exchange's own manual commit knows only one partition, so the records' own are walked.
 */
final class KafkaBatch {

    private static final Logger LOG = Logger.getLogger(KafkaBatch.class);
    private static final String RECORDS = "ordersync.batch.records";
    /** Consumers that gave up a batch because the process stops: what they read after it must not be committed past it. */
    private static final Set<Consumer<?, ?>> GAVE_UP = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private KafkaBatch() {
    }

    /** The batch's records, remembered for {@link #commit} whatever becomes of the body. */
    @SuppressWarnings("unchecked")
    static List<Exchange> records(Exchange batch) {
        List<Exchange> records = batch.getProperty(RECORDS, List.class);
        if (records == null) {
            records = batch.getMessage().getBody(List.class);
            batch.setProperty(RECORDS, records);
            batch.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onFailure(Exchange failed) {
                    GAVE_UP.add(commitOf(records(failed).get(0)).getConsumer());
                }
            });
        }
        return records;
    }

    /**
     * Commits the batch, all partitions in one request. A commit that fails loses nothing and is not tried again: the
     * records are read once more, or the next batch's commit covers them. After a batch that was given up, at a stop,
     * nothing is committed any more: Camel goes on with what the consumer has in memory, and would commit past it.
     */
    static Processor commit() {
        return batch -> {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            Commit last = null;
            for (Exchange record : records(batch)) {
                Commit commit = commitOf(record);
                if (last != null && !last.getPartition().equals(commit.getPartition())) {
                    put(offsets, last);
                }
                last = commit;
            }
            if (last != null && !GAVE_UP.contains(last.getConsumer())) {
                put(offsets, last);
                try {
                    last.getConsumer().commitSync(offsets);
                } catch (KafkaException e) {
                    LOG.warnf("Offsets of %d partitions were not committed, their records may be read again: %s",
                        offsets.size(), e.getMessage());
                }
            }
        };
    }

    private static Commit commitOf(Exchange record) {
        return (Commit) record.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT);
    }

    private static void put(Map<TopicPartition, OffsetAndMetadata> offsets, Commit last) {
        offsets.put(last.getPartition(), new OffsetAndMetadata(last.getRecordOffset() + 1));
    }

    /** What Camel puts on each record: where it came from, and the consumer that can commit it. */
    static final class Commit extends DefaultKafkaManualCommit {

        Commit(KafkaManualCommitFactory.CamelExchangePayload exchange, KafkaManualCommitFactory.KafkaRecordPayload record) {
            super(exchange, record);
        }

        @Override
        public void commit() {
            getConsumer().commitSync(Map.of(getPartition(), new OffsetAndMetadata(getRecordOffset() + 1)));
        }
    }

    /** Named in {@code application.properties}: camel.component.kafka.kafka-manual-commit-factory. */
    public static final class CommitFactory implements KafkaManualCommitFactory {

        @Override
        public KafkaManualCommit newInstance(CamelExchangePayload exchange, KafkaRecordPayload record, CommitManager commits) {
            return new Commit(exchange, record);
        }
    }
}
