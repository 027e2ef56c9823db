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
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Future;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
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

    @Inject
    Held held;

    /** Keeps a request that says so waiting, as what looks at who somebody is might. */
    @Singleton
    static class Held {

        static final String HEADER = "X-Test-Held";
        private static final int BEFORE_WEBHOOKS = 16_000;

        CompletableFuture<Void> arrived;
        CompletableFuture<Void> hungUp;
        CompletableFuture<Void> goOn;
        /** What became of it; empty: it did not fail. */
        CompletableFuture<Optional<Throwable>> failure;

        void reset() {
            arrived = new CompletableFuture<>();
            hungUp = new CompletableFuture<>();
            goOn = new CompletableFuture<>();
            failure = new CompletableFuture<>();
        }

        void register(@Observes Filters filters) {
            filters.register(ctx -> {
                if (ctx.request().getHeader(HEADER) == null) {
                    ctx.next();
                    return;
                }
                ctx.request().connection().closeHandler(closed -> hungUp.complete(null));
                arrived.complete(null);
                Future.fromCompletionStage(goOn, ctx.vertx().getOrCreateContext()).onSuccess(now -> {
                    ctx.next();
                    failure.complete(Optional.ofNullable(ctx.failure()));
                });
            }, BEFORE_WEBHOOKS);
        }
    }

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
        assertThat(sender.send("/webhook/sendo/unguessable-path-token-0123456789", body).statusCode()).isEqualTo(200);

        assertThat(stored().value()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhook/nobody", "/webhook/lazada", "/webhook/tiki", "/webhook/..%2f..%2fmappings", "/webhook/standard%00",
        "/webhook/%2e%2e%2fstandard", "/webhook/STANDARD", "/webhook/standard/token", "/webhook/sendo/unguessable-path-token-0123456789/more"})
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

    @Test
    void takesABodyThatWasThereBeforeAnybodyReadIt() throws Exception {
        // Given a request that waits for something else, with all it has to say sent
        byte[] body = message("");
        try (Socket sender = sendHeld(body)) {
            held.arrived.get();

            // When
            held.goOn.complete(null);

            // Then
            assertThat(new BufferedReader(new InputStreamReader(sender.getInputStream(), ISO_8859_1)).readLine()).contains("200");
        }
        assertThat(stored().value()).isEqualTo(body);
    }

    @Test
    void doesNotFailOverASenderThatHungUpBeforeAnybodyReadItsBody() throws Exception {
        // Given a sender that gave up while its request waited for something else
        try (Socket sender = sendHeld(message(""))) {
            held.arrived.get();
        }
        held.hungUp.get();

        // When
        held.goOn.complete(null);

        // Then it has no answer, and sends again
        assertThat(held.failure.get()).isEmpty();
        assertThat(allStored()).isEmpty();
    }

    @Test
    void takesAWebhookOverHttp2() throws Exception {
        // Given a connection that begins as HTTP/1.1 and is upgraded by its first request
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        byte[] body = message("");

        for (BodyPublisher publisher : List.of(BodyPublishers.ofByteArray(body), BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
            // When
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(server.resolve("/webhook/standard")).POST(publisher)
                .header("X-Hub-Signature-256", SignedSender.signature(body)).build(), HttpResponse.BodyHandlers.ofString());

            // Then
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
        assertThat(allStored()).extracting(ConsumerRecord::value).containsExactly(body, body);
    }

    private Socket sendHeld(byte[] body) throws Exception {
        held.reset();
        Socket socket = new Socket(server.getHost(), server.getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("POST /webhook/standard HTTP/1.1\r\nHost: localhost\r\n" + Held.HEADER + ": 1\r\nX-Hub-Signature-256: " + SignedSender.signature(body)
            + "\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1));
        out.write(body);
        out.flush();
        return socket;
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
