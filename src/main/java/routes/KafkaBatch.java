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
    private static final String TAKEN = "ordersync.batch";
    /** Consumers that gave up a batch because the process stops: what they read after it must not be committed past it. */
    private static final Set<Consumer<?, ?>> GAVE_UP = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /**
     * A property of the batch's exchange and not its body, for Camel puts back the body of a step that is tried again.
     *
     * @param next where the consumer is once the batch's work is done
     */
    private record Taken(List<KafkaRecord> records, Consumer<?, ?> consumer, Map<TopicPartition, OffsetAndMetadata> next) { }

    private KafkaBatch() {
    }

    /** The batch's records, whatever has become of its body. */
    static List<KafkaRecord> records(Exchange batch) {
        return taken(batch).records;
    }

    /**
     * What is needed of Camel's exchanges, one a record. Camel keeps them until the batch is done, so they are emptied once all of
     * it is kept here: each garbage collection in the meantime would have to copy all they hold.
     */
    @SuppressWarnings("unchecked")
    private static Taken taken(Exchange batch) {
        Taken taken = batch.getProperty(TAKEN, Taken.class);
        if (taken == null) {
            List<Exchange> exchanges = batch.getMessage().getBody(List.class);
            taken = of(exchanges);
            Consumer<?, ?> consumer = taken.consumer;
            batch.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onFailure(Exchange failed) {
                    GAVE_UP.add(consumer);
                }
            });
            batch.setProperty(TAKEN, taken);
            exchanges.forEach(exchange -> exchange.setMessage(new DefaultMessage(exchange)));
        }
        return taken;
    }

    private static Taken of(List<Exchange> exchanges) {
        List<KafkaRecord> records = new ArrayList<>(exchanges.size());
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        Commit last = null;
        for (Exchange exchange : exchanges) {
            Commit commit = (Commit) exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT);
            if (last != null && !last.getPartition().equals(commit.getPartition())) {
                next.put(last.getPartition(), last.next());
            }
            last = commit;
            records.add(KafkaRecord.of(exchange.getMessage()));
        }
        next.put(last.getPartition(), last.next());
        return new Taken(records, last.getConsumer(), next);
    }

    /**
     * Commits the batch, all partitions in one request. A commit that fails loses nothing and is not tried again: the
     * records are read once more, or the next batch's commit covers them. After a batch that was given up, at a stop,
     * nothing is committed any more: Camel goes on with what the consumer has in memory, and would commit past it.
     */
    static Processor commit() {
        return batch -> {
            Taken taken = taken(batch);
            if (!GAVE_UP.contains(taken.consumer)) {
                try {
                    taken.consumer.commitSync(taken.next);
                } catch (KafkaException e) {
                    LOG.warnf("Offsets of %d partitions were not committed, their records may be read again: %s",
                        taken.next.size(), e.getMessage());
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
