package access;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.matchesPattern;

import embedded.TestServers;
import http.TightLimits;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
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
}
