package deadletter;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class DeadLetterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    /** Each test has a channel of its own, and so sees its own dead letters alone. */
    private final String channel = "c" + UUID.randomUUID().toString().substring(0, 8);
    private FailedRecords records;

    @BeforeEach
    void connect() {
        records = new FailedRecords(brokers);
    }

    @AfterEach
    void disconnect() {
        records.close();
    }

    // --- grouped, tried ----------------------------------------------------------------------------------------------

    @Test
    void openLettersAreCountedByWhatIsWrongWithThem() {
        // Given two of one reason, whose mapping was edited between them, and one of another
        Map<String, String> edited = FailedRecords.headers(channel, "SCHEMA");
        edited.put("ordersync-dead-mapping", "order.jslt@2b");
        records.write("k:1", "{}".getBytes(UTF_8), FailedRecords.headers(channel, "SCHEMA"));
        records.write("k:2", "{}".getBytes(UTF_8), edited);
        records.write("k:3", "{}".getBytes(UTF_8), FailedRecords.headers(channel, "NO_ROUTE"));
        List<Long> letters = letters(3);

        // When, Then
        String mine = "groups.findAll { it.channel == '%s' }.".formatted(channel);
        await().atMost(PATIENCE).untilAsserted(() -> given().get("/dead-letters/groups").then().statusCode(200)
            .body(mine + "reason", equalTo(List.of("SCHEMA", "NO_ROUTE"))).body(mine + "open", equalTo(List.of(2, 1)))
            .body(mine + "mapping", equalTo(List.of("order.jslt", "order.jslt"))).body(mine + "oldest_at[0]", equalTo("2026-01-01T00:00:01Z")));
        assertThat(letters).contains(given().get("/dead-letters/groups").jsonPath().getLong(mine + "sample_id[0]"));
    }

    @Test
    void aTrySaysWhatAReplayWouldMakeOfItAndChangesNothing() {
        // Given
        long id = ofTheStandardChannel("{\"platform\": \"pos\"}", FailedRecords.headers("standard", "MAPPING_FAILED"));
        String mended = "{\"platform\": \"pos\", \"orderId\": 1, \"status\": \"paid\", \"updatedAt\": 1768464000123}";

        // When, Then
        given().contentType("application/json").post("/dead-letters/{id}/try", id).then().statusCode(200)
            .body("outcome", equalTo("DEAD")).body("reason", equalTo("MAPPING_FAILED")).body("detail", containsString("order"));
        given().contentType("application/json").body(Map.of("body", mended)).post("/dead-letters/{id}/try", id).then().statusCode(200)
            .body("outcome", equalTo("CANONICAL")).body("canonical.order_id", equalTo("1"));
        read(id).body("status", equalTo("OPEN")).body("replays", empty()).body("body", equalTo("{\"platform\": \"pos\"}"));
    }

    @Test
    void whatAMappingMadeOfAMessageCannotBeTriedAsTheMessage() {
        // Given a letter of the topic of canonical messages
        Map<String, String> canonical = FailedRecords.headers("standard", "NOT_STORABLE");
        canonical.put("ordersync-dead-topic", "order_normalized");
        long id = ofTheStandardChannel("{}", canonical);

        // When, Then
        given().contentType("application/json").post("/dead-letters/{id}/try", id).then().statusCode(409).body("detail", containsString("order_normalized"));
    }

    /** A letter of a channel that there is, known among those of other tests by its mapping. */
    private long ofTheStandardChannel(String body, Map<String, String> headers) {
        headers.put("ordersync-dead-mapping", channel);
        records.write("k:1", body.getBytes(UTF_8), headers);
        String mine = "dead_letters.find { it.mapping == '%s' }".formatted(channel);
        await().atMost(PATIENCE).until(() -> given().queryParam("channel", "standard").get("/dead-letters").jsonPath().get(mine) != null);
        return given().queryParam("channel", "standard").get("/dead-letters").jsonPath().getLong(mine + ".id");
    }

    @Test
    void aLetterThatNoMappingReadsCannotBeTried() {
        // Given
        records.write("k:1", "{}".getBytes(UTF_8), FailedRecords.headers(channel, "NO_CHANNEL"));

        // When, Then
        given().contentType("application/json").post("/dead-letters/{id}/try", letters(1).get(0)).then().statusCode(409).body("detail", containsString(channel));
        given().contentType("application/json").post("/dead-letters/{id}/try", Long.MAX_VALUE).then().statusCode(404);
    }

    // --- stored ------------------------------------------------------------------------------------------------------

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
        records.write("k:1", "{}".getBytes(UTF_8), FailedRecords.headers(channel, "NO_ROUTE"));

        // Then
        assertThat(letters(2)).hasSize(2);
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
    void aStoredDeadLetterIsCountedByChannelAndReason() {
        // When
        records.write("k:1", "{}".getBytes(UTF_8), FailedRecords.headers(channel, "SCHEMA"));
        letters(1);

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(given().get("/q/metrics").asString())
            .containsPattern("ordersync_dead_letters_total\\{channel=\"" + channel + "\",reason=\"SCHEMA\"[^}]*} 1.0"));
    }

    // --- listed ------------------------------------------------------------------------------------------------------

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

    // --- replayed ----------------------------------------------------------------------------------------------------

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
        long letter = await().atMost(PATIENCE).until(() -> given().queryParams("channel", "standard").get("/dead-letters").jsonPath()
            .getList("dead_letters.findAll { it.key == '" + wrong + "' }.id", Long.class), found -> found.size() == 1).get(0);

        // When
        String replay = replayId(letter, "{\"body\": {\"platform\": \"till\", \"shopId\": \"7\", \"orderId\": \"A1\", \"status\": \"NEW\"}}");

        // Then
        assertThat(sent(replay)).startsWith("till:").contains(":A1 ");
    }

    @Test
    void whatPostgresqlRefusesIsALetterOfTheMappingsChannel() {
        // Given a canonical message with an amount that no column holds
        String canonical = """
            {"event_id": "%1$s:1", "platform": "till", "shop_id": "1", "order_id": "%1$s", "status": "PENDING", "platform_status": "new",
             "timestamp": "2026-01-01T00:00:00Z", "received_at": "2026-01-01T00:00:01Z", "amount": "%2$s", "currency": "VND",
             "source": "webhook", "mapping": "%1$s/order.jslt@3f9a1c02"}""".formatted(channel, "9".repeat(40));

        // When
        records.write("order_normalized", "till:1:" + channel, canonical.getBytes(UTF_8), Map.of());

        // Then
        read(letters(1).get(0)).body("channel", equalTo(channel)).body("reason", equalTo("NOT_STORABLE")).body("topic", equalTo("order_normalized"));
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
        await().atMost(PATIENCE).untilAsserted(() -> read(letter).body("status", equalTo("OPEN")));
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
        await().atMost(PATIENCE).untilAsserted(() -> read(letter).body("status", equalTo("OPEN")));
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
        await().atMost(PATIENCE).untilAsserted(() -> read(letter).body("status", equalTo("RESOLVED")));
        read(letter).body("replays[0].state", equalTo("IGNORED")).body("reason", equalTo("UNKNOWN_STATUS"));
        replay(letter, "").statusCode(409).body("detail", containsString(replay)).body("detail", containsString("IGNORED"));
    }

    // --- replayed by filter ------------------------------------------------------------------------------------------

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
        await().atMost(PATIENCE).untilAsserted(() -> given().get(job).then().statusCode(200).body("state", equalTo("DONE"))
            .body("total", equalTo(5)).body("sent", equalTo(5)).body("outcomes", equalTo(Map.of("SENT", 5))).body("per_second", equalTo(2)));
        Map<String, String> replayed = new HashMap<>();
        letters.forEach(letter -> {
            String replay = read(letter).extract().jsonPath().getString("replays[0].id");
            replayed.put(replay, sent(replay));
        });
        assertThat(replayed.values().stream().map(sent -> sent.replaceAll(".* r-1 ", ""))).containsExactlyInAnyOrder(
            "{\"n\": 0}", "{\"n\": 1}", "{\"n\": 2}", "{\"n\": 3}", "{\"n\": 4}");
    }

    // --- words of these tests ----------------------------------------------------------------------------------------

    private long failed(String key, String body) {
        int before = given().queryParam("channel", channel).get("/dead-letters").jsonPath().getList("dead_letters").size();
        records.write(key, body.getBytes(UTF_8), FailedRecords.headers(channel, "UNKNOWN_STATUS"));
        return letters(before + 1).get(0);
    }

    /** Writes what the normaliser writes when the replay ends in {@code reason}. */
    private void fail(String replay, String reason) {
        Map<String, String> headers = FailedRecords.headers(channel, reason);
        headers.put("ordersync-replay", replay);
        records.write("k:1", "{}".getBytes(UTF_8), headers);
    }

    /** The ids of this test's open dead letters, the latest first, once there are as many as expected. */
    private List<Long> letters(int expected) {
        return await().atMost(PATIENCE).until(() -> given().queryParam("channel", channel).get("/dead-letters").jsonPath()
            .getList("dead_letters.id", Long.class), ids -> ids.size() == expected);
    }

    private static ValidatableResponse read(long letter) {
        return given().get("/dead-letters/{id}", letter).then().statusCode(200);
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
        return await().atMost(PATIENCE).until(() -> records.replayed().get(replay), body -> body != null);
    }
}
