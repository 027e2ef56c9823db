package orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.DecoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class OrderResourceTest {

    @Inject
    DataSource database;

    /** Each test has a platform of its own, and so sees its own orders alone. */
    private final String platform = "p" + UUID.randomUUID().toString().substring(0, 8);
    private OrderRows rows;

    @BeforeEach
    void connect() {
        rows = new OrderRows(database);
    }

    @Test
    void pagesHoldEachOrderOnceWhileOthersArrive() {
        // Given seven orders, two of them made at the same time
        for (int i = 0; i < 7; i++) {
            rows.order(platform, "s", "o" + i, "PENDING", "2026-03-0" + (i == 6 ? 6 : i + 1) + "T00:00:00.123456Z", null);
        }

        // When they are read three at a time, and another comes in after each page
        List<String> read = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = given().queryParams("platform", platform, "limit", 3, "cursor", cursor).get("/orders").jsonPath();
            read.addAll(page.getList("orders.order_id"));
            cursor = page.getString("next");
            rows.order(platform, "s", "late" + read.size(), "PENDING", "2026-04-01T00:00:00Z", null);
        }

        // Then each was read once, the one that was made last first
        assertThat(read).containsExactly("o6", "o5", "o4", "o3", "o2", "o1", "o0");
    }

    @ParameterizedTest
    @CsvSource({"shop,s2,200b", "status,SHIPPED,200b", "status,'SHIPPED,ON_HOLD',200b", "dealer,D2,200b", "text,200,200b", "text,ngọc,100a", "text,NGUYỄN,100a", "text,0901,100a",
        "from,2026-03-02T00:00:00Z,200b", "to,2026-03-02T00:00:00Z,100a", "to,2026-03-02T07:00:00+07:00,100a"})
    void aFilterFindsOneOfTwo(String filter, String value, String expected) {
        // Given
        rows.order(platform, "s1", "100a", "PENDING", "2026-03-01T00:00:00Z", "{\"name\": \"Nguyễn Bảo Ngọc\", \"phone\": \"0901234567\"}");
        rows.order(platform, "s2", "200b", "SHIPPED", "2026-03-02T00:00:00Z", "{\"name\": \"Trần\", \"phone\": \"0777\"}");
        rows.run("update orders set dealer_id = 'D2' where platform = ? and shop_id = 's2'", platform);

        // When, Then: statuses and buyers are listed a moment later
        await().untilAsserted(() -> assertThat(
            given().queryParams("platform", platform, filter, value).get("/orders").jsonPath().<String>getList("orders.order_id"))
            .containsExactly(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0900000001", "84900000001", "+84900000001", "0900 000 001", "0900.000.001", "(+84) 900-000-001"})
    void aWholePhoneNumberIsFoundInEitherSpelling(String text) {
        // Given
        rows.order(platform, "s", "o1", "PENDING", "2026-03-01T00:00:00Z", "{\"phone\": \"84900000001\"}");
        rows.order(platform, "s", "o2", "PENDING", "2026-03-02T00:00:00Z", "{\"phone\": \"0900000001\"}");
        rows.order(platform, "s", "o3", "PENDING", "2026-03-03T00:00:00Z", "{\"phone\": \"0900000002\"}");

        // When, Then
        await().untilAsserted(() -> assertThat(given().queryParams("platform", platform, "text", text).get("/orders").jsonPath().<String>getList("orders.order_id"))
            .containsExactly("o2", "o1"));
    }

    @Test
    void aPhoneNumberIsFoundAsItsChannelWritesIt() {
        rows.order(platform, "s", "o1", "PENDING", "2026-03-01T00:00:00Z", "{\"phone\": \"0900 000 001\"}");
        await().untilAsserted(() -> assertThat(given().queryParams("platform", platform, "text", "0900 000 001").get("/orders").jsonPath().<String>getList("orders.order_id"))
            .containsExactly("o1"));
    }

    @ParameterizedTest
    @CsvSource({"s1,SHIPPED,'',''", "'',SHIPPED,ngọc,''", "s2,PENDING,'',''", "'','',0901,2026-03-02T00:00:00Z", "'',SHIPPED,'',2026-03-03T00:00:00Z"})
    void filtersHoldTogether(String shop, String status, String text, String from) {
        // Given two orders, of which each has a part of what is asked for
        rows.order(platform, "s1", "100a", "PENDING", "2026-03-01T00:00:00Z", "{\"name\": \"Nguyễn Bảo Ngọc\", \"phone\": \"0901234567\"}");
        rows.order(platform, "s2", "200b", "SHIPPED", "2026-03-02T00:00:00Z", "{\"name\": \"Trần\", \"phone\": \"0777\"}");
        await().until(() -> given().queryParams("platform", platform, "status", "SHIPPED").get("/orders").jsonPath().getList("orders").size() == 1);

        // When, Then
        given().queryParams("platform", platform, "shop", shop, "status", status, "text", text, "from", from).get("/orders").then()
            .statusCode(200).body("orders", empty());
    }

    @Test
    void aStatusThatWasLeftIsNoLongerFoundAndTheNewOneIs() {
        // Given
        rows.order(platform, "s", "o1", "PENDING", "2026-03-01T00:00:00Z", null);
        await().until(() -> given().queryParams("platform", platform, "status", "PENDING").get("/orders").jsonPath().getList("orders").size() == 1);

        // When
        rows.run("""
            with changed as (update orders set status = 'SHIPPED' where platform = ? returning id)
            insert into order_change (orders, events, ages) select array[id], 1, '{}' from changed""", platform);

        // Then
        given().queryParams("platform", platform, "status", "PENDING").get("/orders").then().body("orders", empty());
        await().until(() -> given().queryParams("platform", platform, "status", "SHIPPED").get("/orders").jsonPath().getList("orders").size() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"' or '1'='1", "%", "_", "\\", "'; drop table orders; --", "\") or 1=1 --", ":platform", "?1"})
    void aFilterIsTextAndNothingElse(String hostile) {
        // Given
        rows.order(platform, "s", "o1", "PENDING", "2026-03-01T00:00:00Z", "{\"name\": \"An\"}");

        // When, Then
        given().queryParams("platform", platform, "text", hostile).get("/orders").then().statusCode(200).body("orders", empty());
        given().queryParams("platform", platform, "shop", hostile).get("/orders").then().statusCode(200).body("orders", empty());
        given().queryParams("platform", hostile).get("/orders").then().statusCode(200).body("orders", empty());
        given().queryParams("platform", platform).get("/orders").then().body("orders.order_id", equalTo(List.of("o1")));
    }

    @ParameterizedTest
    @CsvSource({"limit,0,1 to 200", "limit,201,1 to 200", "limit,x,1 to 200", "status,shipped,PENDING", "from,yesterday,2026-05-01T00:00:00Z",
        "to,2026-05-01,2026-05-01T00:00:00Z", "cursor,nonsense,next", "cursor,Zm9vfDE,next", "cursor,!!,next"})
    void aBadParameterIsNamedWithWhatIsAllowed(String name, String value, String allowed) {
        given().queryParams(name, value).get("/orders").then().statusCode(400).contentType("application/problem+json")
            .body("status", equalTo(400)).body("detail", containsString(name)).body("detail", containsString(allowed));
    }

    @Test
    void aFullPageGoesOutInOnePiece() {
        // Given
        for (int i = 0; i < 200; i++) {
            rows.order(platform, "s", "o" + i, "PENDING", "2026-03-01T00:00:00Z", "{\"name\": \"" + "Nguyễn Thị Ngọc Ánh ".repeat(10) + "\"}");
        }

        // When, Then
        given().config(RestAssuredConfig.config().decoderConfig(DecoderConfig.decoderConfig().noContentDecoders()))
            .queryParams("platform", platform, "limit", 200).get("/orders").then().statusCode(200).body("orders", hasSize(200))
            .header("Transfer-Encoding", nullValue()).header("Content-Length", Integer::parseInt, greaterThan(50_000));
    }

    @Test
    void whatABuyerCallsHimselfComesBackAsJsonAndNotAsMarkup() {
        // Given
        rows.order(platform, "s", "o1", "PENDING", "2026-03-01T00:00:00Z", "{\"name\": \"<script>alert(1)</script>\"}");

        // When, Then
        given().accept("text/html, */*").queryParams("platform", platform).get("/orders").then().statusCode(200)
            .contentType("application/json").body("orders[0].buyer.name", equalTo("<script>alert(1)</script>"));
    }

    @Test
    void anOrderIsReadWithItsAmountLinesAndItems() {
        // Given an order of three lines: one returning, one whose return was overtaken, one without a way of its own
        rows.order(platform, "s", "o1", "RETURNING", "2026-03-01T00:00:00Z", null);
        rows.line(platform, "s", "o1", "", "SHIPPED", "2026-03-01T00:00:00Z", null, null);
        rows.line(platform, "s", "o1", "1", "DELIVERED", "2026-03-01T00:00:00Z", "RETURNING", "2026-03-02T00:00:00Z");
        rows.line(platform, "s", "o1", "2", "DELIVERED", "2026-03-03T00:00:00Z", "RETURNING", "2026-03-02T00:00:00Z");
        rows.line(platform, "s", "o1", "3", null, null, "CANCELLED", "2026-03-02T00:00:00Z");

        // When, Then
        given().get("/orders/{platform}/{id}", platform, "o1").then().statusCode(200)
            .body("order_id", equalTo("o1")).body("platform", equalTo(platform)).body("shop_id", equalTo("s"))
            .body("amount", equalTo("150000")).body("currency", equalTo("VND")).body("created_at", equalTo("2026-03-01T00:00:00Z"))
            .body("buyer", nullValue()).body("items[0].price", equalTo("1.50"))
            .body("lines.line_id", equalTo(List.of("1", "2", "3")))
            .body("lines.status", equalTo(List.of("RETURNING", "DELIVERED", "CANCELLED")))
            .body("lines.platform_status", equalTo(List.of("returning", "delivered", "cancelled")));
    }

    @Test
    void anOrderThatWaitsForCreditSaysSo() {
        // Given
        rows.order(platform, "s", "o1", "ON_HOLD", "2026-03-01T00:00:00Z", null);
        rows.run("update orders set credit_locked = true, credit_version = 2, credit = cast(? as json) where platform = ?",
            "{\"decision\": \"LOCKED\", \"reason\": \"OVER_LIMIT\", \"available\": \"900\"}", platform);
        rows.order(platform, "s", "o2", "PENDING", "2026-02-01T00:00:00Z", null);

        // When, Then
        given().queryParams("platform", platform).get("/orders").then().statusCode(200)
            .body("orders.credit_locked", equalTo(List.of(true, false)));
        given().get("/orders/{platform}/{id}", platform, "o1").then().statusCode(200)
            .body("credit_locked", equalTo(true)).body("credit.reason", equalTo("OVER_LIMIT")).body("credit.available", equalTo("900"));
        given().get("/orders/{platform}/{id}", platform, "o2").then().body("credit_locked", equalTo(false)).body("credit", nullValue());
    }

    @Test
    void anOrderShowsItsPostingsAndPaymentsAndNotThoseOfAnotherShop() {
        // Given
        rows.order(platform, "s", "o1", "DELIVERED", "2026-03-01T00:00:00Z", null);
        for (String shop : List.of("s", "t")) {
            rows.run("""
                insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, status, document_number)
                values (?, 'CUSTOMER_INVOICE', ?, ?, 'o1', 150000, 'VND', 'CONFIRMED', '4711')""", platform + shop, platform, shop);
            rows.run("""
                insert into payment (payment_id, provider, order_id, platform, shop_id, amount, currency, status, updated_at)
                values (?, 'cash', 'o1', ?, ?, 150000, 'VND', 'CAPTURED', now())""", "cash:" + platform + shop, platform, shop);
        }

        // When, Then
        given().get("/orders/{platform}/{id}", platform, "o1").then().statusCode(200)
            .body("postings.business_key", equalTo(List.of(platform + "s"))).body("postings[0].amount", equalTo("150000"))
            .body("postings[0].status", equalTo("CONFIRMED")).body("postings[0].document_number", equalTo("4711"))
            .body("payments.payment_id", equalTo(List.of("cash:" + platform + "s"))).body("payments[0].status", equalTo("CAPTURED"));
    }

    @Test
    void theHistoryShowsChangesAndReadsRepetitionsAsOne() {
        // Given events that came in any order: a poll repeated a webhook, one told no status, a return was withdrawn
        rows.order(platform, "s", "o1", "SHIPPED", "2026-03-01T00:00:00Z", null);
        rows.event(platform, "s", "o1", "1", "SHIPPED", null, "2026-03-01T02:00:00Z", "webhook");
        rows.event(platform, "s", "o1", null, "PENDING", null, "2026-03-01T00:00:00Z", "webhook");
        rows.event(platform, "s", "o1", null, "PENDING", null, "2026-03-01T01:00:00Z", "poll");
        rows.event(platform, "s", "o1", null, null, "unchanged", "2026-03-01T00:30:00Z", "details");
        rows.event(platform, "s", "o1", "1", "RETURNING", null, "2026-03-01T03:00:00Z", "webhook");
        rows.event(platform, "s", "o1", "1", null, "previous", "2026-03-01T04:00:00Z", "webhook");
        rows.event(platform, "s", "o1", "2", "SHIPPED", null, "2026-03-01T05:00:00Z", "webhook");

        // When, Then
        given().get("/orders/{platform}/{id}", platform, "o1").then().statusCode(200)
            .body("history.status", equalTo(Arrays.asList("PENDING", "SHIPPED", "RETURNING", null, "SHIPPED")))
            .body("history.count", equalTo(List.of(2, 1, 1, 1, 1)))
            .body("history[0].first", equalTo("2026-03-01T00:00:00Z")).body("history[0].last", equalTo("2026-03-01T01:00:00Z"))
            .body("history[0].sources", equalTo(List.of("poll", "webhook"))).body("history[0].line_ids", empty())
            .body("history[1].line_ids", equalTo(List.of("1"))).body("history[3].effect", equalTo("previous"));
    }

    @Test
    void anIdThatSeveralShopsHaveNeedsTheShop() {
        // Given
        rows.order(platform, "s1", "o1", "PENDING", "2026-03-01T00:00:00Z", null);
        rows.order(platform, "s2", "o1", "SHIPPED", "2026-03-01T00:00:00Z", null);

        // When, Then
        given().get("/orders/{platform}/{id}", platform, "o1").then().statusCode(409).contentType("application/problem+json")
            .body("detail", containsString("s1, s2"));
        given().queryParam("shop", "s2").get("/orders/{platform}/{id}", platform, "o1").then().statusCode(200).body("status", equalTo("SHIPPED"));
        given().queryParam("shop", "s3").get("/orders/{platform}/{id}", platform, "o1").then().statusCode(404)
            .body("detail", equalTo("There is no order \"o1\" of the platform \"" + platform + "\" in the shop \"s3\"."));
    }

    @Test
    void anOrderThatIsNotThereIsAProblem() {
        given().get("/orders/{platform}/{id}", platform, "o1").then().statusCode(404).contentType("application/problem+json")
            .body("title", equalTo("Not Found"))
            .body("detail", equalTo("There is no order \"o1\" of the platform \"" + platform + "\"."));
    }
}
