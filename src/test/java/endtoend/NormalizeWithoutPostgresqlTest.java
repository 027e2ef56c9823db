package endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import embedded.OwnServers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import topics.TopicRecords;

/** Whose orders are on nobody's account does not need PostgreSQL before STORE; whose are waits for it. */
@QuarkusTest
@TestProfile(NormalizeWithoutPostgresqlTest.NormalizeAlone.class)
class NormalizeWithoutPostgresqlTest {

    private static final String LAZADA = """
        {"seller_id":"1","message_type":0,"data":{"order_status":"%s","trade_order_id":"7","trade_order_line_id":"8","status_update_time":1603698638},"timestamp":1603766859530}""";
    private static final String DEALERS = """
        {"platform":"till","orderId":"9","status":"confirmed","dealerId":"D-1","amount":{"total":1,"currency":"VND"},"updatedAt":"2026-03-01T08:00:00Z"}""";

    public static class NormalizeAlone extends OwnServers {
        public NormalizeAlone() {
            super("normalize");
        }
    }

    BiConsumer<String, Boolean> runs;
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @AfterEach
    void start() {
        runs.accept("POSTGRESQL", true);
    }

    @Test
    void onlyMessagesOfChannelsThatTellDealersWaitForPostgresql() {
        // Given
        runs.accept("POSTGRESQL", false);

        // When
        send("lazada", LAZADA.formatted("pending"));
        await().untilAsserted(() -> assertThat(normalized()).hasSize(1));
        send("standard", DEALERS);
        send("lazada", LAZADA.formatted("shipped"));

        // Then the dealer's order goes on, with its decision, once PostgreSQL is back, and what is behind it with it
        runs.accept("POSTGRESQL", true);
        await().untilAsserted(() -> assertThat(normalized()).hasSize(3));
        assertThat(normalized()).filteredOn(message -> message.contains("credit"))
            .singleElement().asString().contains("\"dealer_id\":\"D-1\"").endsWith("\"credit\":{\"decision\":\"LOCKED\",\"reason\":\"UNKNOWN_DEALER\",\"dealer\":\"D-1\",\"version\":1}}");
    }

    private void send(String channel, String body) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>("order_events", "one key, one partition", body.getBytes(UTF_8));
        record.headers().add("ordersync-channel", channel.getBytes(UTF_8)).add("ordersync-source", "webhook".getBytes(UTF_8));
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", kafka), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record);
        }
    }

    private List<String> normalized() {
        return TopicRecords.of(kafka, "order_normalized").stream().map(record -> new String(record.value(), UTF_8)).toList();
    }
}
