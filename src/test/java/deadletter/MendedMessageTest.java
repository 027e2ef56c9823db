package deadletter;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import webhook.ChannelsOpen;
import webhook.SignedSender;

/** The whole way: a webhook that is wrong, its dead letter, the mended replay, the order. */
@QuarkusTest
@TestProfile(ChannelsOpen.class)
@QuarkusTestResource(TestServers.class)
class MendedMessageTest {

    private final String order = "o" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void aWrongMessageWaitsAndGoesThroughOnceItIsMended() throws Exception {
        // Given a message whose status nobody knows
        webhook(message("LOST_IN_TRANSIT"));
        long letter = letter();

        // When it is sent again as it was, it fails again; when it is mended, it goes through
        replay(letter, "").statusCode(202);
        await().untilAsserted(() -> read(letter).body("status", equalTo("OPEN")).body("replays.state", equalTo(List.of("FAILED"))));
        replay(letter, "{\"body\": " + message("SHIPPED") + "}").statusCode(202);

        // Then the order is there, the letter is resolved, and is not sent a third time
        await().untilAsserted(() -> read(letter).body("status", equalTo("RESOLVED"))
            .body("replays.state", equalTo(List.of("STORED", "FAILED"))));
        given().get("/orders/till/{id}", order).then().statusCode(200).body("status", equalTo("SHIPPED"))
            .body("amount", equalTo("150000")).body("history.status", equalTo(List.of("SHIPPED")));
        replay(letter, "").statusCode(409).body("detail", containsString("STORED"));
        given().get("/q/metrics").then().body(containsString("ordersync_normalized_total{channel=\"standard\"}"));
    }

    private String message(String status) {
        return "{\"platform\": \"till\", \"orderId\": \"" + order + "\", \"status\": \"" + status
            + "\", \"amount\": {\"total\": 150000, \"currency\": \"VND\"}, \"updatedAt\": \"2026-03-01T08:00:00Z\"}";
    }

    private void webhook(String body) throws Exception {
        byte[] bytes = body.getBytes(UTF_8);
        given().contentType("application/json").header("X-Hub-Signature-256", SignedSender.signature(bytes)).body(bytes)
            .post("/webhook/standard").then().statusCode(200);
    }

    private long letter() {
        return await().until(() -> given().queryParams("channel", "standard", "reason", "UNKNOWN_STATUS").get("/dead-letters")
            .jsonPath().getList("dead_letters.findAll { it.key.endsWith('" + order + "') }.id", Long.class), found -> found.size() == 1).get(0);
    }

    private static ValidatableResponse read(long letter) {
        return given().get("/dead-letters/{id}", letter).then().statusCode(200);
    }

    private static ValidatableResponse replay(long letter, String body) {
        return given().contentType("application/json").body(body).post("/dead-letters/{id}/replay", letter).then();
    }
}
