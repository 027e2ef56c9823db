package buyers;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import database.AdvisoryLock;
import database.Sql;
import database.Statements;
import database.Transactions;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import orders.OrderBatch;
import orders.OrderStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class BuyersTest {

    @Inject
    Sql sql;

    @Inject
    AgroalDataSource database;

    @Inject
    OrderStore store;

    private final String platform = "p" + UUID.randomUUID().toString().substring(0, 8);
    private final String digits = "9" + new Random().nextInt(10_000_000, 99_999_999);
    private final String mail = "buyer." + digits + "_a+b@example.com";

    @Test
    void aBuyerIsErasedFromEveryTableAndTheFiguresStay() throws Exception {
        // Given a buyer in every place that can hold one, and another buyer
        store("o1", "2026-03-01T00:00:00Z", buyer("0" + digits));
        store("o2", "2026-03-02T00:00:00Z", buyer("+84 " + digits));
        store("other", "2026-03-02T00:00:00Z", "{\"name\": \"Trần Văn An\", \"phone\": \"0123456789\"}");
        long letter = deadLetter("o1", "{\"buyer\": {\"name\": \"Nguyễn Bảo Ngọc\", \"phone\": \"0" + digits + "\"}, \"total\": 150000, \"id\": \"o1\"}");
        long masked = deadLetter("o2", "{\"receiver_name\": \"Nguyễn Bảo Ngọc\", \"phone\": \"*****67\", \"total\": 1.10, \"items\": [{\"name\": \"Áo\"}]}");
        deadLetter("o9", "payload=%7B%22phone%22%3A%220" + digits + "%22%7D");
        long others = deadLetter("o8", "{\"buyer\": {\"name\": \"Trần Văn An\", \"phone\": \"0123456789\"}}");
        replay(letter, "{\"customer\": {\"email\": \"" + mail.toUpperCase() + "\"}}", "no such phone 0" + digits);
        bankLine("1", "ck 0" + digits + " mua hang");
        await().until(() -> !sql.query("select 1 from order_by_buyer where phone like ?", row -> 1, "%" + digits + "%").isEmpty());
        assertThat(tablesThatTell(digits)).contains("orders", "order_by_buyer", "dead_letter", "dead_letter_replay", "bank_line");

        // When
        JsonPath answer = given().delete("/buyers/{id}", "0" + digits).then().statusCode(200).extract().jsonPath();

        // Then nothing tells the number, the address or the name any more, in whichever table
        assertThat(answer.getInt("erased.orders")).isEqualTo(2);
        assertThat(answer.getInt("erased.dead_letters")).isEqualTo(3);
        assertThat(answer.getInt("erased.replays") + answer.getInt("erased.bank_lines")).isEqualTo(2);
        assertThat(answer.getMap("left").values()).allMatch(left -> left.equals(0));
        await().untilAsserted(() -> assertThat(tablesThatTell(digits)).isEmpty());
        assertThat(tablesThatTell(mail)).isEmpty();
        // and what is no person stays
        given().get("/orders/{platform}/{id}", platform, "o1").then().body("buyer", nullValue()).body("amount", equalTo("150000"))
            .body("status", equalTo("PENDING")).body("items[0].sku", equalTo("A"));
        given().get("/orders/{platform}/{id}", platform, "other").then().body("buyer.phone", equalTo("0123456789"));
        assertThat(body(letter)).isEqualTo("{\"buyer\":{\"name\":\"[erased]\",\"phone\":\"[erased]\"},\"total\":150000,\"id\":\"o1\"}");
        assertThat(body(masked)).isEqualTo("{\"receiver_name\":\"[erased]\",\"phone\":\"[erased]\",\"total\":1.10,\"items\":[{\"name\":\"Áo\"}]}");
        assertThat(body(others)).contains("Trần Văn An");
    }

    @Test
    void aNameGoesWithTheLastBuyerWhoHasIt() throws Exception {
        // Given two of one name
        String name = "Ten " + digits;
        store("o1", "2026-03-01T00:00:00Z", "{\"name\": \"%s\", \"email\": \"%s\"}".formatted(name, mail));
        store("o2", "2026-03-01T00:00:00Z", "{\"name\": \"%s\", \"email\": \"x%s\"}".formatted(name, mail));
        await().until(() -> sql.query("select 1 from order_by_buyer where name = ?", row -> 1, name.toLowerCase()).size() == 2);

        // When
        given().delete("/buyers/{id}", mail).then().statusCode(200);

        // Then it is still the other's, until that one is erased
        assertThat(tablesThatTell(name)).contains("buyer_name", "orders");
        given().delete("/buyers/{id}", "x" + mail).then().statusCode(200);
        assertThat(tablesThatTell(name)).isEmpty();
    }

    @Test
    void aLaterMessageOfTheOrderDoesNotBringTheBuyerBack() throws Exception {
        // Given
        store("o1", "2026-03-01T00:00:00Z", buyer("0" + digits));
        given().delete("/buyers/{id}", mail).then().statusCode(200).body("erased.orders", equalTo(1));

        // When the same message comes again, and one of a later time
        store("o1", "2026-03-01T00:00:00Z", buyer("0" + digits));
        store("o1", "2026-04-01T00:00:00Z", buyer("0" + digits));

        // Then
        given().get("/orders/{platform}/{id}", platform, "o1").then().body("updated_at", equalTo("2026-04-01T00:00:00Z")).body("buyer", nullValue());
        given().get("/buyers/{id}", "0" + digits).then().statusCode(200).body("orders", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"84%s", "+84%s", "0%s"})
    void aPhoneNumberIsFoundHoweverItIsWritten(String form) throws Exception {
        // Given
        store("o1", "2026-03-01T00:00:00Z", buyer("0" + digits));

        // When, Then
        given().get("/buyers/{id}", form.formatted(digits)).then().statusCode(200).body("orders", equalTo(1)).body("dead_letters", equalTo(0));
    }

    @Test
    void anIdOfAPlatformIsABuyersOnlyWhereABuyersIdStands() throws Exception {
        // Given an order of a buyer with an id, and letters of which one tells the buyer and one has the number elsewhere
        String id = digits.substring(0, 6);
        store("o1", "2026-03-01T00:00:00Z", "{\"id\": \"" + id + "\"}");
        deadLetter("x1", "{\"buyer_id\": " + id + "}");
        long elsewhere = deadLetter("x2", "{\"total\": " + id + ", \"id\": \"" + id + "\"}");

        // When
        given().delete("/buyers/{id}?platform={platform}", id, platform).then().statusCode(200).body("erased.orders", equalTo(1)).body("erased.dead_letters", equalTo(1));

        // Then
        assertThat(body(elsewhere)).contains(id);
    }

    @Test
    void anIdOfAPlatformIsAnotherPersonsAtAnotherOne() throws Exception {
        // Given customer 1001 of two platforms, one of whose names goes on
        store("o1", "2026-03-01T00:00:00Z", "{\"id\": \"1001\"}");
        long own = deadLetter("x1", "{\"buyer_id\": 1001}");
        String other = platform + "_";
        sql.update("insert into orders (platform, shop_id, order_id, buyer, created_at, updated_at) values (?, 's', 'o1', '{\"id\": \"1001\"}', now(), now())", other);
        long others = deadLetter(other, "x1", "{\"buyer_id\": 1001}");

        // When
        given().delete("/buyers/1001?platform={platform}", platform).then().statusCode(200).body("erased.orders", equalTo(1))
            .body("erased.dead_letters", equalTo(1)).body("left.values().sum()", equalTo(0));

        // Then
        assertThat(body(own)).isEqualTo("{\"buyer_id\":\"[erased]\"}");
        assertThat(body(others)).contains("1001");
        given().get("/buyers/1001?platform={platform}", other).then().body("orders", equalTo(1)).body("dead_letters", equalTo(1));
    }

    @Test
    void aMessageWhoseOrderCannotBeReadIsOfAnyPlatformThatItsChannelSpeaksFor() {
        // Given a channel that speaks for several and one that does not
        String id = "k" + digits;
        String told = "{\"buyer\": {\"id\": \"" + id + "\", \"name\": \"An\"}}";
        long several = letter("standard", "standard:0123456789abcdef", told);
        long another = letter("sendo", "sendo:0123456789abcdef", told);

        // When
        given().delete("/buyers/{id}?platform={platform}", id, platform).then().statusCode(200).body("erased.dead_letters", equalTo(1));

        // Then
        assertThat(body(several)).contains("\"name\":\"[erased]\"");
        assertThat(body(another)).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"/buyers/1001", "/buyers/cus_1", "/buyers/0912345678?platform=tiki", "/buyers/an@example.com?platform=tiki"})
    void anIdNeedsItsPlatformAndNothingElseTakesOne(String address) {
        given().get(address).then().statusCode(400).contentType("application/problem+json").body("parameter", equalTo("platform"));
        given().delete(address).then().statusCode(400).body("parameter", equalTo("platform"));
    }

    @Test
    void whoseAddressOrNumbersHoldTheOthersAreLeft() throws Exception {
        // Given the buyer, and others whose address is longer at either end
        store("o1", "2026-03-01T00:00:00Z", "{\"email\": \"" + mail + "\"}");
        store("o2", "2026-03-01T00:00:00Z", "{\"email\": \"l" + mail + "\"}");
        store("o3", "2026-03-01T00:00:00Z", "{\"email\": \"" + mail + ".vn\"}");
        deadLetter("x1", "{\"told\": \"write to " + mail + ".\"}");
        long longer = deadLetter("x2", "{\"told\": \"write to l" + mail + " or " + mail + ".vn\"}");
        bankLine("1", "ck " + mail + " mua hang");
        bankLine("2", "ck l" + mail + " mua hang");

        // When
        JsonPath answer = given().delete("/buyers/{id}", mail).then().statusCode(200).extract().jsonPath();

        // Then
        assertThat(answer.getMap("erased").values()).containsExactlyInAnyOrder(1, 1, 0, 0, 1);
        assertThat(body(longer)).contains("write to l" + mail);
        assertThat(sql.query("select reference from bank_line where line_id like ? order by line_id", row -> row.getString(1), platform + "%"))
            .containsExactly("ck [erased] mua hang", "ck l" + mail + " mua hang");
    }

    @Test
    void digitsWithinALongerNumberAreNoPhone() throws Exception {
        // Given the buyer's number within ids, amounts and references of others
        store("o1", "2026-03-01T00:00:00Z", "{\"id\": \"770" + digits + "\", \"phone\": \"0" + digits + "5\"}");
        long letter = deadLetter("x1", "{\"id\": \"770" + digits + "\", \"total\": " + digits + ", \"fee\": 1.0" + digits + ", \"sku\": \"0" + digits + "1\"}");
        bankLine("1", "FT770" + digits + " mua hang");

        // When
        given().delete("/buyers/{id}", "0" + digits).then().statusCode(200).body("erased.values().sum()", equalTo(0));

        // Then
        assertThat(body(letter)).contains("\"total\": " + digits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+84 %s %s %s", "0%s.%s.%s", "(+84) %s-%s-%s", "84%s%s %s", "(0%s) %s %s", "0%s\\u00a0%s\\u00a0%s", "+84 (0)%s %s %s", "\\u002b84%s%s%s"})
    void aPhoneNumberIsErasedWithWhateverStandsBetweenItsDigits(String form) throws Exception {
        // Given
        String phone = form.formatted(digits.substring(0, 3), digits.substring(3, 6), digits.substring(6));
        store("o1", "2026-03-01T00:00:00Z", "{\"phone\": \"" + phone + "\", \"name\": \"An\"}");
        long letter = deadLetter("x1", "{\"told\": \"call " + phone + "!\"}");
        replay(letter, "{\"told\": \"" + phone + "\"}", "told");
        bankLine("1", "ck " + JsonPath.from("{\"a\": \"" + phone + "\"}").getString("a") + " mua hang");

        // When
        JsonPath answer = given().delete("/buyers/{id}", "0" + digits).then().statusCode(200).extract().jsonPath();

        // Then
        assertThat(answer.getMap("erased").values()).containsExactlyInAnyOrder(1, 1, 1, 0, 1);
        assertThat(answer.getMap("left").values()).containsOnly(0);
        assertThat(body(letter)).isEqualTo("{\"told\":\"[erased]\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"told\": \"%s\\u0040%s\"}", "{\"told\": \"{\\\"mail\\\": \\\"%s\\\\u0040%s\\\"}\"}", "a=1&mail=%s%%40%s", "{\"told\": \"?mail=%s%%40%s&a=10%%\"}"})
    void anAddressIsErasedHoweverItsAtSignIsWritten(String form) {
        // Given
        String body = form.formatted("buyer." + digits + (form.startsWith("{\"told\": \"?") || form.startsWith("a=") ? "_a%2Bb" : "_a+b"), "example.com");
        long letter = deadLetter("x1", body);

        // When
        given().delete("/buyers/{id}", mail.toUpperCase()).then().statusCode(200).body("erased.dead_letters", equalTo(1)).body("left.dead_letters", equalTo(0));

        // Then
        assertThat(body(letter)).doesNotContain(digits);
    }

    @Test
    void aMessageOnItsWayToKafkaIsErased() throws Exception {
        try (Connection connection = database.getConnection()) {
            Transactions.run(connection, () -> {
                // Given a message that waits, for this test has the lock of whoever would send it
                AdvisoryLock.SPOOL.take(new Statements(connection));
                sql.update("insert into spool (channel, key, body, headers, source, received_at) values ('test', ?, ?, '{\"x-from\": \"%s\"}', 'webhook', now())"
                    .formatted(mail), platform, ("{\"told\": \"+84 " + digits + " " + mail + "\"}").getBytes(UTF_8));

                // When
                given().delete("/buyers/{id}", mail).then().statusCode(200).body("erased.waiting", equalTo(1)).body("left.waiting", equalTo(0));

                // Then
                assertThat(sql.query("select headers || convert_from(body, 'UTF8')::jsonb from spool where key = ?", row -> row.getString(1), platform))
                    .containsExactly("{\"told\": \"[erased]\"}");
                return sql.update("delete from spool where key = ?", platform);
            });
        }
    }

    @Test
    void wordsAboutALetterAreErasedAndCountedToo() {
        // Given letters whose message tells nobody
        long letter = deadLetter("x1", "{}");
        sql.update("update dead_letter set detail = ? where id = ?", "no such phone +84 " + digits, letter);
        replay(letter, null, "no such phone 0" + digits);

        // When
        given().delete("/buyers/{id}", "0" + digits).then().statusCode(200).body("erased.dead_letters", equalTo(1)).body("erased.replays", equalTo(1))
            .body("left.dead_letters", equalTo(0)).body("left.replays", equalTo(0));

        // Then
        assertThat(sql.query("select d.detail || r.detail from dead_letter d join dead_letter_replay r on r.dead_letter_id = d.id where d.id = ?",
            row -> row.getString(1), letter)).containsExactly("[erased][erased]");
    }

    @Test
    void moreThanAPageIsErasedAndNothingIsCutOff() {
        // Given more orders of the buyer than are erased at a time, and as many letters before theirs that only look like it
        sql.update("""
            insert into orders (platform, shop_id, order_id, buyer, buyer_at, created_at, updated_at)
            select ?, 's', n::text, ?::jsonb, now(), now(), now() from generate_series(1, 10001) n""", platform, buyer("0" + digits));
        sql.update("""
            insert into dead_letter (channel, reason, detail, remedy, mapping, key, body, headers, source, received_at, failed_at, topic, kafka_partition, kafka_offset)
            select 'test', 'UNKNOWN_STATUS', 'd', 'r', 'm', ?, ?, '{}', 'webhook', now(), now(), ?, 0, n from generate_series(1, 10001) n""",
            platform, ("{\"total\": \"77" + digits + "\"}").getBytes(UTF_8), platform);
        deadLetter("x1", "{\"phone\": \"0" + digits + "\"}");

        // When
        JsonPath answer = given().delete("/buyers/{id}", "0" + digits).then().statusCode(200).extract().jsonPath();
        sql.update("delete from dead_letter where topic = ?", platform);
        sql.update("delete from orders where platform = ?", platform);

        // Then
        assertThat(answer.getInt("erased.orders")).isEqualTo(10001);
        assertThat(answer.getInt("erased.dead_letters")).isEqualTo(1);
        assertThat(answer.getMap("left").values()).containsOnly(0);
    }

    @Test
    void whoStoresOrdersDoesNotWaitWhileMessagesAreRead() throws Exception {
        // Given an erasure that waits for a letter which somebody holds
        store("o1", "2026-03-01T00:00:00Z", buyer("0" + digits));
        long letter = deadLetter("o1", "{\"phone\": \"0" + digits + "\"}");
        CompletableFuture<Integer> erased;
        try (Connection connection = database.getConnection()) {
            erased = Transactions.run(connection, () -> {
                new Statements(connection).query("select 1 from dead_letter where id = ? for update", row -> 1, letter);
                CompletableFuture<Integer> erasing = CompletableFuture.supplyAsync(() -> given().delete("/buyers/{id}", "0" + digits).jsonPath().getInt("erased.orders"));
                await().until(() -> sql.query("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like 'update dead_letter set body%'",
                    row -> row.getInt(1)).get(0) == 1);

                // When others write the order and the names, then they may, whoever else writes names for a moment
                await().until(() -> sql.query("select pg_try_advisory_xact_lock(" + AdvisoryLock.BUYER_NAMES.key + ") from orders where platform = ? for update nowait", row -> row.getBoolean(1),
                    platform).equals(List.of(true)));
                return erasing;
            });
        }
        assertThat(erased.get(1, TimeUnit.MINUTES)).isEqualTo(1);
    }

    @Test
    void anErasureThatFailsSaysWhatItErasedAndIsInTheAudit() throws Exception {
        // Given a letter of the buyer's order, of which nobody can say what it means, behind another of theirs
        store("o1", "2026-03-01T00:00:00Z", buyer("0" + digits));
        long first = deadLetter("x1", "{\"phone\": \"0" + digits + "\"}");
        sql.update("insert into spool (channel, key, body, headers, source, received_at) values ('test', ?, '{}', '{\"a\": {}}', 'webhook', now())", platform + ":s:o1");
        long begun = sql.query("select coalesce(max(id), 0) from audit_entry", row -> row.getLong(1)).get(0);

        // When
        try (Connection connection = database.getConnection()) {
            Transactions.run(connection, () -> {
                AdvisoryLock.SPOOL.take(new Statements(connection));
                given().delete("/buyers/{id}", "0" + digits).then().statusCode(503).contentType("application/problem+json")
                    .body("detail", startsWith("0 orders, 1 messages and lines are erased"));
                return sql.update("delete from spool where key = ?", platform + ":s:o1");
            });
        }

        // Then
        assertThat(body(first)).contains("[erased]");
        assertThat(sql.query("select detail from audit_entry where action = 'ERASE_BUYER' and id > ? order by id", row -> row.getString(1), begun)).containsExactly("begun");
        // and it can be asked for again
        given().delete("/buyers/{id}", "0" + digits).then().statusCode(200).body("erased.orders", equalTo(1)).body("left.values().sum()", equalTo(0));
        assertThat(sql.query("select detail from audit_entry where action = 'ERASE_BUYER' and id > ? order by id", row -> row.getString(1), begun))
            .containsExactly("begun", "begun", "1 orders, 0 messages and lines");
    }

    @ParameterizedTest
    @ValueSource(strings = {"09", "n@", "@example.com", "an@example", "an@example.c", "1--------"})
    void whatIsNobodysAloneIsRefused(String id) {
        given().delete("/buyers/{id}", id).then().statusCode(400).contentType("application/problem+json").body("detail", containsString("id:"));
    }

    private String buyer(String phone) {
        return "{\"id\": \"u" + digits + "\", \"name\": \"Nguyễn Bảo Ngọc\", \"phone\": \"" + phone + "\", \"email\": \"" + mail + "\", \"address\": \"12 Lê Lợi\"}";
    }

    private void store(String orderId, String at, String buyer) throws Exception {
        String message = """
            {"event_id": "%s:%s:%s", "platform": "%s", "shop_id": "s", "order_id": "%s", "status": "PENDING", "platform_status": "pending",
             "timestamp": "%s", "received_at": "%s", "amount": "150000", "currency": "VND", "buyer": %s, "items": [{"sku": "A", "quantity": "1"}],
             "source": "webhook", "mapping": "test/test.jslt@00000000"}""".formatted(platform, orderId, at, platform, orderId, at, at, buyer);
        store.store(OrderBatch.of(List.of(message.getBytes(UTF_8))), new int[] {0}, new String[0]);
    }

    private long deadLetter(String orderId, String body) {
        return deadLetter(platform, orderId, body);
    }

    private long deadLetter(String ofPlatform, String orderId, String body) {
        return letter("test", ofPlatform + ":s:" + orderId, body);
    }

    private long letter(String channel, String key, String body) {
        return sql.query("""
            insert into dead_letter (channel, reason, detail, remedy, mapping, key, body, headers, source, received_at, failed_at, topic, kafka_partition, kafka_offset)
            values (?, 'UNKNOWN_STATUS', 'd', 'r', 'm', ?, ?, '{}', 'webhook', now(), now(), 't', 0, (random() * 1e15)::bigint) returning id""",
            row -> row.getLong(1), channel, key, body.getBytes(UTF_8)).get(0);
    }

    private void replay(long letter, String body, String detail) {
        sql.update("insert into dead_letter_replay (id, dead_letter_id, body, state, detail) values (gen_random_uuid(), ?, ?, 'FAILED', ?)",
            letter, body == null ? null : body.getBytes(UTF_8), detail);
    }

    private void bankLine(String id, String reference) {
        sql.update("insert into bank_line (line_id, account, booked_on, direction, amount, currency, reference) values (?, 'a', current_date, 'CREDIT', 150000, 'VND', ?)",
            platform + id, reference);
    }

    private String body(long letter) {
        return sql.query("select body from dead_letter where id = ?", row -> new String(row.getBytes(1), UTF_8), letter).get(0);
    }

    /** All tables there are, each row as text, in which bytes are hexadecimal. */
    private List<String> tablesThatTell(String words) {
        List<String> found = new ArrayList<>();
        for (String table : sql.query("select relname::text from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace", row -> row.getString(1))) {
            boolean tells = sql.query("select exists (select from \"" + table + "\" t where t::text ilike ? or t::text like ?)", row -> row.getBoolean(1),
                "%" + words + "%", "%" + HexFormat.of().formatHex(words.getBytes(UTF_8)) + "%").get(0);
            if (tells) {
                found.add(table);
            }
        }
        return found;
    }
}
