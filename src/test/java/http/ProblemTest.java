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
            .body("detail", containsString("method"));
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

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "\"x\"", "{} {}", "{\"channel\": \"a\", \"channel\": \"b\"}", "{\"chanel\": \"lazada\"}", "{\"dryRun\": \"no\"}",
        "{\"perSecond\": 1001}", "{\"perSecond\": 1.5}", "{\"channel\": 7}", "{\"reason\": \"BAD\"}", "{\"from\": \"now\"}"})
    void aReplayAskedForWronglyIsA400(String body) {
        given().contentType("application/json").body(body).post("/dead-letters/replay").then().statusCode(400)
            .contentType("application/problem+json").body("detail", containsString("must be"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dead-letters/x", "/dead-letters/99999999999999999999", "/dead-letters/0", "/dead-letters/replays/0", "/orders/a/b/c", "/nothing"})
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

    private static HttpResponse<String> chunked(String path, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
            .header("Content-Type", "application/json").header("Authorization", "Bearer " + Tokens.admin())
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))).build();
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
