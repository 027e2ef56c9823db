package routes;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A batch read from Kafka, whose offsets are committed once its work is done: of each partition that of its last record. */
final class KafkaBatch {

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

    private static Taken taken(Exchange batch) {
        Taken taken = batch.getProperty(TAKEN, Taken.class);
        if (taken == null) {
            if (!(batch.getMessage().getBody() instanceof KafkaBatches.Batch read)) {
                throw new IllegalStateException("The route is not given batches of routes.KafkaBatches; its Kafka endpoint must not set batching=true");
            }
            taken = new Taken(read.records(), read.consumer(), after(read.records()));
            batch.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onFailure(Exchange failed) {
                    GAVE_UP.add(read.consumer());
                }
            });
            batch.setProperty(TAKEN, taken);
        }
        return taken;
    }

    private static Map<TopicPartition, OffsetAndMetadata> after(List<KafkaRecord> records) {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        for (int i = 0; i < records.size(); i++) {
            KafkaRecord record = records.get(i);
            if (i + 1 == records.size() || !record.isOfPartition(records.get(i + 1))) {
                next.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
            }
        }
        return next;
    }

    /**
     * Commits the batch, all partitions in one request. A commit that fails loses nothing: the consumer tries again, and the
     * records are read once more if the process ends before. After a batch that was given up, at a stop, nothing is
     * committed any more: Camel goes on with what the consumer has in memory, and would commit past it.
     */
    static Processor commit() {
        return batch -> {
            Taken taken = taken(batch);
            if (!GAVE_UP.contains(taken.consumer)) {
                taken.consumer.commitSync(taken.next);
            }
        };
    }
}
