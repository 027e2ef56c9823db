package buyers;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import orders.OrderBatch;
import orders.OrderStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class BuyersTest {

    @Inject
    Sql sql;

    @Inject
    OrderStore store;

    private final String platform = "p" + UUID.randomUUID().toString().substring(0, 8);
    private final String digits = "9" + new Random().nextInt(10_000_000, 99_999_999);
    private final String mail = "buyer." + digits + "@example.com";

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
        sql.update("insert into dead_letter_replay (id, dead_letter_id, body, state, detail) values (gen_random_uuid(), ?, ?, 'FAILED', ?)",
            letter, ("{\"customer\": {\"email\": \"" + mail.toUpperCase() + "\"}}").getBytes(UTF_8), "no such phone 0" + digits);
        sql.update("insert into bank_line (line_id, account, booked_on, direction, amount, currency, reference) values (?, 'a', current_date, 'CREDIT', 150000, 'VND', ?)",
            platform, "ck 0" + digits + " mua hang");
        await().until(() -> !sql.query("select 1 from order_by_buyer where words like ?", row -> 1, "%" + digits + "%").isEmpty());
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
        given().delete("/buyers/{id}", id).then().statusCode(200).body("erased.orders", equalTo(1)).body("erased.dead_letters", equalTo(1));

        // Then
        assertThat(body(elsewhere)).contains(id);
    }

    @Test
    void aFewCharactersAreNobody() {
        given().delete("/buyers/{id}", "09").then().statusCode(400).contentType("application/problem+json").body("detail", containsString("id:"));
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
        return sql.query("""
            insert into dead_letter (channel, reason, detail, remedy, mapping, key, body, headers, source, received_at, failed_at, topic, kafka_partition, kafka_offset)
            values ('test', 'UNKNOWN_STATUS', 'd', 'r', 'm', ?, ?, '{}', 'webhook', now(), now(), 't', 0, (random() * 1e15)::bigint) returning id""",
            row -> row.getLong(1), platform + ":s:" + orderId, body.getBytes(UTF_8)).get(0);
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
