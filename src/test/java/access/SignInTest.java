package access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class SignInTest {

    @Test
    void theFirstAdministratorSignsInAndIsLetIn() {
        // When
        Response answer = signIn("admin", "admin-test-password");

        // Then
        answer.then().statusCode(200).body("token_type", equalTo("Bearer")).body("expires_in", equalTo(600))
            .body("user.username", equalTo("admin")).body("user.roles", contains("admin")).header("Cache-Control", "no-store");
        given().noFilters().header("Authorization", "Bearer " + answer.path("access_token")).get("/orders").then().statusCode(200);
        Cookie cookie = answer.getDetailedCookie("ordersync_refresh");
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Strict");
        assertThat(cookie.getPath()).isEqualTo("/auth");
    }

    @Test
    void withoutATokenThereIsAChallenge() {
        given().noFilters().get("/orders").then().statusCode(401).contentType("application/problem+json")
            .header("WWW-Authenticate", containsString("Bearer")).body("detail", containsString("/auth/login"));
    }

    @Test
    void aTokenThatIsNotOursIsRefused() {
        given().header("Authorization", "Bearer " + Tokens.admin() + "x").get("/orders").then().statusCode(401)
            .contentType("application/problem+json").header("WWW-Authenticate", containsString("invalid_token"));
    }

    @Test
    void aRoleThatMayNotIsForbidden() {
        given().header("Authorization", "Bearer " + Tokens.of("lan", Access.VIEWER)).get("/dealers").then().statusCode(403)
            .contentType("application/problem+json").body("status", equalTo(403));
    }

    @Test
    void aUsedRefreshTokenEndsTheWholeSignIn() {
        // Given a token that was used once
        String first = signIn("admin", "admin-test-password").cookie("ordersync_refresh");
        String second = refresh(first).then().statusCode(200).extract().cookie("ordersync_refresh");

        // When it comes again
        Response again = refresh(first);

        // Then neither it nor the next one is good
        again.then().statusCode(401);
        refresh(second).then().statusCode(401);
    }

    @Test
    void aSignOutEndsTheRefreshTokens() {
        // Given
        String token = signIn("admin", "admin-test-password").cookie("ordersync_refresh");

        // When
        given().noFilters().cookie("ordersync_refresh", token).post("/auth/logout").then().statusCode(204);

        // Then
        refresh(token).then().statusCode(401);
    }

    private static Response refresh(String token) {
        return given().noFilters().cookie("ordersync_refresh", token).post("/auth/refresh");
    }

    private static Response signIn(String username, String password) {
        return given().noFilters().contentType("application/json").body(Map.of("username", username, "password", password)).post("/auth/login");
    }
}
