package routes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Kafka's clients for Camel, whose consumers gather batches themselves: Camel takes a whole batch for one record, and makes one exchange
 * of it (docs/decisions/0023-batches-from-kafka.md).
 *
 * <p>Named in {@code application.properties}: camel.component.kafka.kafka-client-factory.
 */
public final class KafkaBatches extends DefaultKafkaClientFactory {

    /** An endpoint sets it as {@code additionalProperties.batch.interval.ms}: so long a batch waits for more, from its first record on. */
    static final String INTERVAL = "batch.interval.ms";

    private static final Logger LOG = Logger.getLogger(KafkaBatches.class);
    private static final int DEFAULT_INTERVAL_MILLIS = 50;
    /** Of one poll, so that a batch is hardly larger than it may be. */
    private static final int POLL_MAX_RECORDS = 2_000;
    /** Of what the records hold; a batch that has so much is not added to, so it can have one poll's more. */
    private static final int BATCH_MAX_BYTES = 32 << 20;
    /** After a poll that failed, which Camel tries again at once. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** What was read, in order within each partition, and who can commit it. */
    record Batch(List<KafkaRecord> records, Consumer<?, ?> consumer) { }

    @Override
    public Consumer<?, ?> getConsumer(Properties properties) {
        Properties kafka = new Properties();
        kafka.putAll(properties);
        // Kafka would commit what has been read, done or not.
        kafka.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // The broker would make a topic of one partition and one replica, before topics.Topics makes it as it is to be.
        kafka.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // When one comes or goes, Kafka waits for each of the others to end its batch, which may be long; of its own assignors this one lets them work on.
        kafka.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        int interval = number(kafka.remove(INTERVAL), DEFAULT_INTERVAL_MILLIS);
        int maxRecords = number(kafka.get(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), ConsumerConfig.DEFAULT_MAX_POLL_RECORDS);
        kafka.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(maxRecords, POLL_MAX_RECORDS));
        return new Batching(kafka, maxRecords, TimeUnit.MILLISECONDS.toNanos(interval));
    }

    private static int number(Object value, int otherwise) {
        return Integer.parseInt(Objects.requireNonNullElse(value, otherwise).toString());
    }

    private static final class Batching extends KafkaConsumer<Object, Object> {

        private final int maxRecords;
        private final long intervalNanos;
        /** Read and not yet handed over. Kept when a poll is broken off, for Kafka has moved on. */
        private final List<KafkaRecord> read = new ArrayList<>();
        private long readBytes;
        /** Where whoever worked on what was read is, and Kafka was not told, such as while partitions are given out anew. */
        private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

        Batching(Properties properties, int maxRecords, long intervalNanos) {
            super(properties);
            this.maxRecords = maxRecords;
            this.intervalNanos = intervalNanos;
        }

        /** Ends with a full batch, when nothing more comes within {@code timeout}, or when its first record has waited long enough. */
        @Override
        public ConsumerRecords<Object, Object> poll(Duration timeout) {
            boolean isMore = readMore(timeout);
            commitAgain();
            long began = System.nanoTime();
            while (isMore && !isFull() && System.nanoTime() - began < intervalNanos) {
                isMore = readMore(timeout);
            }
            if (read.isEmpty()) {
                return ConsumerRecords.empty();
            }
            List<KafkaRecord> first = read.subList(0, Math.min(read.size(), maxRecords));
            Batch batch = new Batch(List.copyOf(first), this);
            first.clear();
            readBytes = bytes(read);
            return whole(batch);
        }

        /** Does not fail: what Kafka does not take is told again with the next, and after each poll. */
        @Override
        public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            boolean isFirst = uncommitted.isEmpty();
            uncommitted.putAll(offsets);
            try {
                commit();
            } catch (KafkaException e) {
                if (isFirst) {
                    LOG.warnf("Offsets of %d partitions were not committed; that is tried again, else their records are read again: %s",
                        offsets.size(), e.getMessage());
                }
            }
        }

        private void commit() {
            super.commitSync(Map.copyOf(uncommitted));
            uncommitted.clear();
        }

        private void commitAgain() {
            try {
                if (!uncommitted.isEmpty()) {
                    commit();
                }
            } catch (WakeupException | InterruptException stopping) {
                throw stopping;
            } catch (KafkaException notYet) {
                LOG.debugf("%d partitions are not committed yet: %s", uncommitted.size(), notYet.getMessage());
            }
        }

        /** Whether there was more. */
        private boolean readMore(Duration timeout) {
            try {
                ConsumerRecords<Object, Object> more = super.poll(timeout);
                int before = read.size();
                more.forEach(record -> read.add(KafkaRecord.of(record)));
                readBytes += bytes(read.subList(before, read.size()));
                return !more.isEmpty();
            } catch (WakeupException | InterruptException stopping) {
                throw stopping;
            } catch (KafkaException failed) {
                LockSupport.parkNanos(PAUSE_NANOS);
                if (read.isEmpty()) {
                    throw failed;
                }
                // What came before it can be worked on; the next poll fails again, or does not.
                return false;
            }
        }

        private boolean isFull() {
            return read.size() >= maxRecords || readBytes >= BATCH_MAX_BYTES;
        }

        private static long bytes(List<KafkaRecord> records) {
            return records.stream().mapToLong(record -> record.body().length).sum();
        }

        /** As one record, in the place of its last. */
        private static ConsumerRecords<Object, Object> whole(Batch batch) {
            KafkaRecord last = batch.records.get(batch.records.size() - 1);
            return new ConsumerRecords<>(Map.of(new TopicPartition(last.topic(), last.partition()),
                List.of(new ConsumerRecord<>(last.topic(), last.partition(), last.offset(), null, batch))), Map.of());
        }

        @Override
        public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
            super.subscribe(topics, forgetting(listener));
        }

        @Override
        public void subscribe(Pattern topics, ConsumerRebalanceListener listener) {
            super.subscribe(topics, forgetting(listener));
        }

        /** What was read of a partition and not handed over is whoever's who has it next, and is read again from what is committed. */
        private ConsumerRebalanceListener forgetting(ConsumerRebalanceListener listener) {
            return new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    listener.onPartitionsAssigned(partitions);
                }

                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                    commitAgain();
                    forget(partitions);
                    listener.onPartitionsRevoked(partitions);
                }

                @Override
                public void onPartitionsLost(Collection<TopicPartition> partitions) {
                    forget(partitions);
                    listener.onPartitionsLost(partitions);
                }
            };
        }

        private void forget(Collection<TopicPartition> partitions) {
            read.removeIf(record -> partitions.contains(new TopicPartition(record.topic(), record.partition())));
            readBytes = bytes(read);
            uncommitted.keySet().removeAll(partitions);
        }
    }
}
