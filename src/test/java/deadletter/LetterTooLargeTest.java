package deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import database.Sql;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import topics.TopicLimit;
import topics.TopicRecords;
import webhook.ChannelsOpen;

/** A dead letter larger than its topic takes is lost no more than others, and holds nobody up. */
@QuarkusTest
@TestProfile(ChannelsOpen.class)
@QuarkusTestResource(TestServers.class)
class LetterTooLargeTest {

    private static final String LETTERS = "order_deadletter";
    private static final String WRONG = "{\"no\": \"order\", \"n\": %d, \"pad\": \"%s\"}";

    /** One key, one partition of each topic. */
    private final String key = "till:large:" + UUID.randomUUID();

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Inject
    Sql sql;

    @AfterEach
    void restore() throws Exception {
        TopicLimit.set(kafka, LETTERS, (2 << 20) + (64 << 10));
    }

    @Test
    void itIsKeptAsItWasAndThoseBesideAndBehindItGoOn() throws Exception {
        // Given wrong messages on each topic that is read, of which some are larger than the topic of dead letters takes
        TopicLimit.set(kafka, LETTERS, 20_000);
        List<ProducerRecord<String, byte[]>> batch = new ArrayList<>();
        for (String topic : List.of("order_events", "order_normalized", "payment.settled")) {
            for (int pad : new int[] {10, 50_000, 11, 60_000, 12}) {
                batch.add(new ProducerRecord<>(topic, key, WRONG.formatted(batch.size(), "x".repeat(pad)).getBytes(UTF_8)));
            }
        }
        batch.get(1).headers().add("ordersync-channel", "standard".getBytes(UTF_8)).add("sender-content-type", "application/json".getBytes(UTF_8))
            .add("ordersync-source", "poll".getBytes(UTF_8)).add("ordersync-received-at", "1775001600123".getBytes(UTF_8));

        // When
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", kafka, "linger.ms", 200), new StringSerializer(), new ByteArraySerializer())) {
            batch.forEach(producer::send);
        }

        // Then
        await().untilAsserted(() -> assertThat(column("select convert_from(body, 'UTF8') from dead_letter where key = ?"))
            .containsExactlyInAnyOrderElementsOf(batch.stream().map(record -> new String(record.value(), UTF_8)).toList()));
        assertThat(column("select channel || ' ' || source || ' ' || headers || ' ' || to_char(received_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS')"
            + " || ' ' || topic from dead_letter where key = ? and headers <> '{}'"))
            .containsExactly("standard poll {\"content-type\": \"application/json\"} 2026-04-01T00:00:00.123 order_events");
        assertThat(TopicRecords.of(kafka, LETTERS).stream().filter(record -> key.equals(record.key())).map(record -> record.value().length))
            .hasSizeGreaterThanOrEqualTo(9).allMatch(bytes -> bytes < 100);
    }

    private List<String> column(String query) {
        return sql.query(query, row -> row.getString(1), key);
    }
}
