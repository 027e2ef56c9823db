package http;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import access.Tokens;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class ProblemTest {

    @Inject
    DataSource database;

    @Test
    void aMethodNotTakenIsA405() {
        given().delete("/orders").then().statusCode(405).contentType("application/problem+json")
            .body("detail", equalTo("This address does not take that method. It takes GET, HEAD, OPTIONS, POST."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"PUT | /orders | GET, HEAD, OPTIONS, POST", "PUT | /orders/ | GET, HEAD, OPTIONS, POST", "POST | /orders/lazada/1 | GET, HEAD, OPTIONS",
        "DELETE | /dealers/import | GET, HEAD, OPTIONS, POST, PUT", "GET | /auth/login | OPTIONS, POST", "POST | /postings/a/b/c | GET, HEAD, OPTIONS",
        "DELETE | /bank-lines | GET, HEAD, OPTIONS", "POST | /users/lan | DELETE, OPTIONS, PUT"})
    void aMethodNotTakenIsAnsweredWithThoseThatAre(String method, String path, String allowed) {
        // When
        Response answer = given().request(method, path);

        // Then
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.header("Allow").split(" *, *")).containsExactlyInAnyOrder(allowed.split(", "));
    }

    @Test
    void aBodyOfAnotherTypeIsA415() {
        given().contentType("application/xml").body("<a/>").post("/dead-letters/replay").then().statusCode(415)
            .contentType("application/problem+json").body("detail", containsString("Content-Type"));
    }

    @Test
    void anAnswerThatNobodyTakesIsA406() {
        given().accept("image/png").get("/orders").then().statusCode(406);
    }

    @Test
    void theFirstYearThereIsIsTaken() {
        given().contentType("application/json").body("{\"from\": \"0001-01-01T00:00:00Z\"}").post("/dead-letters/replay").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "\"x\"", "{} {}", "{\"channel\": \"a\", \"channel\": \"b\"}", "{\"dryRun\": \"no\"}",
        "{\"perSecond\": 1001}", "{\"perSecond\": 1.5}", "{\"channel\": 7}", "{\"reason\": \"BAD\"}", "{\"from\": \"now\"}",
        "{\"from\": \"0000-01-01T00:00:00Z\"}"})
    void aReplayAskedForWronglyIsA400(String body) {
        given().contentType("application/json").body(body).post("/dead-letters/replay").then().statusCode(400)
            .contentType("application/problem+json").body("detail", containsString("must be"));
    }

    @Test
    void aFieldMisspeltIsNamedWithThoseThereAre() {
        given().contentType("application/json").body("{\"chanel\": \"lazada\"}").post("/dead-letters/replay").then().statusCode(400)
            .body("parameter", equalTo("chanel")).body("detail", equalTo("\"chanel\" is no field; those are channel, dryRun, from, perSecond, reason, to."));
        given().contentType("application/json").body("{\"usernam\": \"lan\"}").post("/users").then().statusCode(400)
            .body("parameter", equalTo("usernam")).body("detail", containsString("\"usernam\" is no field; those are username, "));
    }

    @Test
    void aFieldsNameIsRepeatedCutAndPrintable() {
        given().contentType("application/json").body("{\"a\\n\\\"" + "x".repeat(500) + "\": 1}").post("/dead-letters/replay").then().statusCode(400)
            .body("parameter", equalTo("a??" + "x".repeat(57) + "…"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dead-letters/x", "/dead-letters/99999999999999999999", "/dead-letters/1.5", "/dead-letters/replays/x", "/credit/limit-requests/x",
        "/channels/lazada/backfill/x"})
    void anIdThatIsNoNumberIsA400(String path) {
        given().get(path).then().statusCode(400).contentType("application/problem+json").body("parameter", equalTo("id"))
            .body("detail", equalTo("id: must be a whole number of at most 18 digits."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dead-letters/0", "/dead-letters/replays/0", "/orders/a/b/c", "/nothing"})
    void whatIsNotThereIsA404(String path) {
        given().get(path).then().statusCode(404).contentType("application/problem+json").body("status", equalTo(404));
    }

    @Test
    void aBodyAboveTheLimitIsA413() {
        given().contentType("application/json").body("{\"body\": \"" + "x".repeat(2 << 20) + "\"}").post("/dead-letters/1/replay")
            .then().statusCode(413).contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dead-letters/1/replay", "/dead-letters/replay", "/channels/lazada/backfill"})
    void aBodyThatDoesNotSayItsLengthIsCountedAllTheSame(String path) throws Exception {
        // When 2 MiB come in chunks
        HttpResponse<String> answer = chunked(path, new byte[2 << 20]);

        // Then
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"status\":413").contains("larger than 1048576 bytes");
    }

    @Test
    void aBodyInChunksWithinTheLimitIsReadToItsEnd() throws Exception {
        // When
        HttpResponse<String> answer = chunked("/dead-letters/replay",
            ("{\"channel\": \"none\"" + " ".repeat(900_000) + ", \"dryRun\": true}").getBytes(UTF_8));

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"count\":0}");
    }

    @Test
    void aBodyOverHttp2IsReadToItsEndWhetherOrNotItSaysItsLength() throws Exception {
        // Given a connection that begins as HTTP/1.1 and is upgraded by its first request
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        byte[] body = ("{\"channel\": \"none\"" + " ".repeat(100_000) + ", \"dryRun\": true}").getBytes(UTF_8);

        for (int i = 0; i < 2; i++) {
            // When
            HttpResponse<String> said = http2(client, "/dead-letters/replay", HttpRequest.BodyPublishers.ofByteArray(body));
            HttpResponse<String> unsaid = http2(client, "/dead-letters/replay", HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));

            // Then
            assertThat(said.body()).isEqualTo("{\"count\":0}");
            assertThat(unsaid.body()).isEqualTo("{\"count\":0}");
            assertThat(unsaid.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    @Test
    void aReadOverHttp2IsAnswered() throws Exception {
        // Given a connection that has been upgraded
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        http2(client, "/auth/login", HttpRequest.BodyPublishers.noBody());

        // When
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/auth/me"))
            .header("Authorization", "Bearer " + Tokens.admin()).build(), HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }

    @Test
    void overHttp2ABodyThatIsEmptyIsToldLikeAnyOther() throws Exception {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> none = http2(client, "/auth/login", HttpRequest.BodyPublishers.noBody());
            HttpResponse<String> empty = http2(client, "/auth/login", HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[0])));
            assertThat(none.statusCode()).isEqualTo(400);
            assertThat(empty.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void aBodyOverHttp2AboveTheLimitIsA413() throws Exception {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        http2(client, "/dead-letters/replay", HttpRequest.BodyPublishers.noBody());

        // When 2 MiB come that do not say so
        HttpResponse<String> answer = http2(client, "/dead-letters/replay",
            HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[2 << 20])));

        // Then
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("larger than 1048576 bytes");
    }

    @Test
    void aSearchThatTakesTooLongIsGivenUp() throws Exception {
        // Given orders that nobody can read for now
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table orders in access exclusive mode");

            // When, Then
            given().get("/orders").then().statusCode(503).contentType("application/problem+json").body("detail", containsString("Narrow"));
            connection.rollback();
        }
    }

    @Test
    void theApiIsDescribed() {
        given().get("/q/openapi?format=json").then().statusCode(200).body("paths.'/orders'.get.summary", equalTo("List orders"));
    }

    private static HttpResponse<String> http2(HttpClient client, String path, HttpRequest.BodyPublisher body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
            .header("Content-Type", "application/json").header("Authorization", "Bearer " + Tokens.admin()).POST(body).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> chunked(String path, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
            .header("Content-Type", "application/json").header("Authorization", "Bearer " + Tokens.admin())
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))).build();
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
