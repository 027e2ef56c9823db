package endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import webhook.ChannelsOpen;

/** The design's third invariant: a message that is wrong costs only itself, on either topic. */
@QuarkusTest
@TestProfile(ChannelsOpen.class)
@QuarkusTestResource(TestServers.class)
class PoisonTest {

    private static final int GOOD = 40;
    /** One key, one partition: what is good stands behind what is wrong, in one batch. */
    private final String key = "till:poison:" + UUID.randomUUID();

    @Inject
    DataSource database;
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Test
    void aBatchWithPoisonCostsOnlyThePoison() throws Exception {
        // Given
        List<ProducerRecord<String, byte[]>> batch = new ArrayList<>();
        batch.add(raw("{\"platform\": ", "1775001600123"));
        batch.add(raw(message("p-unknown", "teleported"), "1775001600123"));
        batch.add(raw("{\"a\":1,\"a\":2}", "not a time"));
        batch.add(new ProducerRecord<>("order_events", key, message("p-no-headers", "CONFIRMED").getBytes(UTF_8)));
        for (int i = 0; i < GOOD; i++) {
            batch.add(raw(message("g-" + i, "CONFIRMED"), "1775001600123"));
        }

        // When
        send(batch);

        // Then
        await().untilAsserted(() -> assertThat(stored()).isEqualTo(GOOD));
        await().untilAsserted(() -> assertThat(letters()).containsExactlyInAnyOrder("NOT_JSON", "UNKNOWN_STATUS", "NOT_JSON", "NO_CHANNEL"));
    }

    @Test
    void whatIsNoCanonicalMessageDoesNotHoldUpTheStore() throws Exception {
        // Given
        List<ProducerRecord<String, byte[]>> batch = new ArrayList<>();
        batch.add(new ProducerRecord<>("order_normalized", key, "not json".getBytes(UTF_8)));
        batch.add(new ProducerRecord<>("order_normalized", key, null));
        batch.add(new ProducerRecord<>("order_normalized", key, "{}".getBytes(UTF_8)));
        batch.add(new ProducerRecord<>("order_normalized", key, canonical("c-late", "2026-13-45T00:00:00Z").getBytes(UTF_8)));
        for (int i = 0; i < GOOD; i++) {
            batch.add(new ProducerRecord<>("order_normalized", key, canonical("c-" + i, "2026-03-01T08:00:00Z").getBytes(UTF_8)));
        }

        // When
        send(batch);

        // Then
        await().untilAsserted(() -> assertThat(stored()).isEqualTo(GOOD));
        await().untilAsserted(() -> assertThat(letters()).hasSize(4).containsOnly("NOT_STORABLE"));
    }

    private ProducerRecord<String, byte[]> raw(String body, String receivedAt) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>("order_events", key, body.getBytes(UTF_8));
        Map.of("ordersync-channel", "standard", "ordersync-source", "webhook", "ordersync-received-at", receivedAt)
            .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }

    private String message(String order, String status) {
        return "{\"platform\":\"till\",\"shopId\":\"" + shop() + "\",\"orderId\":\"" + order + "\",\"status\":\"" + status
            + "\",\"updatedAt\":\"2026-03-01T08:00:00Z\"}";
    }

    private String canonical(String order, String timestamp) {
        return "{\"event_id\":\"" + shop() + order + "\",\"platform\":\"till\",\"shop_id\":\"" + shop() + "\",\"order_id\":\"" + order
            + "\",\"status\":\"CONFIRMED\",\"platform_status\":\"paid\",\"timestamp\":\"" + timestamp
            + "\",\"received_at\":\"2026-03-01T08:00:01Z\",\"source\":\"webhook\",\"mapping\":\"standard/order.jslt@1\"}";
    }

    /** An own shop for each test, so that its rows are told apart. */
    private String shop() {
        return key.substring(key.lastIndexOf(':') + 1);
    }

    private void send(List<ProducerRecord<String, byte[]>> batch) {
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", kafka, "linger.ms", 200), new StringSerializer(), new ByteArraySerializer())) {
            batch.forEach(producer::send);
        }
    }

    private int stored() throws SQLException {
        return Integer.parseInt(column("select count(*)::text from orders where shop_id = ?", shop()).get(0));
    }

    private List<String> letters() throws SQLException {
        return column("select reason from dead_letter where key = ?", key);
    }

    private List<String> column(String sql, String parameter) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
        }
        return values;
    }
}
