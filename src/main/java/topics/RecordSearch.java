package topics;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Looks for the records of a key around the times at which they should be: a topic has no index of keys. It reads the one
 * partition that a key has, from some seconds before each time, and stops at its limits of records, bytes and time.
 */
@ApplicationScoped
public class RecordSearch {

    private static final Duration CALL_LIMIT = Duration.ofSeconds(3);
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);
    /** Clocks of two machines, and what a producer waits for a batch. */
    private static final Duration BEFORE = Duration.ofSeconds(5);
    /** A record that came by the spool is written when Kafka is back; whoever looks for one that came later does not find it. */
    private static final Duration AFTER = Duration.ofMinutes(10);
    private static final int MAX_FOUND = 200;
    private static final int MAX_RECORDS = 50_000;
    private static final long MAX_BYTES = 64L << 20;
    private static final int FETCH_BYTES = 1 << 20;

    private final Map<String, Object> settings;

    RecordSearch() {
        this(ConfigProvider.getConfig());
    }

    private RecordSearch(Config config) {
        this.settings = Broker.settings(config, ConsumerConfig.configNames());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CALL_LIMIT.toMillis());
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) CALL_LIMIT.toMillis());
    }

    /**
     * What was found.
     *
     * @param complete whether it looked at all it was to look at, and not only as far as its limits go
     */
    public record Found(List<ConsumerRecord<String, byte[]>> records, boolean complete) { }

    /**
     * The records of a key, by offset.
     *
     * @param times when they should have been written, UTC
     * @throws KafkaException when the broker does not answer
     */
    public Found of(String topic, String key, Collection<Instant> times) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            int partitions = consumer.partitionsFor(topic).size();
            TopicPartition partition = new TopicPartition(topic,
                BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions));
            consumer.assign(List.of(partition));
            return new Search(consumer, partition, key).around(new TreeSet<>(times));
        }
    }

    /** One search of one partition. */
    private static final class Search {

        private final KafkaConsumer<String, byte[]> consumer;
        private final TopicPartition partition;
        private final String key;
        private final Map<Long, ConsumerRecord<String, byte[]>> found = new HashMap<>();
        private final long deadline = System.nanoTime() + TIME_LIMIT.toNanos();
        private final long end;
        private int records;
        private long bytes;
        /** Up to where it has read. */
        private long position;

        private Search(KafkaConsumer<String, byte[]> consumer, TopicPartition partition, String key) {
            this.consumer = consumer;
            this.partition = partition;
            this.key = key;
            this.end = consumer.endOffsets(List.of(partition)).get(partition);
        }

        private Found around(NavigableSet<Instant> times) {
            boolean complete = true;
            for (Instant time : times) {
                complete &= isWithin(time) || look(time);
            }
            List<ConsumerRecord<String, byte[]>> sorted = new ArrayList<>(found.values());
            sorted.sort((one, other) -> Long.compare(one.offset(), other.offset()));
            return new Found(sorted, complete);
        }

        /** Whether a record that was found already is of that time, by what it says of when it was received. */
        private boolean isWithin(Instant time) {
            String epochMs = Long.toString(time.toEpochMilli());
            return found.values().stream().anyMatch(record -> epochMs.equals(MessageHeaders.text(record.headers(), MessageHeaders.RECEIVED_AT)));
        }

        /** Reads on from a time until the record of that time is found; false when a limit came first. */
        private boolean look(Instant time) {
            OffsetAndTimestamp from = consumer.offsetsForTimes(Map.of(partition, Math.max(0, time.minus(BEFORE).toEpochMilli()))).get(partition);
            if (from == null) {
                // Nothing was written since.
                return true;
            }
            position = Math.max(position, from.offset());
            consumer.seek(partition, position);
            while (position < end && !isWithin(time)) {
                if (records > MAX_RECORDS || bytes > MAX_BYTES || found.size() >= MAX_FOUND || System.nanoTime() - deadline > 0) {
                    return false;
                }
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL).records(partition)) {
                    take(record);
                    if (record.timestamp() > time.plus(AFTER).toEpochMilli()) {
                        return true;
                    }
                }
            }
            return true;
        }

        private void take(ConsumerRecord<String, byte[]> record) {
            records++;
            bytes += Math.max(0, record.serializedValueSize());
            position = record.offset() + 1;
            if (key.equals(record.key()) && found.size() < MAX_FOUND) {
                found.put(record.offset(), record);
            }
        }
    }
}
