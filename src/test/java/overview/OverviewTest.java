package overview;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import database.Sql;
import database.Statements;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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

    @Inject
    Sql database;

    @Inject
    AgroalDataSource source;

    @Inject
    OrderHours hours;

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
        await().untilAsserted(() -> {
            JsonPath overview = overview(24);
            assertThat(channel(overview, "orders")).isEqualTo(4);
            assertThat(channel(overview, "value")).isEqualTo(List.of(
                Map.of("currency", "USD", "amount", "12.50"), Map.of("currency", "VND", "amount", "150000")));
            assertThat(overview.getList("by_hour.findAll { it.platform == '%s' }.orders".formatted(platform))).isEqualTo(List.of(4));
            assertThat(overview.getList("by_status.status")).asString().contains("UNKNOWN");
            assertThat(channel(overview(72), "orders")).isEqualTo(5);
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
        await().untilAsserted(() -> {
            JsonPath overview = overview(2);
            assertThat(channel(overview, "changes")).isEqualTo(100);
            assertThat(channel(overview, "dead")).isEqualTo(1);
            assertThat(overview.getInt("totals.dead_open")).isPositive();
            assertThat(overview.getBoolean("complete")).isTrue();
            assertThat(overview.getInt("hours")).isEqualTo(2);
        });
    }

    @Test
    void anOrderThatMovesOnIsCountedWithItsNewStatus() {
        // Given an order that was counted
        order("a", "PENDING", "1", "VND", Instant.now());
        await().until(() -> Integer.valueOf(1).equals(channel(overview(2), "orders")));

        // When
        database.update("update orders set status = 'FAILED' where platform = ?", platform);

        // Then its value is none any more
        await().until(() -> List.of().equals(channel(overview(2), "value")));
    }

    @Test
    void anHourThatCannotBeCountedInTimeKeepsWhatWasCountedAndTheOthersTheirs() throws Exception {
        // Given an order that was counted, and orders that nobody can read for the time being
        order("a", "PENDING", "1", "VND", Instant.now());
        await().until(() -> Integer.valueOf(1).equals(channel(overview(2), "orders")));
        database.update("update order_hour set counted_at = counted_at - interval '1 day'");
        try (Connection holder = source.getConnection()) {
            holder.setAutoCommit(false);
            new Statements(holder).update("lock table orders in access exclusive mode");

            // When
            JsonPath overview = overview(2);

            // Then
            assertThat(channel(overview, "orders")).isEqualTo(1);
            holder.rollback();
            holder.setAutoCommit(true);
        } finally {
            hours.restNoMore();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "169", "-1", "x"})
    void hoursOutsideAWeekAreRefused(String hours) {
        given().queryParam("hours", hours).get("/overview").then().statusCode(400).contentType("application/problem+json")
            .body("detail", containsString("1 to 168"));
    }

    private static JsonPath overview(int hours) {
        return given().queryParam("hours", hours).get("/overview").jsonPath();
    }

    private Object channel(JsonPath overview, String figure) {
        return overview.get("by_channel.find { it.platform == '%s' }.%s".formatted(platform, figure));
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
