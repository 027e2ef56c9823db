package overview;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tally.Tally;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class OverviewTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Sql database;

    @Inject
    Tally tally;

    /** Each test has a platform of its own, and so finds its own figures among those of others. */
    private final String platform = "p" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void ordersAreCountedByChannelAndHourWithTheirValue() {
        // Given orders of this hour, one of them cancelled and one whose amount nobody told, and one of two days ago
        Instant now = Instant.now();
        order("a", "PENDING", "150000", "VND", now);
        order("b", "PENDING", "12.50", "USD", now);
        order("c", "CANCELLED", "999", "USD", now);
        order("d", null, null, null, now);
        order("e", "PENDING", "7", "USD", now.minus(2, ChronoUnit.DAYS));

        // When, Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            ValidatableResponse overview = overview(24);
            channel(overview, "orders", 4);
            overview.body("by_channel.find { it.platform == '%s' }.value".formatted(platform), equalTo(java.util.List.of(
                Map.of("currency", "USD", "amount", "12.50"), Map.of("currency", "VND", "amount", "150000"))));
            overview.body("by_hour.findAll { it.platform == '%s' }.orders".formatted(platform), equalTo(java.util.List.of(4)));
            overview.body("by_status.status", hasItem("UNKNOWN"));
            channel(overview(72), "orders", 5);
        });
    }

    @Test
    void whatEveryProcessStoredAndWhatDiedIsCounted() {
        // Given counts of this process and of another one, and a dead letter
        tally.add(Tally.Kind.STORED, platform, "", 30);
        tally.write();
        Tally other = new Tally(database);
        other.add(Tally.Kind.STORED, platform, "", 70);
        letter("OPEN");

        // When
        other.write();

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            ValidatableResponse overview = overview(1);
            channel(overview, "changes", 100);
            channel(overview, "dead", 1);
            overview.body("totals.dead_open", greaterThanOrEqualTo(1)).body("complete", equalTo(true)).body("hours", equalTo(1));
        });
    }

    @Test
    void anOrderThatMovesOnIsCountedWithItsNewStatus() {
        // Given an order that was counted
        order("a", "PENDING", "1", "VND", Instant.now());
        await().atMost(PATIENCE).untilAsserted(() -> channel(overview(2), "orders", 1));

        // When
        database.update("update orders set status = 'FAILED' where platform = ?", platform);

        // Then its value is none any more
        await().atMost(PATIENCE).untilAsserted(() ->
            overview(2).body("by_channel.find { it.platform == '%s' }.value.size()".formatted(platform), equalTo(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "169", "-1", "x"})
    void hoursOutsideAWeekAreRefused(String hours) {
        given().queryParam("hours", hours).get("/overview").then().statusCode(400).contentType("application/problem+json")
            .body("detail", containsString("1 to 168"));
    }

    private ValidatableResponse overview(int hours) {
        return given().queryParam("hours", hours).get("/overview").then().statusCode(200);
    }

    private void channel(ValidatableResponse overview, String figure, int value) {
        overview.body("by_channel.find { it.platform == '%s' }.%s".formatted(platform, figure), equalTo(value));
    }

    private void order(String id, String status, String amount, String currency, Instant createdAt) {
        database.update("""
            insert into orders (platform, shop_id, order_id, status, amount, currency, created_at, updated_at)
            values (?, 's', ?, ?, cast(? as numeric), ?, ?, ?)""", platform, id, status, amount, currency, createdAt, createdAt);
    }

    private void letter(String status) {
        database.update("""
            insert into dead_letter (channel, reason, detail, remedy, mapping, key, body, headers, source, received_at, failed_at, topic,
                                     kafka_partition, kafka_offset, status)
            values (?, 'SCHEMA', '', '', ?, '', ''::bytea, '{}', 'webhook', now(), now(), ?, 0, 0, ?)""", platform, platform, platform, status);
    }
}
