package routes;

import java.util.ArrayList;
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
import org.apache.camel.support.DefaultMessage;
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
    private static final String OFFSETS = "ordersync.batch.offsets";
    /** Consumers that gave up a batch because the process stops: what they read after it must not be committed past it. */
    private static final Set<Consumer<?, ?>> GAVE_UP = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** Where its consumer is once the batch's work is done. */
    private record Offsets(Consumer<?, ?> consumer, Map<TopicPartition, OffsetAndMetadata> next) { }

    private KafkaBatch() {
    }

    /** The batch's records: its body, until the work puts another in its place. */
    @SuppressWarnings("unchecked")
    static List<KafkaRecord> records(Exchange batch) {
        if (batch.getProperty(OFFSETS) == null) {
            take(batch, batch.getMessage().getBody(List.class));
        }
        return batch.getMessage().getBody(List.class);
    }

    /**
     * Takes from Camel's exchanges, one a record, what is needed of them. Camel keeps them until the batch is done, so they are
     * emptied: a garbage collection in the meantime would have to copy all they hold.
     */
    private static void take(Exchange batch, List<Exchange> exchanges) {
        Offsets offsets = offsets(exchanges);
        List<KafkaRecord> records = new ArrayList<>(exchanges.size());
        for (Exchange exchange : exchanges) {
            records.add(KafkaRecord.of(exchange.getMessage()));
            exchange.setMessage(new DefaultMessage(exchange));
        }
        batch.setProperty(OFFSETS, offsets);
        batch.getMessage().setBody(records);
        batch.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onFailure(Exchange failed) {
                GAVE_UP.add(offsets.consumer);
            }
        });
    }

    private static Offsets offsets(List<Exchange> exchanges) {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        Commit last = null;
        for (Exchange exchange : exchanges) {
            Commit commit = (Commit) exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT);
            if (last != null && !last.getPartition().equals(commit.getPartition())) {
                next.put(last.getPartition(), last.next());
            }
            last = commit;
        }
        next.put(last.getPartition(), last.next());
        return new Offsets(last.getConsumer(), next);
    }

    /**
     * Commits the batch, all partitions in one request. A commit that fails loses nothing and is not tried again: the
     * records are read once more, or the next batch's commit covers them. After a batch that was given up, at a stop,
     * nothing is committed any more: Camel goes on with what the consumer has in memory, and would commit past it.
     */
    static Processor commit() {
        return batch -> {
            Offsets offsets = batch.getProperty(OFFSETS, Offsets.class);
            if (!GAVE_UP.contains(offsets.consumer)) {
                try {
                    offsets.consumer.commitSync(offsets.next);
                } catch (KafkaException e) {
                    LOG.warnf("Offsets of %d partitions were not committed, their records may be read again: %s",
                        offsets.next.size(), e.getMessage());
                }
            }
        };
    }

    /** What Camel puts on each record: where it came from, and the consumer that can commit it. */
    static final class Commit extends DefaultKafkaManualCommit {

        Commit(KafkaManualCommitFactory.CamelExchangePayload exchange, KafkaManualCommitFactory.KafkaRecordPayload record) {
            super(exchange, record);
        }

        OffsetAndMetadata next() {
            return new OffsetAndMetadata(getRecordOffset() + 1);
        }

        @Override
        public void commit() {
            getConsumer().commitSync(Map.of(getPartition(), next()));
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
