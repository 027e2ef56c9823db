package access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider (OIDC) signs in; and what differs with the configuration of access. */
@QuarkusTest
@TestProfile(ProviderSignInTest.WithProvider.class)
@QuarkusTestResource(TestServers.class)
class ProviderSignInTest {

    public static class WithProvider implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("ordersync.roles", "store,poll,api", "quarkus.http.proxy.proxy-address-forwarding", "true",
                "ordersync.security.sign-ins-per-minute", "3",
                "ordersync.security.refreshes-per-minute", "3", "quarkus.http.auth.roles-mapping.\"warehouse-staff\"", "viewer");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Provider.class));
        }
    }

    @BeforeEach
    void theProviderKnowsMai() {
        Provider.gives("mai", Set.of("operator", "offline_access"));
    }

    @Test
    void whoComesBackFromTheProviderIsSignedInWithItsRoles() {
        // Given a browser that the page sends to the provider
        given().noFilters().get("/auth/config").then().body("oidc", equalTo(true)).body("sign_in", equalTo("/auth/oidc"));
        Map<String, String> cookies = new HashMap<>();

        // When it comes back with a code
        Response back = throughTheProvider(cookies);

        // Then it is at the dashboard with a session of ours, and with no role that is none here
        assertThat(back.header("Location")).endsWith("/");
        Response session = given().noFilters().cookie("ordersync_refresh", cookies.get("ordersync_refresh")).post("/auth/refresh");
        session.then().statusCode(200).body("user.username", equalTo("mai")).body("user.name", equalTo("Trần Thị Mai")).body("user.roles", contains("operator"));
        given().queryParam("text", "mai").get("/users").then().body("users.username", hasItem("mai"));
        given().queryParams("user", "mai", "action", "SIGN_IN").get("/audit").then().body("entries.detail", contains("by the provider"));
    }

    @Test
    void whoWasRefusedIsSentToTheProviderAgainAndSignedInOnceItGivesARole() {
        // Given a browser that came back without a role that is known here
        Map<String, String> cookies = new HashMap<>();
        Provider.gives("hoa", Set.of("offline_access"));
        assertThat(throughTheProvider(cookies).header("Location")).endsWith("/?refused=role");

        // When the provider has given one
        Provider.gives("hoa", Set.of("operator"));
        Response back = throughTheProvider(cookies);

        // Then
        assertThat(back.header("Location")).endsWith("/");
        given().noFilters().cookie("ordersync_refresh", cookies.get("ordersync_refresh")).post("/auth/refresh").then().body("user.roles", contains("operator"));
    }

    @Test
    void whoseRolesTheProviderTookAwayHasNoSessionLeft() {
        // Given a browser that is signed in
        Map<String, String> cookies = new HashMap<>();
        Provider.gives("lan", Set.of("operator"));
        throughTheProvider(cookies);
        String session = cookies.get("ordersync_refresh");

        // When
        Provider.gives("lan", Set.of("offline_access"));
        Response back = throughTheProvider(cookies);

        // Then
        assertThat(back.header("Location")).endsWith("/?refused=role");
        from("203.0.113.21").cookie("ordersync_refresh", session).post("/auth/refresh").then().statusCode(401);
        given().queryParams("user", "lan", "action", "SIGN_IN_REFUSED").get("/audit").then().body("entries.detail", contains("by the provider"));
    }

    @Test
    void whoSignsInWithAPasswordStaysSignedInWhereOneOfThatNameHasNoRoleAtTheProvider() {
        // Given
        given().contentType("application/json").body(Map.of("username", "chi", "name", "C", "password", "correct horse battery", "roles", List.of("viewer")))
            .post("/users").then().statusCode(201);
        String session = signIn("chi", "correct horse battery", "203.0.113.22").cookie("ordersync_refresh");

        // When
        Provider.gives("chi", Set.of("offline_access"));
        Response back = throughTheProvider(new HashMap<>());

        // Then
        assertThat(back.header("Location")).endsWith("/?refused=role");
        from("203.0.113.22").cookie("ordersync_refresh", session).post("/auth/refresh").then().statusCode(200);
    }

    @Test
    void whoTurnsBackAtTheProviderIsAtTheSignInWhichTellsSo() {
        // Given
        Map<String, String> cookies = new HashMap<>();
        String state = toTheProvider(cookies);

        // When
        Response back = browse("/auth/oidc?error=access_denied&state=" + state, cookies);

        // Then
        back.then().statusCode(302).header("Location", endsWith("/?refused=provider"));
    }

    @ParameterizedTest
    @CsvSource({"nobody in particular, name", "admin, user"})
    void whoIsRefusedIsAtTheSignInWhichTellsWhy(String username, String why) {
        Provider.gives(username, Set.of("operator"));
        assertThat(throughTheProvider(new HashMap<>()).header("Location")).endsWith("/?refused=" + why);
    }

    @Test
    void aTokenOfTheProviderIsTakenWithItsRolesAndTheirs() {
        String token = Provider.token("an", Set.of("operator"), null);
        given().header("Authorization", "Bearer " + token).get("/orders").then().statusCode(200);
        given().header("Authorization", "Bearer " + token).get("/dealers").then().statusCode(403);
        given().header("Authorization", "Bearer " + token).get("/auth/me").then().statusCode(200).body("username", equalTo("an"));
        given().header("Authorization", "Bearer " + Provider.token("an", Set.of("warehouse-staff"), null)).get("/orders").then().statusCode(200);
        given().header("Authorization", "Bearer " + Provider.token("an", Set.of("nothing-here"), null)).get("/orders").then().statusCode(403);
    }

    @Test
    void aTokenOfTheProviderIsRefusedForAUserWhoIsDisabledHere() {
        // Given
        given().contentType("application/json").body(Map.of("username", "binh", "name", "B", "password", "correct horse battery", "roles", List.of("viewer")))
            .post("/users").then().statusCode(201);
        String token = Provider.token("Binh", Set.of("operator"), null);
        given().header("Authorization", "Bearer " + token).get("/orders").then().statusCode(200);

        // When
        given().contentType("application/json").body(Map.of("name", "B", "roles", List.of("viewer"), "enabled", false)).put("/users/binh").then().statusCode(200);

        // Then
        await().untilAsserted(() -> given().header("Authorization", "Bearer " + token).get("/orders").then().statusCode(401));
    }

    @Test
    void aDealerOfTheProviderSeesTheAccountThatItsClaimNames() {
        given().header("Authorization", "Bearer " + Provider.token("bo", Set.of("dealer"), "no-such-dealer")).get("/portal/account").then().statusCode(404);
        given().header("Authorization", "Bearer " + Provider.token("bo", Set.of("dealer"), null)).get("/portal/account").then().statusCode(403);
    }

    @Test
    void aTokenOfTheProviderForAnotherOfItsApplicationsIsRefused() {
        given().header("Authorization", "Bearer " + Provider.tokenFor("another-application", "an", Set.of("admin"))).get("/orders").then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "any", "ordersync,any"})
    void theStartFailsWhereItIsNotSaidWhomTheProvidersTokensAreFor(String audience) {
        Optional<List<String>> configured = audience.isEmpty() ? Optional.empty() : Optional.of(List.of(audience.split(",")));
        assertThatThrownBy(() -> ProviderAudience.check(true, configured)).hasMessageContaining("quarkus.oidc.token.audience must name");
        assertThatCode(() -> ProviderAudience.check(false, configured)).doesNotThrowAnyException();
    }

    @Test
    void aTokenThatTheProviderDidNotSignIsRefused() {
        String token = Provider.token("an", Set.of("admin"), null);
        String forged = token.substring(0, token.lastIndexOf('.')) + "." + Tokens.admin().split("\\.")[2];
        given().header("Authorization", "Bearer " + forged).get("/orders").then().statusCode(401);
    }

    @Test
    void ourOwnTokensGoOnBesideIt() {
        given().get("/orders").then().statusCode(200);
        given().noFilters().get("/orders").then().statusCode(401).contentType("application/problem+json");
    }

    @Test
    void overTlsTheAnswerSaysSoAndTheCookieIsForTlsAlone() {
        given().noFilters().header("X-Forwarded-Proto", "https").get("/").then().header("Strict-Transport-Security", containsString("max-age=31536000"));
        Response signedIn = signIn("admin", "admin-test-password", "203.0.113.1");
        assertThat(signedIn.getDetailedCookie("ordersync_refresh").isSecured()).isTrue();
    }

    @Test
    void anAddressThatSignsInTooOftenHasToWait() {
        for (int i = 0; i < 3; i++) {
            signIn("nobody" + i, "wrong", "203.0.113.2").then().statusCode(401);
        }
        Response fourth = signIn("nobody4", "wrong", "203.0.113.2");
        fourth.then().statusCode(429).contentType("application/problem+json");
        assertThat(Integer.parseInt(fourth.header("Retry-After"))).isBetween(1, 60);
        signIn("nobody4", "wrong", "203.0.113.3").then().statusCode(401);
    }

    @Test
    void anAddressThatRefreshesTooOftenHasToWaitButMaySignOut() {
        String address = "203.0.113.13";
        for (int i = 0; i < 3; i++) {
            assertThat(from(address).post("/auth/refresh").statusCode()).isNotEqualTo(429);
        }
        Response fourth = from(address).post("/auth/refresh");
        fourth.then().statusCode(429).contentType("application/problem+json");
        assertThat(Integer.parseInt(fourth.header("Retry-After"))).isBetween(1, 60);
        assertThat(from("203.0.113.99").post("/auth/refresh").statusCode()).isNotEqualTo(429);
        assertThat(from(address).post("/auth/logout").statusCode()).isNotEqualTo(429);
    }

    private static RequestSpecification from(String address) {
        return given().noFilters().header("X-Forwarded-For", address);
    }

    private static Response signIn(String username, String password, String address) {
        return given().noFilters().header("X-Forwarded-For", address).header("X-Forwarded-Proto", "https").contentType("application/json")
            .body(Map.of("username", username, "password", password)).post("/auth/login");
    }

    /** From the sign-in to the provider and back: the answer that leads to the dashboard. */
    private static Response throughTheProvider(Map<String, String> cookies) {
        Response back = browse("/auth/oidc?code=abc&state=" + toTheProvider(cookies), cookies);
        for (int i = 0; i < 3 && back.statusCode() == 302 && back.header("Location").contains("/auth/oidc"); i++) {
            back = browse(back.header("Location").replaceAll("https?://[^/]+", ""), cookies);
        }
        return back.then().statusCode(302).extract().response();
    }

    /** @return the state that it is to give back */
    private static String toTheProvider(Map<String, String> cookies) {
        Response there = browse("/auth/oidc", cookies);
        there.then().statusCode(302).header("Location", containsString("/authorize?response_type=code"));
        return there.header("Location").replaceAll(".*[?&]state=([^&]+).*", "$1");
    }

    /** As a browser keeps cookies: an answer may also take one away. */
    private static Response browse(String path, Map<String, String> cookies) {
        Response answer = given().noFilters().urlEncodingEnabled(false).redirects().follow(false).cookies(cookies).get(path);
        answer.detailedCookies().forEach(cookie -> {
            if (cookie.getMaxAge() == 0) {
                cookies.remove(cookie.getName());
            } else {
                cookies.put(cookie.getName(), cookie.getValue());
            }
        });
        return answer;
    }
}
