package deadletter;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong with letters, and what a replay would make of one, without sending any. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class DeadLetterTrialTest extends OwnChannel {

    @Test
    void openLettersAreCountedByWhatIsWrongWithThem() {
        // Given two of one reason, whose mapping was edited between them, and one of another
        Map<String, String> edited = FailedRecords.headers(channel, "SCHEMA");
        edited.put("ordersync-dead-mapping", "order.jslt@2b");
        records.write("k:1", "{}".getBytes(UTF_8), FailedRecords.headers(channel, "SCHEMA"));
        records.write("k:2", "{}".getBytes(UTF_8), edited);
        records.write("k:3", "{}".getBytes(UTF_8), FailedRecords.headers(channel, "NO_ROUTE"));
        List<Long> letters = letters(3);

        // When, Then
        String mine = "groups.findAll { it.channel == '%s' }.".formatted(channel);
        await().untilAsserted(() -> given().get("/dead-letters/groups").then().statusCode(200)
            .body(mine + "reason", equalTo(List.of("SCHEMA", "NO_ROUTE"))).body(mine + "open", equalTo(List.of(2, 1)))
            .body(mine + "mapping", equalTo(List.of("order.jslt", "order.jslt"))).body(mine + "oldest_at[0]", equalTo("2026-01-01T00:00:01Z")));
        assertThat(letters).contains(given().get("/dead-letters/groups").jsonPath().getLong(mine + "sample_id[0]"));
    }

    @Test
    void aTrySaysWhatAReplayWouldMakeOfItAndChangesNothing() {
        // Given
        long id = ofTheStandardChannel("{\"platform\": \"pos\"}", FailedRecords.headers("standard", "MAPPING_FAILED"));
        String mended = "{\"platform\": \"pos\", \"orderId\": 1, \"status\": \"paid\", \"updatedAt\": 1767225600000}";

        // When, Then
        given().contentType("application/json").post("/dead-letters/{id}/try", id).then().statusCode(200)
            .body("outcome", equalTo("DEAD")).body("reason", equalTo("MAPPING_FAILED")).body("detail", containsString("order"));
        given().contentType("application/json").body(Map.of("body", mended)).post("/dead-letters/{id}/try", id).then().statusCode(200)
            .body("outcome", equalTo("CANONICAL")).body("canonical.order_id", equalTo("1"));
        read(id).body("status", equalTo("OPEN")).body("replays", empty()).body("body", equalTo("{\"platform\": \"pos\"}"));
    }

    @Test
    void whatAMappingMadeOfAMessageCannotBeTriedAsTheMessage() {
        // Given a letter of the topic of canonical messages
        Map<String, String> canonical = FailedRecords.headers("standard", "NOT_STORABLE");
        canonical.put("ordersync-dead-topic", "order_normalized");
        long id = ofTheStandardChannel("{}", canonical);

        // When, Then
        given().contentType("application/json").post("/dead-letters/{id}/try", id).then().statusCode(409).body("detail", containsString("order_normalized"));
    }

    /** A letter of a channel that there is, known among those of other tests by its mapping. */
    private long ofTheStandardChannel(String body, Map<String, String> headers) {
        headers.put("ordersync-dead-mapping", channel);
        records.write("k:1", body.getBytes(UTF_8), headers);
        String mine = "dead_letters.find { it.mapping == '%s' }".formatted(channel);
        await().until(() -> given().queryParam("channel", "standard").get("/dead-letters").jsonPath().get(mine) != null);
        return given().queryParam("channel", "standard").get("/dead-letters").jsonPath().getLong(mine + ".id");
    }

    @Test
    void aLetterThatNoMappingReadsCannotBeTried() {
        // Given
        records.write("k:1", "{}".getBytes(UTF_8), FailedRecords.headers(channel, "NO_CHANNEL"));

        // When, Then
        given().contentType("application/json").post("/dead-letters/{id}/try", letters(1).get(0)).then().statusCode(409).body("detail", containsString(channel));
        given().contentType("application/json").post("/dead-letters/{id}/try", Long.MAX_VALUE).then().statusCode(404);
    }
}
