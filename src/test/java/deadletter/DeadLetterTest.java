package deadletter;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mappings.MappingRegistry;
import org.junit.jupiter.api.Test;

/** What is kept of messages that failed, and how it is listed. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class DeadLetterTest extends OwnChannel {

    @Inject
    Sql sql;

    @Inject
    DeadLetterStore store;

    @Inject
    MappingRegistry mappings;

    @Test
    void aMessageThatFailedIsKeptAsItWasWithWhereItCameFrom() {
        // Given
        Map<String, String> headers = FailedRecords.headers(channel, "UNKNOWN_STATUS");
        byte[] body = "{ \"name\" : \"Bảo <b>\u0000\", \"total\": 1.50 }".getBytes(UTF_8);

        // When
        records.write("k:1", body, headers);

        // Then
        read(letters(1).get(0)).body("body", equalTo(new String(body, UTF_8))).body("channel", equalTo(channel))
            .body("reason", equalTo("UNKNOWN_STATUS")).body("detail", equalTo("status \"lost\" has no row"))
            .body("remedy", equalTo("add it to status.csv")).body("mapping", equalTo("order.jslt@1")).body("key", equalTo("k:1"))
            .body("headers", equalTo(Map.of("x-request-id", "r-1"))).body("received_at", equalTo("2026-01-01T00:00:00.123Z"))
            .body("failed_at", equalTo("2026-01-01T00:00:01Z")).body("topic", equalTo("order_events")).body("partition", equalTo(3))
            .body("offset.toString()", equalTo(headers.get("ordersync-dead-offset"))).body("status", equalTo("OPEN")).body("replays", empty());
    }

    @Test
    void bytesThatAreNoTextAreKeptToo() {
        // Given
        byte[] body = {0, (byte) 0xff, (byte) 0xfe, '{', 0};

        // When
        records.write("k:1", body, FailedRecords.headers(channel, "NOT_JSON"));

        // Then
        read(letters(1).get(0)).body("body_base64", equalTo(Base64.getEncoder().encodeToString(body)));
    }

    @Test
    void aRecordReadTwiceIsOneDeadLetter() {
        // Given
        Map<String, String> headers = FailedRecords.headers(channel, "SCHEMA");

        // When
        records.write("k:1", "{}".getBytes(UTF_8), headers);
        records.write("k:1", "{}".getBytes(UTF_8), headers);
        records.write("k:1", "[]".getBytes(UTF_8), FailedRecords.headers(channel, "NO_ROUTE"));

        // Then
        assertThat(letters(2)).hasSize(2);
    }

    @Test
    void theSameBytesUnderTheSameKeyAreOneDeadLetterHoweverOftenTheyCome() {
        // Given an order that a poll tells again while its cursor rests, and one like it of another key
        byte[] body = "{\"status\":\"lost\"}".getBytes(UTF_8);
        records.write("k:1", body, FailedRecords.headers(channel, "UNKNOWN_STATUS"));

        // When
        records.write("k:1", body, FailedRecords.headers(channel, "UNKNOWN_STATUS"));
        records.write("k:2", body, FailedRecords.headers(channel, "UNKNOWN_STATUS"));
        letters(2);
        records.write("k:1", body, FailedRecords.headers(channel, "SCHEMA"));
        records.write("k:1", "{}".getBytes(UTF_8), FailedRecords.headers(channel, "UNKNOWN_STATUS"));

        // Then, for a partition is read in order
        assertThat(letters(3)).hasSize(3);
    }

    @Test
    void theSameBytesUnderOtherHeadersAreAnother() {
        // Given messages whose kind stands in a header
        byte[] body = "{}".getBytes(UTF_8);
        Map<String, String> paid = FailedRecords.headers(channel, "NO_ROUTE");
        paid.put("sender-x-topic", "orders/paid");

        // When
        records.write("k:1", body, FailedRecords.headers(channel, "NO_ROUTE"));
        records.write("k:1", body, paid);

        // Then
        assertThat(letters(2)).hasSize(2);
    }

    @Test
    void ofALetterWhoseReplayWasPassedOverTheNextFailureIsAnother() {
        // Given one that a mapping passed over, and one that was stored
        for (String key : List.of("ignored", "stored")) {
            records.write(key, "{}".getBytes(UTF_8), FailedRecords.headers(channel, "NO_ROUTE"));
        }
        letters(2);
        sql.update("with replay as (insert into dead_letter_replay (id, dead_letter_id, state) select gen_random_uuid(), id, upper(key) from dead_letter"
            + " where channel = ?) update dead_letter set status = 'RESOLVED' where channel = ?", channel, channel);

        // When both come again and fail
        for (String key : List.of("stored", "ignored")) {
            records.write(key, "{}".getBytes(UTF_8), FailedRecords.headers(channel, "SCHEMA"));
            records.write(key, "[]".getBytes(UTF_8), FailedRecords.headers(channel, "SCHEMA"));
        }

        // Then
        letters(3);
        assertThat(sql.query("select key from dead_letter where channel = ? and status = 'OPEN' and body = '{}'", row -> row.getString(1), channel))
            .containsExactly("ignored");
    }

    @Test
    void recordsWithHostileHeadersNeitherBlockNorSpoilTheOthers() {
        // Given headers that PostgreSQL cannot hold, or that say nothing true
        Map<String, String> hostile = FailedRecords.headers(channel, "NOT_JSON");
        hostile.put("ordersync-dead-detail", "a\u0000b" + "😀".repeat(5000));
        hostile.put("sender-nul\u0000", "\u0000");
        hostile.put("ordersync-received-at", Long.toString(Long.MAX_VALUE));
        hostile.put("ordersync-dead-failed-at", "soon");
        hostile.put("ordersync-dead-partition", "-1");
        hostile.put("ordersync-replay", "'; drop table dead_letter; --");
        Map<String, String> unknownReplay = FailedRecords.headers(channel, "SCHEMA");
        unknownReplay.put("ordersync-replay", UUID.randomUUID().toString());
        Map<String, String> bare = Map.of("ordersync-channel", channel);

        // When
        records.write("k\u0000", "1".getBytes(UTF_8), hostile);
        records.write("k:2", "2".getBytes(UTF_8), unknownReplay);
        records.write(null, null, bare);
        records.write("k:4", "4".getBytes(UTF_8), FailedRecords.headers(channel, "SCHEMA"));

        // Then
        List<Long> letters = letters(4);
        assertThat(letters.stream().map(id -> read(id).extract().jsonPath().getString("body"))).containsExactlyInAnyOrder("1", "2", "", "4");
    }

    @Test
    void whatPostgresqlRefusesIsALetterOfTheMappingsChannel() {
        // Given a canonical message with a character that no column holds
        String canonical = """
            {"event_id": "%1$s:1", "platform": "till", "shop_id": "1", "order_id": "%1$s", "status": "PENDING", "platform_status": "n\\u0000w",
             "timestamp": "2026-01-01T00:00:00Z", "received_at": "2026-01-01T00:00:01Z", "amount": "1", "currency": "VND",
             "source": "webhook", "mapping": "%1$s/order.jslt@3f9a1c02"}""".formatted(channel);

        // When
        records.write("order_normalized", "till:1:" + channel, canonical.getBytes(UTF_8), Map.of());

        // Then
        read(letters(1).get(0)).body("channel", equalTo(channel)).body("reason", equalTo("NOT_STORABLE")).body("topic", equalTo("order_normalized"));
    }

    @Test
    void aStoredDeadLetterIsCountedByChannelAndReason() {
        // Given
        double before = counted("standard", "SCHEMA");

        // When
        records.write(channel, "{}".getBytes(UTF_8), FailedRecords.headers("standard", "SCHEMA"));

        // Then
        await().until(() -> counted("standard", "SCHEMA"), equalTo(before + 1));
    }

    @Test
    void channelsAndReasonsThatAreNotKnownHaveOneLabelTogether() {
        // Given letters of channels and for reasons that somebody else made up, and one of a posting
        double before = counted("unknown", "unknown");
        records.write("k:1", "{}".getBytes(UTF_8), FailedRecords.headers(channel, channel + "A"));
        records.write("k:1", "{}".getBytes(UTF_8), FailedRecords.headers(channel + "B", channel + "C"));
        await().until(() -> counted("unknown", "unknown"), equalTo(before + 2));
        sql.update("""
            insert into dead_letter (channel, reason, detail, remedy, mapping, key, body, headers, source, received_at, failed_at, topic, kafka_partition, kafka_offset)
            values ('sap', 'ERP_REFUSED', '', '', '', ?, '', '{}', 'outbox', now(), now(), ?, 0, 0)""", channel, channel);

        // When, Then
        String known = "payment," + mappings.all().stream().map(mapping -> mapping.channel().name()).collect(Collectors.joining(","));
        await().untilAsserted(() -> {
            store.open(sql.query(DeadLetterStore.COUNT_OPEN, row -> Map.of("channel", row.getString("channel"), "posting", row.getBoolean("posting"),
                "open", row.getLong("open"))));
            long others = sql.query("select count(*) from dead_letter where status <> 'RESOLVED' and source <> 'outbox' and channel <> all (string_to_array(?, ','))",
                row -> row.getLong(1), known).get(0);
            assertThat(given().get("/q/metrics").asString()).doesNotContain(channel)
                .containsPattern("ordersync_dead_letters_open\\{channel=\"sap\"[^}]*} [1-9]")
                .containsPattern("ordersync_dead_letters_open\\{channel=\"unknown\"[^}]*} " + others + "\\.0");
        });
        sql.update("delete from dead_letter where key = ?", channel);
    }

    private static double counted(String channel, String reason) {
        Matcher found = Pattern.compile("ordersync_dead_letters_total\\{channel=\"" + channel + "\",reason=\"" + reason + "\"[^}]*} (.*)")
            .matcher(given().get("/q/metrics").asString());
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    @Test
    void pagesAndFiltersFindEachOnce() {
        // Given
        for (int i = 0; i < 5; i++) {
            records.write("k:" + i, "{}".getBytes(UTF_8), FailedRecords.headers(channel, i == 0 ? "SCHEMA" : "NO_ROUTE"));
        }
        List<Long> all = letters(5);

        // When
        List<Long> read = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = given().queryParams("channel", channel, "limit", 2, "cursor", cursor).get("/dead-letters").jsonPath();
            read.addAll(page.getList("dead_letters.id", Long.class));
            cursor = page.getString("next");
        }

        // Then
        assertThat(read).containsExactlyElementsOf(all).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        given().queryParams("channel", channel, "reason", "SCHEMA").get("/dead-letters").then().body("dead_letters.key", equalTo(List.of("k:0")));
        given().queryParams("channel", channel, "from", "2026-01-01T00:00:02Z").get("/dead-letters").then().body("dead_letters", empty());
        given().queryParams("channel", channel, "status", "RESOLVED").get("/dead-letters").then().body("dead_letters", empty());
        given().queryParams("channel", "' or 1=1 --").get("/dead-letters").then().statusCode(200).body("dead_letters", empty());
        given().queryParams("cursor", "bm90aGluZw").get("/dead-letters").then().statusCode(400).body("detail", containsString("cursor"));
        given().queryParams("status", "ALL").get("/dead-letters").then().statusCode(400).body("detail", containsString("REPLAYING"));
    }
}
