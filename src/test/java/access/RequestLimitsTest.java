package access;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.matchesPattern;

import embedded.TestServers;
import http.TightLimits;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TightLimits.class)
@QuarkusTestResource(TestServers.class)
class RequestLimitsTest {

    /** Four times what a user may ask in a second. */
    private static final int AT_ONCE = 40;

    @Test
    void whoAsksTooOftenIsToldWhenToComeAgainAndNobodyElseIs() {
        // Given
        String hasty = "Bearer " + Tokens.of("hasty", Access.VIEWER);

        // When a user asks often at once, as often as it takes: one after another the requests of a slow machine are never too many
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        Callable<Response> ask = () -> given().header("Authorization", hasty).get("/orders?limit=1");
        Response refused;
        try {
            refused = await().until(() -> refused(threads.invokeAll(Collections.nCopies(AT_ONCE, ask))), Optional::isPresent).orElseThrow();
        } finally {
            threads.shutdown();
        }

        // Then
        refused.then().statusCode(429).contentType("application/problem+json").header("Retry-After", matchesPattern("[1-9][0-9]*"))
            .body("detail", containsString("this user"));
        given().header("Authorization", "Bearer " + Tokens.of("patient", Access.VIEWER)).get("/orders?limit=1").then().statusCode(200);
    }

    private static Optional<Response> refused(List<Future<Response>> answers) throws Exception {
        for (Future<Response> answer : answers) {
            if (answer.get().statusCode() != 200) {
                return Optional.of(answer.get());
            }
        }
        return Optional.empty();
    }

    @Test
    void ofASignInTooManyNoBodyIsReadAlthoughItDoesNotSayItsLength() throws Exception {
        // Given
        given().noFilters().contentType("application/json").body("{}").post("/auth/login").then().statusCode(400);

        // When another announces a body, and sends nothing of it
        String answer;
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(("POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(US_ASCII));
            answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
        }

        // Then it is answered all the same
        assertThat(answer).startsWith("HTTP/1.1 429 ");
    }
}
