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
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TightLimits.class)
@QuarkusTestResource(TestServers.class)
class RequestLimitsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void whoAsksTooOftenIsToldWhenToComeAgainAndNobodyElseIs() {
        // Given
        String hasty = "Bearer " + Tokens.of("hasty", Access.VIEWER);

        // When a user asks until it is too often
        Response refused = await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).pollDelay(Duration.ZERO)
            .until(() -> given().header("Authorization", hasty).get("/orders?limit=1"), answer -> answer.statusCode() != 200);

        // Then
        refused.then().statusCode(429).contentType("application/problem+json").header("Retry-After", matchesPattern("[1-9][0-9]*"))
            .body("detail", containsString("this user"));
        given().header("Authorization", "Bearer " + Tokens.of("patient", Access.VIEWER)).get("/orders?limit=1").then().statusCode(200);
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
