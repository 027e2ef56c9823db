package orders;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class RawMessagesTest {

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @Inject
    DataSource database;

    private final String platform = "p" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void anOrdersMessagesAreFoundAmongThoseOfOthers() {
        // Given two messages of one order a while apart, one of which is no text, and many of other orders
        Instant first = Instant.ofEpochMilli(System.currentTimeMillis() - 60_000);
        Instant second = first.plusSeconds(30);
        order("o1", first, second);
        try (var kafka = producer()) {
            write(kafka, "o1", first, "{\"status\": \"<script>\"}".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 500; i++) {
                write(kafka, "other" + i, first.plusMillis(i), new byte[100]);
            }
            write(kafka, "o1", second, new byte[] {(byte) 0xff, 0});
        }

        // When, Then
        given().get("/orders/{platform}/o1/messages", platform).then().statusCode(200).body("complete", equalTo(true))
            .body("messages.source", equalTo(List.of("webhook", "webhook"))).body("messages.channel", equalTo(List.of("standard", "standard")))
            .body("messages[0].body", equalTo("{\"status\": \"<script>\"}")).body("messages[0].headers", equalTo(Map.of("content-type", "application/json")))
            .body("messages[0].received_at", equalTo(first.toString())).body("messages[1].body_base64", equalTo("/wA="));
    }

    @Test
    void anOrderWhoseMessagesKafkaNoLongerHasShowsNone() {
        // Given
        order("o1", Instant.now().minusSeconds(86_400 * 60));

        // When, Then
        given().get("/orders/{platform}/o1/messages", platform).then().statusCode(200).body("messages", empty());
    }

    @Test
    void anOrderThatIsNotThereIsNotFound() {
        given().get("/orders/{platform}/nowhere/messages", platform).then().statusCode(404);
    }

    private void order(String id, Instant... receivedAt) {
        OrderRows rows = new OrderRows(database);
        rows.order(platform, "s", id, "PENDING", "2026-03-01T00:00:00Z", null);
        for (Instant at : receivedAt) {
            rows.event(platform, "s", id, null, "PENDING", null, at.toString(), "webhook");
            rows.run("update order_event set received_at = occurred_at where platform = ?", platform);
        }
    }

    private KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(Map.of("bootstrap.servers", brokers), new StringSerializer(), new ByteArraySerializer());
    }

    private void write(KafkaProducer<String, byte[]> kafka, String order, Instant receivedAt, byte[] body) {
        var record = new ProducerRecord<>("order_events", null, receivedAt.plusMillis(3).toEpochMilli(), platform + ":s:" + order, body);
        Map.of("ordersync-channel", "standard", "ordersync-source", "webhook", "ordersync-received-at", Long.toString(receivedAt.toEpochMilli()),
            "sender-content-type", "application/json").forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        kafka.send(record);
    }
}
