package deadletter;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import channels.RawMessage;
import channels.Spool;
import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import topics.TopicLimit;
import topics.TopicRecords;

/** A message that Kafka will never take does not hold up those behind it in the spool. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class SpooledTooLargeTest {

    private static final String TOPIC = "order_events";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Inject
    Spool spool;

    @Inject
    Sql sql;

    private final String channel = "s" + UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void restore() throws Exception {
        theTopicTakes(2 << 20);
    }

    @Test
    void itBecomesADeadLetterAndThoseBehindItPass() throws Exception {
        // Given
        theTopicTakes(20_000);

        // When
        Stream.of(spool("before", 10), spool("larger", 50_000), spool("behind", 10), spool("larger too", 60_000), spool("last", 10))
            .forEach(CompletableFuture::join);

        // Then
        await().until(() -> sql.query("select 1 from spool where channel = ?", row -> 1, channel).isEmpty());
        assertThat(sent()).contains("before", "behind", "last").doesNotContain("larger", "larger too");
        List<Integer> letters = given().queryParam("channel", channel).get("/dead-letters").then().statusCode(200)
            .body("dead_letters.reason", equalTo(List.of("TOO_LARGE", "TOO_LARGE")))
            .body("dead_letters.key", equalTo(List.of("larger too", "larger"))).extract().jsonPath().getList("dead_letters.id");

        // And when it is replayed while the topic is as it was, it waits again
        String letter = "/dead-letters/" + letters.get(1);
        given().contentType("application/json").post(letter + "/replay").then().statusCode(202);
        await().untilAsserted(() -> given().get(letter).then().body("status", equalTo("OPEN"))
            .body("replays.state", equalTo(List.of("FAILED"))).body("detail", containsString("50000 bytes")));

        // And once the topic takes it, it is sent as it was
        theTopicTakes(2 << 20);
        given().contentType("application/json").post(letter + "/replay").then().statusCode(202);
        await().until(() -> sent().contains("larger"));
    }

    private CompletableFuture<Void> spool(String key, int bytes) {
        return spool.add(new RawMessage(channel, key, "x".repeat(bytes).getBytes(UTF_8), Map.of(), Instant.now(), RawMessage.Source.WEBHOOK, null));
    }

    /** The keys of this test's messages in the topic. */
    private List<String> sent() {
        return TopicRecords.of(kafka, TOPIC).stream()
            .filter(record -> record.headers().lastHeader("ordersync-channel") != null
                && new String(record.headers().lastHeader("ordersync-channel").value(), UTF_8).equals(channel))
            .map(record -> record.key()).toList();
    }

    private void theTopicTakes(int bytes) throws Exception {
        TopicLimit.set(kafka, TOPIC, bytes);
    }
}
