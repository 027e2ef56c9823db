package credit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import access.Tokens;
import embedded.TestServers;
import http.Clients;
import http.TightLimits;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(TightLimits.class)
@QuarkusTestResource(TestServers.class)
class CreditRequestLimitTest {

    private final HttpClient client = Clients.http11();

    @ParameterizedTest
    @ValueSource(strings = {"/credit/status?customerId=x", "/api/credit/status?customerId=x", "//credit//status?customerId=x", "/./credit/status?customerId=x",
        "/%63redit/status?customerId=x", "/credit;a=b/status?customerId=x", "/credit/unlock", "/credit/nothing"})
    void moreRequestsThanTheLimitGet429WithRetryAfter(String path) throws Exception {
        // When
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(send(path));
        }

        // Then
        HttpResponse<String> refused = answers.stream().filter(answer -> answer.statusCode() == 429).findFirst().orElseThrow();
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(refused.body()).contains("\"status\":429").contains("More than 1 requests a second");
        assertThat(answers.stream().map(HttpResponse::statusCode)).isSubsetOf(List.of(429, 404, 400));
    }

    @Test
    void whatDoesNotConcernCreditIsNotCounted() {
        for (int i = 0; i < 5; i++) {
            given().get("/dealers").then().statusCode(200);
            given().get("/credits/status").then().statusCode(404).body("status", equalTo(404)).body("detail", containsString("nothing at this address"));
        }
    }

    /** A path that the router reads otherwise than the limit would be a way round it. */
    @ParameterizedTest
    @ValueSource(strings = {"/CREDIT/status?customerId=x", "/credit%2Fstatus?customerId=x"})
    void noOtherSpellingReachesCredit(String path) throws Exception {
        HttpResponse<String> answer = send(path);
        assertThat(answer.statusCode()).isIn(404, 429);
        assertThat(answer.body()).doesNotContain("no dealer");
    }

    private HttpResponse<String> send(String path) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
            .header("Authorization", "Bearer " + Tokens.admin());
        if (path.equals("/credit/unlock")) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("{\"orderId\": \"" + "x".repeat(50_000) + "\"}"));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
