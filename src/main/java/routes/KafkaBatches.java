package routes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka's clients for Camel, whose consumers gather batches themselves: Camel takes a whole batch for one record, and makes one exchange
 * of it. Camel's own batches hold an exchange for each record until the batch is done, which cost a tenth of a route's CPU.
 *
 * <p>Named in {@code application.properties}: camel.component.kafka.kafka-client-factory.
 */
public final class KafkaBatches extends DefaultKafkaClientFactory {

    /** An endpoint sets it as {@code additionalProperties.batch.interval.ms}: a batch is not added to when the last is so long ago. */
    static final String INTERVAL = "batch.interval.ms";

    /** What was read, in order within each partition, and who can commit it. */
    record Batch(List<KafkaRecord> records, Consumer<?, ?> consumer) { }

    @Override
    public Consumer<?, ?> getConsumer(Properties properties) {
        Properties kafka = new Properties();
        kafka.putAll(properties);
        Object interval = Objects.requireNonNullElse(kafka.remove(INTERVAL), 0);
        Object maxRecords = Objects.requireNonNullElse(kafka.get(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), ConsumerConfig.DEFAULT_MAX_POLL_RECORDS);
        return new Batching(kafka, Integer.parseInt(maxRecords.toString()), TimeUnit.MILLISECONDS.toNanos(Long.parseLong(interval.toString())));
    }

    private static final class Batching extends KafkaConsumer<Object, Object> {

        private final int maxRecords;
        private final long interval;
        /** Read and not yet handed over: less than two batches. Kept when a poll is broken off, for Kafka has moved on. */
        private final List<KafkaRecord> read = new ArrayList<>();
        private long handedOver = System.nanoTime();

        Batching(Properties properties, int maxRecords, long interval) {
            super(properties);
            this.maxRecords = maxRecords;
            this.interval = interval;
        }

        /**
         * Ends with a full batch, or when nothing more comes: within {@code timeout}, and at once where the last batch is long enough ago.
         */
        @Override
        public ConsumerRecords<Object, Object> poll(Duration timeout) {
            ConsumerRecords<Object, Object> more = super.poll(timeout);
            more.forEach(record -> read.add(KafkaRecord.of(record)));
            long began = System.nanoTime();
            while (!more.isEmpty() && read.size() < maxRecords && System.nanoTime() - began < interval) {
                more = super.poll(timeout);
                more.forEach(record -> read.add(KafkaRecord.of(record)));
            }
            if (read.isEmpty()) {
                return more;
            }
            List<KafkaRecord> first = read.subList(0, Math.min(read.size(), maxRecords));
            Batch batch = new Batch(List.copyOf(first), this);
            first.clear();
            handedOver = System.nanoTime();
            return whole(batch);
        }

        /** As one record, in the place of its last. */
        private static ConsumerRecords<Object, Object> whole(Batch batch) {
            KafkaRecord last = batch.records.get(batch.records.size() - 1);
            return new ConsumerRecords<>(Map.of(new TopicPartition(last.topic(), last.partition()),
                List.of(new ConsumerRecord<>(last.topic(), last.partition(), last.offset(), null, batch))), Map.of());
        }
    }
}
