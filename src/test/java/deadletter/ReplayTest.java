package deadletter;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is sent of a dead letter, once, and what becomes of it by that. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class ReplayTest extends OwnChannel {

    @Inject
    Sql sql;

    @Inject
    DataSource database;

    @Test
    void aReplaySendsTheMessageAsItWasOnceAndRefusesASecondWhileUnderWay() {
        // Given
        long letter = failed("k:1", "{ \"total\": 1.50 }");

        // When
        String replay = replay(letter, "").statusCode(202).body("dead_letter_id", equalTo((int) letter)).extract().jsonPath().getString("replay_id");

        // Then
        replay(letter, "").statusCode(409).contentType("application/problem+json").body("detail", containsString(replay));
        assertThat(sent(replay)).isEqualTo("k:1 1767225600123 r-1 { \"total\": 1.50 }");
        read(letter).body("status", equalTo("REPLAYING")).body("replays.id", equalTo(List.of(replay))).body("replays[0].state", equalTo("SENT"));
    }

    @Test
    void anEditedReplaySendsTheEditAndKeepsTheOriginal() {
        // Given
        long text = failed("k:1", "{\"a\": 1}");
        long json = failed("k:2", "{\"a\": 1}");
        long bytes = failed("k:3", "{\"a\": 1}");

        // When
        String textReplay = replayId(text, "{\"body\": \"{\\\"a\\\":  2}\"}");
        String jsonReplay = replayId(json, "{\"body\": {\"a\": 2.10, \"b\": 12345678901234567890}}");
        String bytesReplay = replayId(bytes, "{\"bodyBase64\": \"eyJhIjogMn0=\"}");

        // Then
        assertThat(sent(textReplay)).endsWith("{\"a\":  2}");
        assertThat(sent(jsonReplay)).endsWith("{\"a\":2.10,\"b\":12345678901234567890}");
        assertThat(sent(bytesReplay)).endsWith("{\"a\": 2}");
        read(text).body("body", equalTo("{\"a\": 1}")).body("replays[0].edited", equalTo(true));
    }

    @Test
    void anEditOfAKnownChannelIsKeyedByWhatItSaysNow() {
        // Given a message of the standard channel whose platform was misspelt
        String wrong = "wrong:" + channel;
        records.write(wrong, "{}".getBytes(UTF_8), FailedRecords.headers("standard", "SCHEMA"));
        long letter = await().until(() -> given().queryParams("channel", "standard").get("/dead-letters").jsonPath()
            .getList("dead_letters.findAll { it.key == '" + wrong + "' }.id", Long.class), found -> found.size() == 1).get(0);

        // When
        String replay = replayId(letter, "{\"body\": {\"platform\": \"till\", \"shopId\": \"7\", \"orderId\": \"A1\", \"status\": \"NEW\"}}");

        // Then
        assertThat(sent(replay)).startsWith("till:").contains(":A1 ");
    }

    @Test
    void aLetterThatDoesNotHoldTheChannelsOwnMessageIsNotSentAsItIs() {
        // Given a canonical message that PostgreSQL refused
        Map<String, String> headers = FailedRecords.headers(channel, "NOT_STORABLE");
        headers.put("ordersync-dead-topic", "order_normalized");
        records.write("k:1", "{\"amount\": \"1\"}".getBytes(UTF_8), headers);
        long letter = letters(1).get(0);

        // When, Then
        replay(letter, "").statusCode(409).contentType("application/problem+json").body("detail", containsString("Send the original again from the channel"));
        replayAll("{\"channel\": \"" + channel + "\"}").statusCode(200).body("count", equalTo(0));
        read(letter).body("status", equalTo("OPEN")).body("replays", empty());
        assertThat(sent(replayId(letter, "{\"body\": {\"original\": true}}"))).endsWith("{\"original\":true}");
    }

    @Test
    void anEditThatIsNoneIsRefusedAndNothingIsSent() {
        // Given
        long letter = failed("k:1", "{}");

        // When, Then
        for (String bad : List.of("{", "[1]", "{\"body\": null}", "{\"bodyBase64\": \"%\"}", "{\"bodyBase64\": 1}", "{\"Body\": \"x\"}",
            "{\"body\": \"x\", \"bodyBase64\": \"eA==\"}")) {
            replay(letter, bad).statusCode(400).contentType("application/problem+json");
        }
        read(letter).body("status", equalTo("OPEN")).body("replays", empty());
        replay(0, "").statusCode(404);
    }

    @Test
    void aReplayThatFailsOpensTheDeadLetterAgainWithTheNewReason() {
        // Given
        long letter = failed("k:1", "{}");
        String replay = replayId(letter, "");

        // When
        fail(replay, "MAPPING_FAILED");

        // Then
        await().untilAsserted(() -> read(letter).body("status", equalTo("OPEN")));
        read(letter).body("reason", equalTo("MAPPING_FAILED")).body("replays[0].state", equalTo("FAILED"))
            .body("replays[0].reason", equalTo("MAPPING_FAILED"));
        assertThat(letters(1)).hasSize(1);
        replay(letter, "").statusCode(202);
    }

    @Test
    void anEditedReplayThatFailsLeavesTheReasonOfTheOriginal() {
        // Given
        long letter = failed("k:1", "{}");
        String replay = replayId(letter, "{\"body\": \"nonsense\"}");

        // When
        fail(replay, "NOT_JSON");

        // Then
        await().untilAsserted(() -> read(letter).body("status", equalTo("OPEN")));
        read(letter).body("reason", equalTo("UNKNOWN_STATUS")).body("replays[0].reason", equalTo("NOT_JSON"));
    }

    @Test
    void aReplayThatTheMappingPassesOverResolvesTheDeadLetterForGood() {
        // Given
        long letter = failed("k:1", "{}");
        String replay = replayId(letter, "");

        // When
        fail(replay, FailedMessage.IGNORED);

        // Then
        await().untilAsserted(() -> read(letter).body("status", equalTo("RESOLVED")));
        read(letter).body("replays[0].state", equalTo("IGNORED")).body("reason", equalTo("UNKNOWN_STATUS"));
        replay(letter, "").statusCode(409).body("detail", containsString(replay)).body("detail", containsString("IGNORED"));
    }

    @Test
    void aReplayByFilterCountsFirstAndThenSendsEachOnceInOrder() {
        // Given
        for (int i = 0; i < 5; i++) {
            records.write("k:" + i, ("{\"n\": " + i + "}").getBytes(UTF_8), FailedRecords.headers(channel, "NO_ROUTE"));
        }
        List<Long> letters = letters(5);
        String filter = "{\"channel\": \"" + channel + "\", \"reason\": \"NO_ROUTE\", \"to\": \"2026-02-01T00:00:00Z\"";

        // When it is tried dry
        replayAll(filter + "}").statusCode(200).body("count", equalTo(5));
        replayAll("{\"channel\": \"" + channel + "\", \"reason\": \"SCHEMA\"}").body("count", equalTo(0));
        letters.forEach(letter -> read(letter).body("status", equalTo("OPEN")));

        // Then it sends when told to, two a second
        String job = replayAll(filter + ", \"dryRun\": false, \"perSecond\": 2}").statusCode(202).extract().header("Location");
        await().untilAsserted(() -> given().get(job).then().statusCode(200).body("state", equalTo("DONE"))
            .body("total", equalTo(5)).body("sent", equalTo(5)).body("outcomes", equalTo(Map.of("SENT", 5))).body("per_second", equalTo(2)));
        Map<String, String> replayed = new HashMap<>();
        letters.forEach(letter -> {
            String replay = read(letter).extract().jsonPath().getString("replays[0].id");
            replayed.put(replay, sent(replay));
        });
        assertThat(replayed.values().stream().map(sent -> sent.replaceAll(".* r-1 ", ""))).containsExactlyInAnyOrder(
            "{\"n\": 0}", "{\"n\": 1}", "{\"n\": 2}", "{\"n\": 3}", "{\"n\": 4}");
    }

    @Test
    void aLetterThatOthersHoldIsNotPassedOver() throws SQLException {
        // Given two letters, the first of them held as an erasure holds it
        records.write("k:1", "{\"n\": 1}".getBytes(UTF_8), FailedRecords.headers(channel, "NO_ROUTE"));
        records.write("k:2", "{\"n\": 2}".getBytes(UTF_8), FailedRecords.headers(channel, "NO_ROUTE"));
        long first = Collections.min(letters(2));
        try (Connection erasure = database.getConnection()) {
            erasure.setAutoCommit(false);
            erasure.createStatement().executeQuery("select 1 from dead_letter where id = " + first + " for update");

            // When
            String job = replayAll("{\"channel\": \"" + channel + "\", \"dryRun\": false}").statusCode(202).extract().header("Location");

            // Then it is waited for, given up for this round, and waited for again in the next
            for (boolean waits : List.of(true, false, true)) {
                await().until(this::aReplayWaits, found -> found == waits);
                given().get(job).then().body("state", equalTo("RUNNING")).body("sent", equalTo(0));
            }
            erasure.rollback();
            await().untilAsserted(() -> given().get(job).then().body("state", equalTo("DONE")).body("sent", equalTo(2)));
        }
    }

    private boolean aReplayWaits() {
        return !sql.query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%from replay_job%'", row -> 1).isEmpty();
    }

    @Test
    void aReplayByFilterThatAnotherOvertookSaysHowManyItPassedOver() {
        // Given two over the same letters, of which the first is moved before the second
        for (int i = 0; i < 3; i++) {
            records.write("k:" + i, "{}".getBytes(UTF_8), FailedRecords.headers(channel, "NO_ROUTE"));
        }
        letters(3);
        String filter = "{\"channel\": \"" + channel + "\", \"dryRun\": false}";
        String first = replayAll(filter).statusCode(202).extract().header("Location");

        // When
        String second = replayAll(filter).statusCode(202).extract().header("Location");

        // Then each letter was sent by the one or passed over by the other
        await().untilAsserted(() -> {
            for (String job : List.of(first, second)) {
                given().get(job).then().body("state", equalTo("DONE"));
            }
        });
        given().get(first).then().body("sent", equalTo(3)).body("passed_over", equalTo(0)).body("filter.channel", equalTo(channel))
            .body("filter", not(hasKey("without_topic")));
        int total = given().get(second).path("total");
        given().get(second).then().body("sent", equalTo(0)).body("passed_over", equalTo(total)).body("outcomes", equalTo(Map.of()));
    }

    @Test
    void aReplayByFilterIsStoppedWhereItIsAndTheNextBegins() {
        // Given one that would take a minute, and one that waits behind it
        for (int i = 0; i < 60; i++) {
            records.write("k:" + i, ("{\"n\": " + i + "}").getBytes(UTF_8), FailedRecords.headers(channel, i == 59 ? "SCHEMA" : "NO_ROUTE"));
        }
        await().until(() -> given().queryParams("channel", channel, "limit", 100).get("/dead-letters").jsonPath().getList("dead_letters.id").size() == 60);
        String filter = "{\"channel\": \"" + channel + "\", \"reason\": \"%s\", \"dryRun\": false, \"perSecond\": 1}";
        String slow = replayAll(filter.formatted("NO_ROUTE")).statusCode(202).extract().header("Location");
        String behind = replayAll(filter.formatted("SCHEMA")).statusCode(202).extract().header("Location");

        // When
        given().post(slow + "/stop").then().statusCode(200).body("state", equalTo("STOPPED"));

        // Then
        await().untilAsserted(() -> given().get(behind).then().body("state", equalTo("DONE")).body("sent", equalTo(1)));
        int sent = given().get(slow).then().body("state", equalTo("STOPPED")).body("passed_over", nullValue()).extract().path("sent");
        int open = given().queryParams("channel", channel, "limit", 100).get("/dead-letters").jsonPath().getList("dead_letters.id").size();
        assertThat(sent + open).isEqualTo(59);
        given().post(slow + "/stop").then().statusCode(409).body("detail", containsString("STOPPED"));
        given().post("/dead-letters/replays/0/stop").then().statusCode(404);
    }

    @Test
    void aReplayByFilterSendsThoseAgainWhoseReplayWasLost() {
        // Given a letter that is open, one whose replay is lost, one whose edited replay is lost, and one whose replay is under way
        long open = failed("k:1", "{\"n\": 1}");
        long lost = failed("k:2", "{\"n\": 2}");
        long edited = failed("k:3", "{\"n\": 3}");
        long underWay = failed("k:4", "{\"n\": 4}");
        String lostReplay = lost(lost, "");
        lost(edited, "{\"body\": \"mended\"}");
        replayId(underWay, "");

        // When it is counted, and sent
        replayAll("{\"channel\": \"" + channel + "\"}").statusCode(200).body("count", equalTo(2));
        read(lost).body("status", equalTo("REPLAYING")).body("replays.state", equalTo(List.of("SENT")));
        String job = replayAll("{\"channel\": \"" + channel + "\", \"dryRun\": false}").statusCode(202).extract().header("Location");

        // Then it is the open one and the lost one
        await().untilAsserted(() -> given().get(job).then().body("state", equalTo("DONE")).body("total", equalTo(2)).body("sent", equalTo(2)));
        read(lost).body("status", equalTo("REPLAYING")).body("replays.state", equalTo(List.of("SENT", "FAILED"))).body("replays[1].id", equalTo(lostReplay));
        assertThat(sent(read(lost).extract().path("replays[0].id"))).endsWith("{\"n\": 2}");
        read(open).body("replays.state", equalTo(List.of("SENT")));
        read(edited).body("replays.state", equalTo(List.of("SENT")));
        read(underWay).body("replays.state", equalTo(List.of("SENT")));
    }

    @Test
    void aReplayThatNothingIsHeardOfForAnHourCanBeSentAgain() {
        // Given
        long letter = failed("k:1", "{}");
        String lost = lost(letter, "");

        // When
        String again = replayId(letter, "");

        // Then
        assertThat(sent(again)).endsWith("{}");
        read(letter).body("status", equalTo("REPLAYING")).body("replays.id", equalTo(List.of(again, lost))).body("replays.state", equalTo(List.of("SENT", "FAILED")));

        // And when the first is heard of after all, the letter is the second's still
        fail(lost, "MAPPING_FAILED");
        fail(again, FailedMessage.IGNORED);
        await().untilAsserted(() -> read(letter).body("status", equalTo("RESOLVED")));
        read(letter).body("reason", equalTo("UNKNOWN_STATUS"));
    }

    private long failed(String key, String body) {
        int before = given().queryParam("channel", channel).get("/dead-letters").jsonPath().getList("dead_letters").size();
        records.write(key, body.getBytes(UTF_8), FailedRecords.headers(channel, "UNKNOWN_STATUS"));
        return letters(before + 1).get(0);
    }

    /** Replays a letter; Kafka takes it, its record is lost, and more than an hour goes by. */
    private String lost(long letter, String body) {
        String lost = replayId(letter, body);
        sent(lost);
        await().until(() -> sql.query("select 1 from spool where replay_id = ?::uuid", row -> 1, lost).isEmpty());
        replay(letter, "").statusCode(409);
        sql.update("update dead_letter_replay set requested_at = requested_at - interval '61 minutes' where id = ?::uuid", lost);
        return lost;
    }

    /** Writes what the normaliser writes when the replay ends in {@code reason}. */
    private void fail(String replay, String reason) {
        Map<String, String> headers = FailedRecords.headers(channel, reason);
        headers.put("ordersync-replay", replay);
        records.write("k:1", "{}".getBytes(UTF_8), headers);
    }

    private static ValidatableResponse replay(long letter, String body) {
        return given().contentType("application/json").body(body).post("/dead-letters/{id}/replay", letter).then();
    }

    private static String replayId(long letter, String body) {
        return replay(letter, body).statusCode(202).extract().jsonPath().getString("replay_id");
    }

    private static ValidatableResponse replayAll(String body) {
        return given().contentType("application/json").body(body).post("/dead-letters/replay").then();
    }

    /** Key, time of receipt, sender's header and body, as order_events has them of this replay. */
    private String sent(String replay) {
        return await().until(() -> records.replayed().get(replay), body -> body != null);
    }
}
