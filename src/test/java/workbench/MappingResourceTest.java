package workbench;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import webhook.SignedSender;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class MappingResourceTest {

    private static final String ORDER = """
        {"platform": "POS", "orderId": "1001", "status": "paid", "amount": {"total": 1999.90, "currency": "USD"}, "updatedAt": 1768464000123,
         "buyer": {"name": "<script>alert(1)</script>"}}""";

    @Test
    void aMessageThatIsUnderstoodShowsWhatItMeans() {
        tried("standard", Map.of("body", ORDER)).body("outcome", equalTo("CANONICAL")).body("canonical.status", equalTo("CONFIRMED"))
            .body("canonical.amount", equalTo("1999.90")).body("canonical.buyer.name", equalTo("<script>alert(1)</script>"))
            .body("key", equalTo("pos:default:1001")).body("kind.event", equalTo("otherwise"))
            .body("kind.mapping", startsWith("standard/order.jslt@")).body("reason", nullValue());
    }

    @Test
    void aMessageThatIsWrongShowsTheExactReason() {
        tried("standard", Map.of("body", ORDER.replace("paid", "lost in transit"))).body("outcome", equalTo("DEAD"))
            .body("reason", equalTo("UNKNOWN_STATUS")).body("detail", containsString("\"lost in transit\" has no row in mappings/standard/status.csv"))
            .body("remedy", equalTo("Add the row and replay")).body("canonical", nullValue());
        tried("standard", Map.of("body", "{\"a\": ")).body("outcome", equalTo("DEAD")).body("reason", equalTo("NOT_JSON"))
            .body("detail", containsString("line 1")).body("kind", nullValue());
    }

    @Test
    void aMessageThatIsPassedOverSaysWhy() {
        tried("lazada", Map.of("body", Map.of("seller_id", "12345", "message_type", 1))).body("outcome", equalTo("IGNORED"))
            .body("reason", equalTo("product quality control")).body("kind.ignored", equalTo("product quality control"));
    }

    @Test
    void aSignatureIsCheckedOverTheBytesAsTheyWereGiven() throws Exception {
        String signature = SignedSender.signature(ORDER.getBytes(StandardCharsets.UTF_8));

        tried("standard", Map.of("body", ORDER, "headers", Map.of("x-hub-SIGNATURE-256", signature)))
            .body("signature.checked", equalTo(true)).body("signature.valid", equalTo(true)).body("signature.why", nullValue());
        tried("standard", Map.of("body", ORDER + " ", "headers", Map.of("X-Hub-Signature-256", signature)))
            .body("signature.checked", equalTo(true)).body("signature.valid", equalTo(false)).body("signature.why", containsString("does not cover"));
        tried("standard", Map.of("body", ORDER, "headers", Map.of("webhook-id", "msg_1", "webhook-timestamp", "1614265330", "webhook-signature", "v1,AAAA")))
            .body("signature.why", equalTo("It does not cover these bytes by a secret that is live"));
        String old = "v1," + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(
            SignedSender.signature(("msg_1.1614265330." + ORDER).getBytes(StandardCharsets.UTF_8)).substring("sha256=".length())));
        tried("standard", Map.of("body", ORDER, "headers", Map.of("webhook-id", "msg_1", "webhook-timestamp", "1614265330", "webhook-signature", old)))
            .body("signature.valid", equalTo(false)).body("signature.why", equalTo("It covers these bytes, and its time is more than five minutes from now"));
        tried("standard", Map.of("body", ORDER)).body("signature.checked", equalTo(false))
            .body("signature.why", containsString("X-Hub-Signature-256"));
        tried("lazada", Map.of("body", ORDER, "headers", Map.of("Authorization", "00"))).body("signature.checked", equalTo(false))
            .body("signature.why", containsString("ordersync.channels.lazada."));
        tried("sendo", Map.of("body", ORDER)).body("signature.scheme", equalTo("path token"));
    }

    @Test
    void whatWasTriedIsACaseToKeep() {
        tried("standard", Map.of("body", ORDER.replace("{\"platform\"", "{\"eventId\": \"e1\", \"platform\""))).body("case.message.orderId", equalTo("1001"))
            .body("case.expect.status", equalTo("CONFIRMED")).body("case.expect.mapping", equalTo("order.jslt")).body("case.expect.received_at", nullValue());
        // Its event is told from others by its bytes, so they stand in the case as they are
        tried("standard", Map.of("body", ORDER)).body("case.text", equalTo(ORDER)).body("case.expect.status", equalTo("CONFIRMED"));
        tried("standard", Map.of("body", "no JSON")).body("case.text", equalTo("no JSON")).body("case.expect.dead.reason", equalTo("NOT_JSON"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{", "{\"body\": null}", "{\"body\": 1, \"bodyBase64\": \"\"}", "{\"bodyBase64\": \"!\"}", "{\"body\": \"\", \"boddy\": 1}",
        "{\"body\": \"\", \"headers\": []}", "{\"body\": \"\", \"headers\": {\"a\": 1}}", "{\"body\": \"\", \"source\": \"post\"}"})
    void aRequestThatIsNoneIsRefused(String request) {
        given().contentType("application/json").body(request).post("/mappings/standard/try").then().statusCode(400).contentType("application/problem+json");
    }

    @Test
    void aChannelThatIsNotThereIsNotFound() {
        given().contentType("application/json").body(Map.of("body", "{}")).post("/mappings/nowhere/try").then().statusCode(404);
    }

    @Test
    void theChannelsShowTheirFilesWordsAndRoutes() {
        given().get("/mappings").then().statusCode(200).body("mappings.channel", hasItems("b2b", "lazada", "sendo", "standard", "tiki"))
            .body("mappings.find { it.channel == 'lazada' }.files", hasItems("channel.yaml", "status.csv", "order-status.jslt"))
            .body("mappings.find { it.channel == 'lazada' }.statuses", hasItem(Map.of("word", "unpaid", "status", "PENDING")))
            .body("mappings.find { it.channel == 'lazada' }.events[0].event", equalTo(".message_type == 0"));
    }

    private static ValidatableResponse tried(String channel, Map<String, Object> request) {
        return given().contentType("application/json").body(request).post("/mappings/{channel}/try", channel).then().statusCode(200);
    }
}
