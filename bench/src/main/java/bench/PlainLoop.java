package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mappings.BareMapping;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Takes raw Lazada events from Kafka, maps them and stores them, a batch at a time; its offsets are committed after it.
 * A failure ends it.
 */
final class PlainLoop extends Thread {

    private static final int BATCH_MAX_RECORDS = 10_000;
    /** Holds more than a batch, so that a poll returns a whole one as long as there is a backlog. */
    private static final int PARTITION_FETCH_BYTES = 4 * 1024 * 1024;
    private static final Duration POLL_LIMIT = Duration.ofMillis(100);

    private final String brokers;
    private final String database;
    private final BareMapping mapping;
    private final ObjectMapper json = new ObjectMapper();
    private volatile boolean ended;

    PlainLoop(String brokers, String database, BareMapping mapping) {
        this.brokers = brokers;
        this.database = database;
        this.mapping = mapping;
    }

    @Override
    public void run() {
        try (Connection connection = DriverManager.getConnection(database);
             KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            drain(consumer, connection);
        } catch (SQLException | IOException failure) {
            throw new IllegalStateException("the plain loop failed", failure);
        }
    }

    /** Returns when the batch in flight is stored. */
    void end() {
        ended = true;
        try {
            join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain(KafkaConsumer<byte[], byte[]> consumer, Connection connection) throws SQLException, IOException {
        consumer.subscribe(List.of(Backlog.EVENTS));
        Instant first = null;
        while (!ended) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL_LIMIT);
            if (records.isEmpty()) {
                continue;
            }
            if (first == null) {
                first = Instant.now();
                PlainBatch.noteFirst(connection, first);
            }
            PlainBatch batch = new PlainBatch(records.count());
            for (ConsumerRecord<byte[], byte[]> record : records) {
                add(batch, record.value());
            }
            batch.store(connection);
            consumer.commitAsync();
        }
    }

    private void add(PlainBatch batch, byte[] body) throws IOException {
        JsonNode message = json.readTree(body);
        JsonNode canonical = mapping.apply(message);
        String shop = message.get("seller_id").textValue();
        String order = message.get("data").get("trade_order_id").textValue();
        batch.add("lazada:" + shop + ':' + order + ':' + canonical.get("event_id").textValue(), shop, order,
            canonical.get("line_id").textValue(), canonical.get("status").textValue(), canonical.get("platform_status").textValue(),
            Instant.parse(canonical.get("timestamp").textValue()).getEpochSecond());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(Map.of("bootstrap.servers", brokers, "group.id", "plain", "auto.offset.reset", "earliest",
            "enable.auto.commit", false, "max.poll.records", BATCH_MAX_RECORDS, "max.partition.fetch.bytes", PARTITION_FETCH_BYTES),
            new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
