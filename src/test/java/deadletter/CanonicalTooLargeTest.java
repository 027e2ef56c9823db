package deadletter;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import database.Sql;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import topics.TopicLimit;
import webhook.ChannelsOpen;

/** A canonical message larger than its topic takes holds up none of those beside and behind it. */
@QuarkusTest
@TestProfile(ChannelsOpen.class)
@QuarkusTestResource(TestServers.class)
class CanonicalTooLargeTest {

    private static final String TOPIC = "order_normalized";

    private final String dealer = "t" + UUID.randomUUID().toString().substring(0, 8);
    /** One key, one partition of the topic that is read. */
    private final String key = "b2b:default:" + dealer;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Inject
    Sql sql;

    @AfterEach
    void restore() throws Exception {
        TopicLimit.set(kafka, TOPIC, 2 << 20);
    }

    @Test
    void itBecomesADeadLetterAndGoesThroughOnceTheTopicTakesIt() throws Exception {
        // Given orders of a dealer, of which some have more text than the topic takes, however it is compressed
        given().contentType("application/json").body("{\"name\": \"A\", \"limit\": 1000, \"currency\": \"VND\", \"termsDays\": 30, \"graceDays\": 5}")
            .put("/dealers/{id}", dealer).then().statusCode(201);
        TopicLimit.set(kafka, TOPIC, 200_000);

        // When
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", kafka, "linger.ms", 200), new StringSerializer(), new ByteArraySerializer())) {
            IntStream.rangeClosed(1, 5).mapToObj(i -> order(i, i % 2 == 0 ? 800 : 1)).forEach(producer::send);
        }

        // Then
        await().untilAsserted(() -> assertThat(column("select reason || ' ' || topic || ' ' || status from dead_letter where key = ?", key))
            .containsExactly("TOO_LARGE order_events OPEN", "TOO_LARGE order_events OPEN"));
        await().untilAsserted(() -> assertThat(stored()).containsExactly("1", "3", "5"));
        assertThat(column("select detail || remedy from dead_letter where key = ?", key))
            .allSatisfy(said -> assertThat(said).contains(TOPIC).contains("max.message.bytes").contains("stays held"));
        assertThat(held()).containsExactly("500");

        // And once the topic takes them
        TopicLimit.set(kafka, TOPIC, 2 << 20);
        column("select id::text from dead_letter where key = ?", key)
            .forEach(letter -> given().contentType("application/json").post("/dead-letters/{id}/replay", letter).then().statusCode(202));
        await().untilAsserted(() -> assertThat(stored()).containsExactly("1", "2", "3", "4", "5"));
        assertThat(held()).containsExactly("500");
    }

    private ProducerRecord<String, byte[]> order(int number, int items) {
        Instant now = Instant.now();
        String body = """
            {"name": "order.placed", "data": {"id": "%s-%d", "created_at": "%s", "currency_code": "vnd", "total": 100, "customer_id": "%s",
             "items": [%s]}}""".formatted(dealer, number, now, dealer, IntStream.range(0, items).mapToObj(CanonicalTooLargeTest::item).collect(Collectors.joining(", ")));
        ProducerRecord<String, byte[]> record = new ProducerRecord<>("order_events", key, body.getBytes(UTF_8));
        record.headers().add("ordersync-channel", "b2b".getBytes(UTF_8)).add("ordersync-source", "webhook".getBytes(UTF_8))
            .add("ordersync-received-at", Long.toString(now.toEpochMilli()).getBytes(UTF_8));
        return record;
    }

    /** Its title does not compress. */
    private static String item(int number) {
        String title = Stream.generate(UUID::randomUUID).limit(20).map(UUID::toString).collect(Collectors.joining(" "));
        return "{\"id\": \"%d\", \"variant_sku\": \"A\", \"title\": \"%s\", \"quantity\": 1, \"unit_price\": 1}".formatted(number, title);
    }

    private List<String> stored() {
        return column("select substring(order_id from '[0-9]$') from orders where order_id like ? order by 1", dealer + "-%");
    }

    private List<String> held() {
        return column("select trim_scale(held)::text from dealer where customer_id = ?", dealer);
    }

    private List<String> column(String query, String of) {
        return sql.query(query, row -> row.getString(1), of);
    }
}
