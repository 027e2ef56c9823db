package deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Plays the normaliser of a test: writes to order_deadletter what it could not understand, reads what comes on order_events. */
final class FailedRecords implements AutoCloseable {

    private static final AtomicLong OFFSETS = new AtomicLong(System.nanoTime());

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;

    FailedRecords(String brokers) {
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", brokers, "max.request.size", 4 << 20), new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", brokers), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** The headers of a message that failed for {@code reason}, at an offset that no other has. */
    static Map<String, String> headers(String channel, String reason) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ordersync-channel", channel);
        headers.put("ordersync-received-at", "1767225600123");
        headers.put("ordersync-source", "webhook");
        headers.put("sender-x-request-id", "r-1");
        headers.put("ordersync-dead-reason", reason);
        headers.put("ordersync-dead-detail", "status \"lost\" has no row");
        headers.put("ordersync-dead-remedy", "add it to status.csv");
        headers.put("ordersync-dead-mapping", "order.jslt@1");
        headers.put("ordersync-dead-topic", "order_events");
        headers.put("ordersync-dead-partition", "3");
        headers.put("ordersync-dead-offset", Long.toString(OFFSETS.incrementAndGet()));
        headers.put("ordersync-dead-failed-at", "1767225601000");
        return headers;
    }

    void write(String key, byte[] body, Map<String, String> headers) {
        write("order_deadletter", key, body, headers);
    }

    void write(String topic, String key, byte[] body, Map<String, String> headers) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, body);
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        try {
            producer.send(record).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What order_events holds of these replays so far, by replay id; the body as text. */
    Map<String, String> replayed() {
        List<PartitionInfo> partitions = consumer.partitionsFor("order_events");
        List<TopicPartition> all = partitions.stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        Map<String, String> bodies = new HashMap<>();
        while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                if (record.headers().lastHeader("ordersync-replay") != null) {
                    String earlier = bodies.put(header(record, "ordersync-replay"), record.key() + " " + header(record, "ordersync-received-at") + " "
                        + header(record, "sender-x-request-id") + " " + new String(record.value(), UTF_8));
                    if (earlier != null) {
                        throw new AssertionError("Sent twice: " + earlier);
                    }
                }
            }
        }
        return bodies;
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
