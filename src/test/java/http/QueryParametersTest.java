package http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import access.Tokens;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an address does not take is refused, and never answered with more than was asked for. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class QueryParametersTest {

    /** Their callers choose the parameters. */
    private static final Set<String> CALLERS = Set.of("GET /payments/vnpay/ipn", "GET /auth/oidc");

    @Test
    void aNameMisspeltIsNamedWithThoseThereAre() {
        given().get("/orders?plaform=lazada").then().statusCode(400).contentType("application/problem+json")
            .body("type", equalTo("urn:ordersync:problem:bad-parameter")).body("parameter", equalTo("plaform"))
            .body("detail", equalTo("\"plaform\" is no parameter of this address; those are cursor, dealer, from, limit, platform, shop, status, text, to."));
    }

    @Test
    void anAddressWithoutParametersSaysSo() {
        given().get("/dead-letters/groups?channel=lazada").then().statusCode(400)
            .body("detail", equalTo("\"channel\" is no parameter of this address; there are none."));
    }

    @Test
    void eachAddressThatIsReadListsTheParametersItIsDescribedWith() {
        // Given
        ApiDocument document = new ApiDocument(given().get("/q/openapi?format=json").asByteArray());
        List<String> wrong = new ArrayList<>();

        for (ApiOperation operation : document.operations()) {
            if (operation.method().equals("GET") && !CALLERS.contains(operation.name())) {
                // When
                Response answer = given().header("Authorization", "Bearer " + (operation.name().contains("/portal/") ? Tokens.ofDealer("dealer", "D-1") : Tokens.admin()))
                    .get(operation.name().substring(4).replaceAll("\\{[^}]*}", "1") + "?no-such");

                // Then
                List<String> described = operation.queryParameters();
                String expected = "\"no-such\" is no parameter of this address; "
                    + (described.isEmpty() ? "there are none." : "those are " + String.join(", ", described) + ".");
                if (answer.statusCode() != 400 || !expected.equals(answer.path("detail"))) {
                    wrong.add(operation.name() + ": " + answer.statusCode() + " " + answer.asString());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aChangeTakesNoParameterThatItDoesNotHave() {
        given().contentType("application/json").body("{\"channel\": \"none\"}").post("/dead-letters/replay?reason=SCHEMA").then().statusCode(400)
            .body("parameter", equalTo("reason"));
    }

    @Test
    void aParameterGivenTwiceIsRefused() {
        given().get("/orders?limit=1&limit=2").then().statusCode(400).body("parameter", equalTo("limit")).body("detail", equalTo("limit: must be given once."));
    }

    @Test
    void aLongNameWithControlCharactersIsRepeatedCutAndPrintable() {
        // When
        String shown = given().urlEncodingEnabled(false).get("/orders?a%0Ab%22%E2%80%AE" + "x".repeat(500) + "=1").then().statusCode(400).extract().path("parameter");

        // Then
        assertThat(shown).isEqualTo("a?b??" + "x".repeat(55) + "…");
    }

    @Test
    void whoMayNotReadIsToldThatAndNotWhatThereIs() {
        given().header("Authorization", "Bearer none").get("/orders?plaform=lazada").then().statusCode(401);
        given().header("Authorization", "Bearer " + Tokens.ofDealer("dealer", "D-1")).get("/orders?plaform=lazada").then().statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/payments/vnpay/ipn?vnp_TxnRef=1&vnp_New=1", "/auth/oidc?code=1&state=2&iss=3"})
    void whereCallersChooseThemAnyIsTaken(String path) {
        given().get(path).then().statusCode(not(400));
    }

    @ParameterizedTest
    @CsvSource({"/orders", "/orders/export?format=csv", "/dead-letters", "/payments", "/audit"})
    void aTimeRangeThatEndsBeforeItBeginsIsRefused(String path) {
        given().queryParams("from", "2026-05-02T00:00:00Z", "to", "2026-05-01T00:00:00Z").get(path).then().statusCode(400)
            .body("parameter", equalTo("from")).body("detail", equalTo("from: must be no later than to."));
    }

    @Test
    void aTimeRangeOfNothingIsEmpty() {
        given().queryParams("from", "2026-05-01T00:00:00Z", "to", "2026-05-01T07:00:00+07:00").get("/orders").then().statusCode(200)
            .body("orders.size()", equalTo(0));
    }

    @Test
    void aReplayOfATimeRangeThatEndsBeforeItBeginsIsRefused() {
        given().contentType("application/json").body("{\"from\": \"2026-05-02T00:00:00Z\", \"to\": \"2026-05-01T00:00:00Z\"}").post("/dead-letters/replay")
            .then().statusCode(400).body("parameter", equalTo("from"));
    }
}
