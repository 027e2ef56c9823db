package access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import channels.TokenCipher;
import database.Sql;
import embedded.TestServers;
import http.Problem;
import http.ProblemException;
import http.ProblemType;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class SignInTest {

    @Inject
    Sql database;

    @Inject
    TokenCipher cipher;

    @Inject
    Users users;

    @Inject
    Sessions sessions;

    @Inject
    FailedSignIns failures;

    @Inject
    KnownDevices devices;

    @Inject
    Audit audit;

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
    void whoseAttemptsWereNotLookedAtIsNotLocked() throws Exception {
        // Given a process that looks at no password, for too many sign in at once
        SecurityConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(SecurityConfig.class).build().getConfigMapping(SecurityConfig.class);
        SignIn busy = new SignIn(users, new Passwords(config) {
            @Override
            boolean matches(String password, String hash) {
                throw new ProblemException(Problem.of(503, ProblemType.BUSY, "Too many sign in at once."));
            }
        }, sessions, failures, devices, audit);

        // When
        for (int attempt = 0; attempt <= config.failures(); attempt++) {
            assertThatThrownBy(() -> busy.with("admin", "admin-test-password", "203.0.113.9", null)).isInstanceOf(ProblemException.class);
        }

        // Then
        assertThat(failures.attempt("admin", "203.0.113.9", Optional.empty())).isEmpty();
        failures.forget("admin");
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
    void aTokenFromBeforeTheLastOneEndsTheWholeSignIn() {
        // Given a token whose next one was used too
        String first = signIn("admin", "admin-test-password").cookie("ordersync_refresh");
        String second = refresh(first).then().statusCode(200).extract().cookie("ordersync_refresh");
        String third = refresh(second).then().statusCode(200).extract().cookie("ordersync_refresh");

        // When it comes again
        Response again = refresh(first);

        // Then neither it nor the newest one is good
        again.then().statusCode(401);
        refresh(third).then().statusCode(401);
    }

    @Test
    void aTokenThatWasUsedAWhileAgoEndsTheWholeSignIn() {
        // Given
        String first = signIn("admin", "admin-test-password").cookie("ordersync_refresh");
        String second = refresh(first).then().statusCode(200).extract().cookie("ordersync_refresh");
        database.update("update refresh_token set used_at = used_at - interval '21 s' where hash = ?", (Object) Sessions.sha256(first));

        // When it comes again
        Response again = refresh(first);

        // Then neither it nor the next one is good
        again.then().statusCode(401);
        refresh(second).then().statusCode(401);
    }

    @Test
    void twoWhoRefreshAtOnceStaySignedIn() throws Exception {
        // Given a page that is loaded again before the answer came
        String token = signIn("admin", "admin-test-password").cookie("ordersync_refresh");
        ExecutorService pages = Executors.newFixedThreadPool(2);
        try {
            // When
            List<Future<Response>> answers = pages.invokeAll(List.of(() -> refresh(token), () -> refresh(token)));

            // Then both are in, and whichever cookie stayed is good
            String kept = null;
            for (Future<Response> answer : answers) {
                kept = answer.get().then().statusCode(200).extract().cookie("ordersync_refresh");
            }
            refresh(kept).then().statusCode(200);
        } finally {
            pages.shutdownNow();
        }
    }

    @Test
    void theCookieThatDidNotStayIsAsOldAsTheOtherOnceThatIsUsed() {
        // Given two who refreshed with one token, of whom one went on a while ago
        String token = signIn("admin", "admin-test-password").cookie("ordersync_refresh");
        String lost = refresh(token).cookie("ordersync_refresh");
        String kept = refresh(token).cookie("ordersync_refresh");
        String next = refresh(kept).cookie("ordersync_refresh");
        database.update("update refresh_token set used_at = used_at - interval '21 s' where hash = ?", (Object) Sessions.sha256(lost));

        // When the other comes
        Response answer = refresh(lost);

        // Then somebody has what they should not
        answer.then().statusCode(401);
        refresh(next).then().statusCode(401);
    }

    @Test
    void aSigningKeyThatDoesNotOpenIsReplaced() {
        // Given one that was sealed with a key that is gone
        database.update("""
            insert into signing_key (id, key, sealed) values (1, ?, true)
            on conflict (id) do update set key = excluded.key, sealed = true""", (Object) new byte[60]);
        SecurityConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(SecurityConfig.class).build().getConfigMapping(SecurityConfig.class);

        // When a replica starts
        SecretKey key = new SigningKey(config, cipher, database).get();

        // Then the next has the same
        assertThat(new SigningKey(config, cipher, database).get()).isEqualTo(key);
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

    @Test
    void aSignOutEndsTheAccessTokenAtOnceOnTheReplicaThatTookIt() {
        // Given
        Response signedIn = signIn("admin", "admin-test-password");
        String access = signedIn.path("access_token");
        given().noFilters().header("Authorization", "Bearer " + access).get("/auth/me").then().statusCode(200);

        // When
        given().noFilters().cookie("ordersync_refresh", signedIn.cookie("ordersync_refresh")).post("/auth/logout").then().statusCode(204);

        // Then
        given().noFilters().header("Authorization", "Bearer " + access).get("/auth/me").then().statusCode(401);
    }

    private static Response refresh(String token) {
        return given().noFilters().cookie("ordersync_refresh", token).post("/auth/refresh");
    }

    private static Response signIn(String username, String password) {
        return given().noFilters().contentType("application/json").body(Map.of("username", username, "password", password)).post("/auth/login");
    }
}
