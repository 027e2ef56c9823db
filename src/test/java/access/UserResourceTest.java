package access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import embedded.TestServers;
import http.WithoutNormalizing;
import io.agroal.api.AgroalDataSource;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class UserResourceTest {

    private static final String PASSWORD = "correct horse battery";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    AgroalDataSource source;

    @Inject
    FailedSignIns failures;

    @Inject
    SigningKey key;

    @Inject
    Users users;

    @Inject
    SecurityConfig config;

    /** Each test has a user of its own. */
    private final String username = "u" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void aNewUserSignsInAndHasTheRolesThatItWasGiven() {
        // Given
        make("Lan", List.of("engineer")).then().statusCode(201).header("Location", containsString("/users/" + username));

        // When
        Response answer = signIn(PASSWORD);

        // Then
        answer.then().statusCode(200).body("user.roles", contains("engineer")).body("user.may", contains("engineer", "operator", "viewer"));
        given().noFilters().header("Authorization", "Bearer " + answer.path("access_token")).get("/auth/me").then().statusCode(200)
            .body("username", equalTo(username)).body("name", equalTo("Lan")).body("dealer_id", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"username\": \"%s\", \"name\": \"Lan\", \"password\": \"short\", \"roles\": [\"viewer\"]}",
        "{\"username\": \"%s\", \"name\": \"Lan\", \"password\": \"correct horse battery\", \"roles\": []}",
        "{\"username\": \"%s\", \"name\": \"Lan\", \"password\": \"correct horse battery\", \"roles\": [\"root\"]}",
        "{\"username\": \"%s\", \"name\": \"Lan\", \"password\": \"correct horse battery\", \"roles\": [\"dealer\"]}",
        "{\"username\": \"%s\", \"name\": \"Lan\", \"password\": \"correct horse battery\", \"roles\": [\"dealer\", \"viewer\"], \"dealer_id\": \"D-1\"}",
        "{\"username\": \"%s\", \"name\": \"Lan\", \"password\": \"correct horse battery\", \"roles\": [\"viewer\"], \"dealer_id\": \"D-1\"}",
        "{\"username\": \"%s x\", \"name\": \"Lan\", \"password\": \"correct horse battery\", \"roles\": [\"viewer\"]}"})
    void aUserThatCannotBeIsRefused(String body) {
        given().contentType("application/json").body(body.formatted(username)).post("/users").then().statusCode(400)
            .body("detail", containsString("must be"));
        given().queryParam("text", username).get("/users").then().body("users.username", not(hasItem(username)));
    }

    @Test
    void allUsersAreFoundPageByPageAndByAPartOfTheirNames() {
        // Given
        List<String> names = Stream.of("a", "b", "c").map(letter -> username + letter).toList();
        names.forEach(name -> given().contentType("application/json").body(Map.of("username", name, "name", "Nguyễn " + name.toUpperCase(Locale.ROOT),
            "password", PASSWORD, "roles", List.of("viewer"))).post("/users").then().statusCode(201));

        // When
        Response first = given().queryParams("text", "NGUYỄN " + username, "limit", 2).get("/users");
        Response second = given().queryParams("text", "NGUYỄN " + username, "limit", 2, "cursor", first.path("next")).get("/users");

        // Then
        first.then().statusCode(200).body("users.username", equalTo(names.subList(0, 2)));
        second.then().statusCode(200).body("users.username", equalTo(names.subList(2, 3))).body("next", nullValue());
        given().queryParam("cursor", "x").get("/users").then().statusCode(400).body("detail", containsString("cursor"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s đặng", "%s dang", "%s ĐĂ\u0323NG"})
    void aUserIsFoundWithAndWithoutAccentsHoweverTheyAreWritten(String text) {
        make("Đặng Thị Lan", List.of("viewer")).then().statusCode(201);
        given().queryParam("text", text.formatted(username)).get("/users").then().body("users.username", equalTo(List.of(username)));
    }

    @Test
    void aNameIsTakenOnce() {
        make("Lan", List.of("viewer")).then().statusCode(201);
        make("Another", List.of("admin")).then().statusCode(409);
    }

    @Test
    void aUserThatIsDisabledIsSignedOutAndStaysOut() {
        // Given one who is signed in
        make("Lan", List.of("viewer"));
        String token = signIn(PASSWORD).cookie("ordersync_refresh");

        // When
        given().contentType("application/json").body(Map.of("name", "Lan", "roles", List.of("viewer"), "enabled", false)).put("/users/" + username)
            .then().statusCode(200).body("enabled", equalTo(false));

        // Then
        given().noFilters().cookie("ordersync_refresh", token).post("/auth/refresh").then().statusCode(401);
        signIn(PASSWORD).then().statusCode(401);
    }

    @Test
    void whatAUserHadIsGoodNoMoreSoonAfterTheyAreChangedOrDeleted() {
        // Given one who is signed in
        make("Lan", List.of("finance"));
        String before = signIn(PASSWORD).path("access_token");
        given().header("Authorization", "Bearer " + before).get("/payments").then().statusCode(200);

        // When they are given another role, and later deleted
        given().contentType("application/json").body(Map.of("name", "Lan", "roles", List.of("viewer"), "enabled", true)).put("/users/" + username)
            .then().statusCode(200);
        await().untilAsserted(() -> given().header("Authorization", "Bearer " + before).get("/payments").then().statusCode(401));
        String after = signIn(PASSWORD).path("access_token");
        given().header("Authorization", "Bearer " + after).get("/orders").then().statusCode(200);
        given().delete("/users/" + username).then().statusCode(204);

        // Then
        await().untilAsserted(() -> given().header("Authorization", "Bearer " + after).get("/orders").then().statusCode(401));
    }

    @Test
    void aDeletedUsersSignInIsNotThatOfTheNextOfTheName() {
        // Given
        make("Lan", List.of("viewer"));
        String token = signIn(PASSWORD).cookie("ordersync_refresh");
        given().delete("/users/" + username).then().statusCode(204);

        // When
        make("Another", List.of("operator"));

        // Then
        given().noFilters().cookie("ordersync_refresh", token).post("/auth/refresh").then().statusCode(401);
    }

    @Test
    void aChangedPasswordEndsTheOtherSignInsAndNotThisOne() {
        // Given one who is signed in twice
        make("Lan", List.of("viewer"));
        String other = signIn(PASSWORD).cookie("ordersync_refresh");
        Response here = signIn(PASSWORD);

        // When
        given().noFilters().header("Authorization", "Bearer " + here.path("access_token")).contentType("application/json")
            .body(Map.of("current", PASSWORD, "new", "another long password")).post("/auth/password").then().statusCode(204);

        // Then
        given().noFilters().cookie("ordersync_refresh", other).post("/auth/refresh").then().statusCode(401);
        given().noFilters().cookie("ordersync_refresh", here.cookie("ordersync_refresh")).post("/auth/refresh").then().statusCode(200);
        signIn(PASSWORD).then().statusCode(401);
        signIn("another long password").then().statusCode(200);
    }

    @Test
    void whoGaveThePasswordThatIsJustBeingReplacedIsNotSignedIn() throws Exception {
        // Given
        make("Lan", List.of("viewer"));

        // When the password is found to be right, and is another before the sign-in begins
        Response answer = whileThePasswordIsReplaced(() -> signIn(PASSWORD));

        // Then
        answer.then().statusCode(401);
    }

    @Test
    void aPasswordThatWasSetMeanwhileStays() throws Exception {
        // Given one who is signed in
        make("Lan", List.of("viewer"));
        String token = signIn(PASSWORD).path("access_token");

        // When
        Response answer = whileThePasswordIsReplaced(() -> changePassword(token, PASSWORD));

        // Then
        answer.then().statusCode(401);
        signIn("an administrator's password").then().statusCode(200);
    }

    /** Asks with the old password, whose replacement is there only when the asked waits for it. */
    private Response whileThePasswordIsReplaced(Supplier<Response> asked) throws Exception {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("update app_user set password = '" + BcryptUtil.bcryptHash("an administrator's password", 4)
                + "', devices = gen_random_uuid() where username = '" + username + "'");
            CompletableFuture<Response> answer = CompletableFuture.supplyAsync(asked);
            await().until(() -> {
                try (ResultSet waits = statement.executeQuery("select exists (select from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid)))")) {
                    return waits.next() && waits.getBoolean(1);
                }
            });
            connection.commit();
            connection.setAutoCommit(true);
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void aNameIsLockedAfterFiveWrongPasswordsEvenForTheRightOneWhereTheyCameFrom() {
        // Given
        make("Lan", List.of("viewer"));
        for (int i = 0; i < 5; i++) {
            signIn("wrong").then().statusCode(401).header("WWW-Authenticate", containsString("Bearer"));
        }

        // When
        Response answer = signIn(PASSWORD);

        // Then
        answer.then().statusCode(429).contentType("application/problem+json");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(60, 900);
        given().queryParam("text", username).get("/users").then().body("users.find { it.username == '" + username + "' }.locked", equalTo(true));
        assertThat(failures.attempt(username, "203.0.113.9", Optional.empty())).isEmpty();
    }

    @Test
    void aNameThatNobodyHasIsLockedLikewise() {
        for (int i = 0; i < 5; i++) {
            signIn("wrong").then().statusCode(401).body("detail", equalTo("The user name or the password is wrong."));
        }
        signIn("wrong").then().statusCode(429);
    }

    @Test
    void aNameIsLockedEverywhereAfterAHundredFailedFromManyAddresses() {
        for (int i = 0; i < 100; i++) {
            assertThat(failures.attempt(username, "203.0.113." + i, Optional.empty())).isEmpty();
        }
        assertThat(failures.attempt(username, "203.0.113.100", Optional.empty())).isPresent();
    }

    @Test
    void whoSignedInBeforeIsNotLockedOutWhereTheyDidByWhatOthersFail() {
        // Given one who signed in, and others who try the name from many addresses, this one among them
        make("Lan", List.of("viewer"));
        String device = signIn(PASSWORD).cookie("ordersync_device");
        for (int i = 0; i <= 100; i++) {
            failures.attempt(username, "203.0.113." + i, Optional.empty());
        }
        signIn(PASSWORD).then().statusCode(429).body("detail", containsString("where you have signed in before"));

        // When
        Response answer = signInFrom(device, username, PASSWORD);

        // Then
        answer.then().statusCode(200);
    }

    @Test
    void aDeviceIsLockedByWhatFailsOnItself() {
        // Given
        make("Lan", List.of("viewer"));
        String device = signIn(PASSWORD).cookie("ordersync_device");
        for (int i = 0; i < 5; i++) {
            signInFrom(device, username, "wrong").then().statusCode(401);
        }

        // When
        Response answer = signInFrom(device, username, PASSWORD);

        // Then it is there that the name is locked, and not elsewhere
        answer.then().statusCode(429);
        signIn(PASSWORD).then().statusCode(200);
    }

    @Test
    void aDeviceIsOneOfTheNameThatSignedInThereAlone() {
        // Given
        make("Lan", List.of("viewer"));
        Response signedIn = signIn(PASSWORD);
        Cookie cookie = signedIn.getDetailedCookie("ordersync_device");
        for (int i = 0; i <= 100; i++) {
            failures.attempt("another-" + username, "203.0.113." + i, Optional.empty());
        }

        // When
        Response answer = signInFrom(cookie.getValue(), "another-" + username, "wrong");

        // Then
        answer.then().statusCode(429);
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Strict");
        assertThat(cookie.getPath()).isEqualTo("/auth/login");
        assertThat(cookie.getValue()).doesNotContain(username);
    }

    @Test
    void whoChangesThePasswordIsKnownWhereTheyDidAlone() {
        // Given one who signed in elsewhere before, and others who try the name
        make("Lan", List.of("viewer"));
        String elsewhere = signIn(PASSWORD).cookie("ordersync_device");
        String token = signIn(PASSWORD).path("access_token");
        for (int i = 0; i <= 100; i++) {
            failures.attempt(username, "203.0.113." + i, Optional.empty());
        }

        // When
        Response changed = changePassword(token, PASSWORD);

        // Then
        changed.then().statusCode(204);
        signInFrom(elsewhere, username, "another long password").then().statusCode(429);
        signInFrom(changed.cookie("ordersync_device"), username, "another long password").then().statusCode(200);
    }

    @Test
    void whenAnAdministratorSetsThePasswordNoBrowserIsKnownAnyMore() {
        // Given
        make("Lan", List.of("viewer"));
        String device = signIn(PASSWORD).cookie("ordersync_device");

        // When
        given().contentType("application/json").body(Map.of("password", "another long password")).post("/users/" + username + "/password").then().statusCode(204);

        // Then
        for (int i = 0; i <= 100; i++) {
            failures.attempt(username, "203.0.113." + i, Optional.empty());
        }
        signInFrom(device, username, "another long password").then().statusCode(429);
    }

    @Test
    void ofWhoWasDisabledNoBrowserIsKnownAnyMore() {
        // Given
        make("Lan", List.of("viewer"));
        String device = signIn(PASSWORD).cookie("ordersync_device");

        // When
        for (boolean enabled : new boolean[] {false, true}) {
            given().contentType("application/json").body(Map.of("name", "Lan", "roles", List.of("viewer"), "enabled", enabled)).put("/users/" + username).then().statusCode(200);
        }

        // Then
        for (int i = 0; i <= 100; i++) {
            failures.attempt(username, "203.0.113." + i, Optional.empty());
        }
        signInFrom(device, username, PASSWORD).then().statusCode(429);
        signInFrom("", username, PASSWORD).then().statusCode(429);
    }

    @Test
    void aBrowserIsKnownForSoLong() {
        // Given
        make("Lan", List.of("viewer"));
        Cookie cookie = signIn(PASSWORD).getDetailedCookie("ordersync_device");

        // When
        Duration almost = config.deviceFor().minusMinutes(1);
        Optional<String> before = new KnownDevices(key, users, config, Clock.offset(Clock.systemUTC(), almost)).id(username, cookie.getValue());
        Optional<String> after = new KnownDevices(key, users, config, Clock.offset(Clock.systemUTC(), config.deviceFor())).id(username, cookie.getValue());

        // Then
        assertThat(before).isPresent();
        assertThat(after).isEmpty();
        assertThat(cookie.getMaxAge()).isEqualTo(config.deviceFor().toSeconds());
    }

    @Test
    void anAddressOfIpv6IsItsNetwork() {
        for (int i = 0; i < 5; i++) {
            assertThat(failures.attempt(username, "2001:db8:0:1::" + i, Optional.empty())).isEmpty();
        }
        assertThat(failures.attempt(username, "2001:db8:0:1:ffff::1", Optional.empty())).isPresent();
        assertThat(failures.attempt(username, "2001:db8:0:2::1", Optional.empty())).isEmpty();
    }

    @Test
    void whoIsSignedInChangesThePasswordThoughTheNameIsLocked() {
        // Given
        make("Lan", List.of("viewer"));
        String token = signIn(PASSWORD).path("access_token");
        for (int i = 0; i < 6; i++) {
            signIn("wrong");
        }

        // When
        Response answer = changePassword(token, PASSWORD);

        // Then
        answer.then().statusCode(204);
    }

    @Test
    void aTokenIsNoWayToTryPasswords() {
        // Given
        make("Lan", List.of("viewer"));
        String token = signIn(PASSWORD).path("access_token");
        for (int i = 0; i < 5; i++) {
            changePassword(token, "wrong").then().statusCode(401);
        }

        // When
        Response answer = changePassword(token, PASSWORD);

        // Then
        answer.then().statusCode(429);
        signIn(PASSWORD).then().statusCode(200);
    }

    @Test
    void anAdministratorsNewPasswordLiftsTheLock() {
        // Given
        make("Lan", List.of("viewer"));
        for (int i = 0; i < 6; i++) {
            signIn("wrong");
        }

        // When
        given().contentType("application/json").body(Map.of("password", "another long password")).post("/users/" + username + "/password").then().statusCode(204);

        // Then
        signIn("another long password").then().statusCode(200);
    }

    @Test
    void theLastAdministratorStays() {
        given().delete("/users/admin").then().statusCode(409).body("detail", containsString("administrator"));
        given().contentType("application/json").body(Map.of("name", "A", "roles", List.of("viewer"), "enabled", true)).put("/users/admin").then().statusCode(409);
        given().contentType("application/json").body(Map.of("name", "A", "roles", List.of("admin"), "enabled", false)).put("/users/admin").then().statusCode(409);
    }

    @Test
    void whoOnlyAProviderLetsInIsNoAdministratorToStayWith() throws Exception {
        // Given an administrator whom a provider told of
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("insert into app_user (username, name, roles) values ('" + username + "', 'Mai', '{admin}')");
        }

        // When, Then
        given().delete("/users/admin").then().statusCode(409);
        given().delete("/users/" + username).then().statusCode(204);
    }

    @Test
    void aNameThatCannotBeKeptIsRefused() {
        given().urlEncodingEnabled(false).contentType("application/json").body(Map.of("password", "another long password"))
            .post("/users/a%00/password").then().statusCode(400).contentType("application/problem+json");
        given().urlEncodingEnabled(false).delete("/users/a%00").then().statusCode(400).body("detail", containsString("NUL"));
    }

    @Test
    void signInsAndChangesAreInTheAuditAndSecretsAreNot() {
        // Given one who signs in, fails to, and has been changed
        make("Lan", List.of("viewer"));
        signIn(PASSWORD);
        signIn("a wrong password");
        String token = Tokens.of(username, Access.CREDIT);

        // When that user changes a dealer
        given().header("Authorization", "Bearer " + token).contentType("application/json")
            .body("{\"name\": \"D\", \"limit\": 1, \"currency\": \"VND\", \"termsDays\": 1, \"graceDays\": 0}").put("/dealers/" + username).then().statusCode(201);

        // Then
        Response audit = given().queryParams("user", username).get("/audit");
        audit.then().statusCode(200).body("entries.action", contains("PUT /dealers/{customerId}", "SIGN_IN_REFUSED", "SIGN_IN"))
            .body("entries[0].subject", equalTo("customerId=" + username));
        assertThat(audit.asString()).doesNotContain("password");
        given().queryParams("user", "admin", "action", "POST /users", "limit", 1).get("/audit").then().body("entries.size()", equalTo(1));
        given().get("/dealers/" + username + "/audit").then().body("audit.actor", hasItems(username));
    }

    @Test
    void theAuditTellsWhoWasGivenWhichRoles() {
        // Given one who was made
        make("Lan", List.of("viewer"));

        // When
        given().contentType("application/json").body(Map.of("name", "Lan", "roles", List.of("finance", "credit"), "enabled", false)).put("/users/" + username);
        given().delete("/users/" + username);

        // Then
        String mine = "entries.findAll { it.subject == 'username=" + username + "' }";
        given().queryParams("user", "admin", "limit", 50).get("/audit").then()
            .body(mine + ".action", contains("DELETE /users/{username}", "PUT /users/{username}", "POST /users"))
            .body(mine + ".detail", contains("credit,finance (disabled) → none", "viewer → credit,finance (disabled)", "none → viewer"));
    }

    @Test
    void whatWasRefusedIsNoChange() {
        given().header("Authorization", "Bearer " + Tokens.of(username, Access.CREDIT)).contentType("application/json").body("{}")
            .put("/dealers/" + username).then().statusCode(400);
        given().queryParams("user", username).get("/audit").then().body("entries.size()", equalTo(0));
    }

    private static Response changePassword(String token, String current) {
        return given().header("Authorization", "Bearer " + token).contentType("application/json")
            .body(Map.of("current", current, "new", "another long password")).post("/auth/password");
    }

    private Response make(String name, List<String> roles) {
        return given().contentType("application/json").body(Map.of("username", username, "name", name, "password", PASSWORD, "roles", roles)).post("/users");
    }

    private Response signIn(String password) {
        return signInFrom("", username, password);
    }

    /** @param device the cookie of an earlier sign-in; empty: none */
    private static Response signInFrom(String device, String username, String password) {
        return given().noFilters().cookie("ordersync_device", device).contentType("application/json").body(Map.of("username", username, "password", password)).post("/auth/login");
    }
}
