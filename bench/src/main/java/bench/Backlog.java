package bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What waits in the application's topics: filled, watched and timed from outside. */
final class Backlog implements AutoCloseable {

    static final String EVENTS = "order_events";
    private static final String NORMALIZED = "order_normalized";
    private static final List<String> TOPICS = List.of(EVENTS, NORMALIZED, "order_deadletter");
    private static final int PARTITIONS = 12;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    private final String brokers;
    private final Admin admin;

    Backlog(String brokers) {
        this.brokers = brokers;
        admin = Admin.create(Map.of("bootstrap.servers", brokers));
    }

    /**
     * Puts the traffic on order_events as the edge would have.
     *
     * @return records a second, with acks=all: what this broker on this machine takes from a bare producer
     */
    double fill(LazadaTraffic traffic) throws InterruptedException, ExecutionException {
        List<LazadaTraffic.Delivery> deliveries = traffic.deliveries();
        return fill("lazada", deliveries.size(), i -> traffic.key(deliveries.get(i)), i -> traffic.body(deliveries.get(i)));
    }

    /** The same of messages of any channel, by their numbers. */
    double fill(String channelName, int count, IntFunction<String> key, IntFunction<byte[]> body) throws InterruptedException, ExecutionException {
        createTopics();
        byte[] channel = channelName.getBytes(UTF_8);
        byte[] source = "webhook".getBytes(UTF_8);
        byte[] receivedAt = Long.toString(Instant.now().toEpochMilli()).getBytes(UTF_8);
        AtomicReference<Exception> failure = new AtomicReference<>();
        long start = System.nanoTime();
        try (KafkaProducer<String, byte[]> producer = producer(20)) {
            for (int i = 0; i < count; i++) {
                ProducerRecord<String, byte[]> record = new ProducerRecord<>(EVENTS, key.apply(i), body.apply(i));
                record.headers().add("ordersync-channel", channel).add("ordersync-received-at", receivedAt).add("ordersync-source", source);
                producer.send(record, (metadata, exception) -> failure.compareAndSet(null, exception));
            }
        }
        if (failure.get() != null) {
            throw new IllegalStateException("the broker refused a record of the backlog", failure.get());
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }

    /** A bare producer, acks=all. */
    KafkaProducer<String, byte[]> producer(int lingerMillis) {
        Map<String, Object> config = Map.of("bootstrap.servers", brokers, "acks", "all", "linger.ms", lingerMillis,
            "batch.size", 128 * 1024, "buffer.memory", 64L * 1024 * 1024);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** Waits until every group has committed all that the topics hold; throws when {@code limit} passes first. */
    void awaitDrained(Duration limit) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + limit.toNanos();
        // Twice in a row: between two looks a batch can leave one topic and not yet be counted in the next.
        for (int drained = 0; drained < 2; drained = lag() == 0 ? drained + 1 : 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(lag() + " records are still waiting after " + limit.toSeconds() + " s");
            }
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    /** Records that some group reading the topics has not committed yet; all of a topic's when no group reads it. */
    long lag() throws InterruptedException, ExecutionException {
        Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(OffsetSpec.latest());
        List<String> groups = admin.listConsumerGroups().all().get().stream().map(ConsumerGroupListing::groupId).toList();
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (String group : groups) {
            Map<TopicPartition, OffsetAndMetadata> ofGroup = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            ofGroup.forEach((partition, offset) -> {
                if (offset != null) {
                    committed.merge(partition, offset.offset(), Math::min);
                }
            });
        }
        return ends.entrySet().stream().mapToLong(end -> end.getValue().offset() - committed.getOrDefault(end.getKey(), 0L)).sum();
    }

    /** When the first message came out of order_events: the earliest time on order_normalized. */
    Instant firstNormalized() throws InterruptedException, ExecutionException {
        return offsets(OffsetSpec.forTimestamp(0)).entrySet().stream()
            .filter(first -> first.getKey().topic().equals(NORMALIZED) && first.getValue().offset() >= 0)
            .map(first -> Instant.ofEpochMilli(first.getValue().timestamp()))
            .min(Comparator.naturalOrder())
            .orElseThrow(() -> new IllegalStateException(NORMALIZED + " is empty: nothing was normalised"));
    }

    @Override
    public void close() {
        admin.close();
    }

    /** An offset of each partition, with its record's time where the broker tells it. */
    private Map<TopicPartition, ListOffsetsResultInfo> offsets(OffsetSpec spec) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        for (TopicDescription topic : admin.describeTopics(TOPICS).allTopicNames().get().values()) {
            topic.partitions().forEach(partition -> specs.put(new TopicPartition(topic.name(), partition.partition()), spec));
        }
        return admin.listOffsets(specs).all().get();
    }

    private void createTopics() throws InterruptedException, ExecutionException {
        for (String topic : TOPICS) {
            try {
                admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }
}
