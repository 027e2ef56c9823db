package webhook;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topics.TopicRecords;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
@TestProfile(IngestAlone.class)
class WebhookTest {

    private static final int LIMIT = 1 << 20;

    @Test
    void withoutTheRoleApiAProviderStillTellsOfPayments() {
        given().get("/payments/vnpay/ipn").then().statusCode(404).contentType("application/problem+json").body("detail", containsString("VNPay is off"));
        given().get("/payments").then().statusCode(404).body("detail", containsString("without api"));
    }

    @TestHTTPResource("/")
    URI server;
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    /** Names the order of one test among all that are in the topic. */
    private final String order = UUID.randomUUID().toString();
    private SignedSender sender;

    @BeforeEach
    void connect() {
        sender = new SignedSender(server.getPort());
    }

    @Test
    void keepsTheBytesAsTheyWereSent() throws Exception {
        byte[] body = message("  \"note\" : \"\\u0110\u01a1n  h\u00e0ng\",");

        HttpResponse<String> answer = sender.sendSigned(body, "Content-Type", "application/json", "X-Unlisted", "dropped");

        assertThat(answer.statusCode()).isEqualTo(200);
        ConsumerRecord<String, byte[]> stored = stored();
        assertThat(stored.value()).isEqualTo(body);
        assertThat(stored.key()).isEqualTo("pos:default:" + order);
        assertThat(header(stored, "ordersync-channel")).isEqualTo("standard");
        assertThat(header(stored, "ordersync-source")).isEqualTo("webhook");
        assertThat(header(stored, "sender-content-type")).isEqualTo("application/json");
        assertThat(stored.headers().lastHeader("sender-x-unlisted")).isNull();
        assertThat(stored.headers().lastHeader("sender-x-hub-signature-256")).isNull();
    }

    @Test
    void takesTheBareAddressAsTheStandardChannel() throws Exception {
        byte[] body = message("");

        assertThat(sender.send("/webhook", body, "X-Hub-Signature-256", SignedSender.signature(body)).statusCode()).isEqualTo(200);

        assertThat(stored().value()).isEqualTo(body);
    }

    /** The content type of curl's -d, which makes many a server parse the body and forget the bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "nonsense"})
    void keepsTheBytesWhateverTheContentType(String contentType) throws Exception {
        byte[] body = message("\"a\": \"b=c&d=%7B+e\",");

        assertThat(sender.sendSigned(body, "Content-Type", contentType).statusCode()).isEqualTo(200);

        assertThat(stored().value()).isEqualTo(body);
    }

    @Test
    void keepsBrokenUtf8ForTheDeadLetter() throws Exception {
        byte[] body = ("{\"orderId\": \"" + order + "\", \"buyer\": \"\u00ff\u00fe\u00c3\"}").getBytes(ISO_8859_1);

        assertThat(sender.sendSigned(body).statusCode()).isEqualTo(200);

        assertThat(stored().value()).isEqualTo(body);
    }

    @Test
    void keepsDeepNestingAndDuplicateKeysForTheDeadLetter() throws Exception {
        byte[] deep = ("{\"orderId\":\"" + order + "\",\"x\":" + "[".repeat(500_000)).getBytes(UTF_8);
        byte[] twice = ("{\"orderId\":\"" + order + "\",\"orderId\":\"other\"}").getBytes(UTF_8);

        assertThat(sender.sendSigned(deep).statusCode()).isEqualTo(200);
        assertThat(sender.sendSigned(twice).statusCode()).isEqualTo(200);

        assertThat(allStored()).extracting(ConsumerRecord::value).contains(deep, twice);
    }

    @Test
    void refusesWithoutASignatureAndWithAWrongOne() throws Exception {
        byte[] body = message("");

        assertProblem(sender.send("/webhook/standard", body), 401);
        assertProblem(sender.send("/webhook/standard", body, "X-Hub-Signature-256", SignedSender.signature(message(" "))), 401);

        assertThat(allStored()).isEmpty();
    }

    @Test
    void wantsThePathTokenOfAChannelThatSignsNothing() throws Exception {
        byte[] body = message("");

        assertProblem(sender.send("/webhook/sendo", body), 401);
        assertProblem(sender.send("/webhook/sendo/guess", body), 401);
        assertThat(sender.send("/webhook/sendo/unguessable-path-token", body).statusCode()).isEqualTo(200);

        assertThat(stored().value()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhook/nobody", "/webhook/lazada", "/webhook/tiki", "/webhook/..%2f..%2fmappings", "/webhook/standard%00",
        "/webhook/%2e%2e%2fstandard", "/webhook/STANDARD", "/webhook/standard/token", "/webhook/sendo/unguessable-path-token/more"})
    void knowsNoOtherAddress(String path) throws Exception {
        byte[] body = message("");

        assertProblem(sender.send(path, body, "X-Hub-Signature-256", SignedSender.signature(body)), 404);
    }

    @Test
    void leavesAddressesThatOnlyBeginLikeItsOwn() throws Exception {
        assertThat(sender.send("/webhooks", message("")).statusCode()).isEqualTo(404);
    }

    @Test
    void wantsPost() throws Exception {
        HttpResponse<String> answer = sender.get("/webhook/standard");

        assertProblem(answer, 405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void takesABodyOfTheLimitAndRefusesOneByteMore() throws Exception {
        byte[] largest = Arrays.copyOf(message(""), LIMIT);
        byte[] larger = Arrays.copyOf(message(""), LIMIT + 1);

        assertThat(sender.sendSigned(largest).statusCode()).isEqualTo(200);
        assertProblem(sender.sendSigned(larger), 413);

        assertThat(stored().value()).isEqualTo(largest);
    }

    @Test
    void refusesAChunkedBodyAboveTheLimitAndTruncatesNone() throws Exception {
        byte[] larger = Arrays.copyOf(message(""), 2 * LIMIT);

        assertProblem(sender.send("/webhook/standard", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(larger)),
            "X-Hub-Signature-256", SignedSender.signature(larger)), 413);

        assertThat(allStored()).isEmpty();
    }

    @Test
    void throttlesASourceThatKeepsFailingButNotWhatItSignsRight() throws Exception {
        HttpResponse<String> answer = sender.send("/webhook/standard", message(""));
        for (int i = 0; i < 10_000 && answer.statusCode() == 401; i++) {
            answer = sender.send("/webhook/standard", message(""));
        }

        assertProblem(answer, 429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(sender.sendSigned(message("")).statusCode()).isEqualTo(200);
    }

    @Test
    void givesCamelHeadersFromOutsideNoEffect() throws Exception {
        byte[] body = message("");

        HttpResponse<String> answer = sender.sendSigned(body, "CamelHttpResponseCode", "500", "CamelKafkaOverrideTopic", "stolen",
            "kafka.OVERRIDE_TOPIC", "stolen", "kafka.KEY", "stolen", "ordersync-channel", "lazada", "CamelHttpUri", "http://localhost/");

        assertThat(answer.statusCode()).isEqualTo(200);
        ConsumerRecord<String, byte[]> stored = stored();
        assertThat(stored.key()).isEqualTo("pos:default:" + order);
        assertThat(header(stored, "ordersync-channel")).isEqualTo("standard");
        assertThat(stored.headers()).noneMatch(header -> header.key().toLowerCase().contains("camel"));
    }

    @Test
    void survivesAHugeHeader() throws Exception {
        try {
            assertThat(sender.sendSigned(message(""), "X-Huge", "x".repeat(100_000)).statusCode()).isEqualTo(431);
        } catch (IOException closedWhileSending) {
            assertThat(allStored()).isEmpty();
        }

        // A connection that the server closed may still be in the client's pool.
        await().ignoreException(IOException.class).until(() -> sender.sendSigned(message("")).statusCode() == 200);
    }

    private byte[] message(String more) {
        return ("{" + more + "\"platform\":\"pos\",\"orderId\":\"" + order + "\",\"status\":\"PENDING\","
            + "\"updatedAt\":\"2026-03-01T08:00:00Z\"}").getBytes(UTF_8);
    }

    private ConsumerRecord<String, byte[]> stored() {
        List<ConsumerRecord<String, byte[]>> all = allStored();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private List<ConsumerRecord<String, byte[]>> allStored() {
        return TopicRecords.of(kafka, "order_events").stream()
            .filter(stored -> new String(stored.value(), ISO_8859_1).contains(order)).toList();
    }

    private static String header(ConsumerRecord<String, byte[]> stored, String name) {
        return new String(stored.headers().lastHeader(name).value(), UTF_8);
    }

    private static void assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status).contains("\"type\":").contains("\"title\":").contains("\"detail\":");
    }
}
