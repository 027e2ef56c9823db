package credit;

import io.restassured.response.Response;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import static credit.Books.post;
import static credit.Books.put;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Status, unlocking, limit requests, rates and corrections. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class CreditApiTest {

    @Inject
    Sql sql;

    @Inject
    TemporaryLimits temporaryLimits;

    private final String p = "c" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private Books books;

    @BeforeEach
    void open() {
        books = new Books(sql);
    }

    @Test
    void theStatusTellsTheNumbersTheLockAndWhatWaitsAtBothAddresses() {
        // Given
        put(p + "a", 1000, null);
        books.move(p + "a", 100, 200);
        books.waitingOrder(p + "a", p + "o1", "OVER_LIMIT", "b2b");
        books.waitingOrder(p + "a", p + "o2", "OVER_LIMIT", "b2b");

        // When, Then
        for (String path : List.of("/credit/status", "/api/credit/status")) {
            given().queryParam("customerId", p + "a").get(path).then().statusCode(200).body("limit", equalTo("1000")).body("held", equalTo("100"))
                .body("outstanding", equalTo("200")).body("available", equalTo("700")).body("locked", equalTo(false)).body("reason", nullValue())
                .body("waiting.orders", equalTo(2)).body("waiting.oldest", equalTo("2026-11-01T00:00:00Z"));
            given().queryParam("customerId", p + "none").get(path).then().statusCode(404).contentType("application/problem+json");
            given().get(path).then().statusCode(400).body("detail", containsString("customerId"));
            given().queryParam("customerId", "a\0").get(path).then().statusCode(400).body("detail", containsString("customerId"));
        }
    }

    @Test
    void anOrderThatWaitsIsReleasedOnAPersonsWord() {
        // Given an order of 100 VND that does not fit
        put(p + "a", 50, null);
        books.waitingOrder(p + "a", p + "o", "OVER_LIMIT", "b2b");
        books.run("update credit_order set told_currency = 'VND', credit = ?::json where order_id = ?",
            "{\"decision\": \"LOCKED\", \"dealer\": \"" + p + "a\", \"limit\": \"50\", \"version\": 1}", p + "o");

        // When, Then
        post("/credit/unlock", "{\"orderId\": \"" + p + "o\", \"reason\": \"The cheque is in hand\", \"expiresAt\": \"2999-01-01T00:00:00+07:00\"}")
            .statusCode(200).body("platform", equalTo("b2b")).body("shop_id", equalTo("s")).body("credit.decision", equalTo("OK"))
            .body("credit.held", equalTo("100")).body("credit.available", equalTo("-50"));
        given().get("/dealers/{id}", p + "a").then().body("held", equalTo("100"));
        given().get("/dealers/{id}/audit", p + "a").then().body("audit.reason", hasItem("The cheque is in hand"));
    }

    @Test
    void anOrderThatCannotBeFoundOrHeldIsNotReleased() {
        // Given an order of two channels, and one without a rate
        put(p + "a", 50, null);
        books.waitingOrder(p + "a", p + "two", "OVER_LIMIT", "b2b");
        books.waitingOrder(p + "a", p + "two", "OVER_LIMIT", "till");
        books.waitingOrder(p + "a", p + "rate", "NO_RATE", "b2b");
        books.run("update credit_order set credit = ?::json, told_currency = 'CHF' where order_id like ?",
            "{\"decision\": \"LOCKED\", \"dealer\": \"" + p + "a\", \"limit\": \"50\", \"version\": 1}", p + "%");

        // When, Then
        post("/credit/unlock", "{\"orderId\": \"" + p + "none\", \"reason\": \"x\"}").statusCode(404).contentType("application/problem+json");
        post("/credit/unlock", "{\"orderId\": \"" + p + "two\", \"reason\": \"x\"}").statusCode(409).body("detail", containsString("b2b s, till s"));
        post("/credit/unlock", "{\"orderId\": \"" + p + "two\", \"reason\": \"x\", \"platform\": \"lazada\"}").statusCode(404);
        post("/credit/unlock", "{\"orderId\": \"" + p + "rate\", \"reason\": \"x\", \"platform\": \"b2b\", \"shop\": \"s\"}").statusCode(409)
            .body("detail", containsString("NO_RATE"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"reason\": \"x\"}|orderId", "{\"orderId\": 7, \"reason\": \"x\"}|orderId", "{\"orderId\": \"o\"}|reason",
        "{\"orderId\": \"o\\u0000\", \"reason\": \"x\"}|orderId", "{\"orderId\": \"o\", \"reason\": \"x\", \"expiresAt\": \"2020-01-01T00:00:00Z\"}|expiresAt",
        "{\"orderId\": \"o\", \"reason\": \"x\", \"expiresAt\": \"tomorrow\"}|expiresAt", "{\"orderId\": \"o\", \"reason\": \"x\", \"amount\": 1}|amount", "[]|body"})
    void anUnlockAskedForWronglyNamesTheField(String body, String field) {
        post("/credit/unlock", body).statusCode(400).contentType("application/problem+json").body("detail", containsString(field));
    }

    @Test
    void aCorrectionIsOneMoreMovement() {
        // Given
        put(p + "a", 1000, null);

        // When
        post("/dealers/" + p + "a/adjustments", "{\"amount\": \"300\", \"reason\": \"Opening balance\"}").statusCode(201).body("outstanding", equalTo("300"));
        post("/dealers/" + p + "a/adjustments", "{\"amount\": -50, \"reason\": \"Damaged\"}").statusCode(201).body("outstanding", equalTo("250"));

        // Then
        books.agree(p);
        given().get("/dealers/{id}/ledger", p + "a").then().body("ledger.outstanding", equalTo(List.of("-50", "300"))).body("ledger.reason[0]", equalTo("Damaged"));
        for (String amount : List.of("0", "1.5", "\"\"", "1e300", "null", "\"1e3\"", "true")) {
            post("/dealers/" + p + "a/adjustments", "{\"amount\": " + amount + ", \"reason\": \"x\"}").statusCode(400).body("detail", containsString("amount"));
        }
        post("/dealers/" + p + "none/adjustments", "{\"amount\": 1, \"reason\": \"x\"}").statusCode(404);
    }

    @Test
    void aCorrectionWithAKeyIsBookedOnce() throws Exception {
        // Given
        put(p + "a", 1000, null);
        put(p + "b", 1000, null);
        String body = "{\"amount\": 300, \"reason\": \"Opening balance\"}";

        // When it is sent twice at once, and once more after another movement
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<String>> answers = threads.invokeAll(List.of(() -> adjust(p + "a", body), () -> adjust(p + "a", body)));
        threads.shutdown();
        String first = answers.get(0).get();
        post("/dealers/" + p + "a/adjustments", "{\"amount\": 1, \"reason\": \"Rounding\"}").statusCode(201);

        // Then each has the same answer, and there is one movement
        assertThat(first).contains("\"outstanding\":\"300\"").isEqualTo(answers.get(1).get()).isEqualTo(adjust(p + "a", body));
        given().get("/dealers/{id}/ledger", p + "a").then().body("ledger.outstanding", equalTo(List.of("1", "300")));

        // When the key comes with another body, or of another dealer, Then nothing is booked
        correction(p + "a", "{\"amount\": 400, \"reason\": \"x\"}").then().statusCode(422).contentType("application/problem+json").body("detail", containsString("Idempotency-Key"));
        correction(p + "b", body).then().statusCode(422);
        given().get("/dealers/{id}", p + "b").then().body("outstanding", equalTo("0"));
        books.agree(p);
    }

    private String adjust(String dealer, String body) {
        return correction(dealer, body).then().statusCode(201).contentType("application/json").extract().asString();
    }

    private Response correction(String dealer, String body) {
        return given().contentType("application/json").header("Idempotency-Key", p + "key").body(body).post("/dealers/{id}/adjustments", dealer);
    }

    @Test
    void anApprovedRequestRaisesTheLimitForGood() {
        // Given
        put(p + "a", 1000, null);
        books.waitingOrder(p + "a", p + "o", "OVER_LIMIT", "b2b");
        int id = post("/credit/limit-requests", "{\"customerId\": \"" + p + "a\", \"limit\": 2000, \"reason\": \"Tết\"}").statusCode(201)
            .body("state", equalTo("OPEN")).body("limit", equalTo("2000")).extract().path("id");
        given().get("/dealers/{id}", p + "a").then().body("limit", equalTo("1000"));

        // When
        post("/credit/limit-requests/" + id + "/approve", "{\"reason\": \"Pays on time\"}").statusCode(200).body("state", equalTo("APPROVED"))
            .body("answer", equalTo("Pays on time")).body("decided_by", equalTo("admin"));

        // Then
        given().get("/dealers/{id}", p + "a").then().body("limit", equalTo("2000")).body("permanent_limit", equalTo("2000"));
        assertThat(books.one("select release_due from dealer where customer_id = ?", p + "a")).isEqualTo("t");
        given().get("/dealers/{id}/audit", p + "a").then().body("audit.action", equalTo(List.of("LIMIT_APPROVED", "LIMIT_REQUESTED", "DEALER_CREATED")))
            .body("audit[0].before.limit", equalTo(1000f)).body("audit[0].after.limit", equalTo(2000f));
        post("/credit/limit-requests/" + id + "/approve", "").statusCode(409).body("detail", containsString("APPROVED already"));
        post("/credit/limit-requests/" + id + "/refuse", "{\"reason\": \"x\"}").statusCode(409);
    }

    @Test
    void aRefusedRequestChangesNothing() {
        // Given
        put(p + "a", 1000, null);
        int id = post("/credit/limit-requests", "{\"customerId\": \"" + p + "a\", \"limit\": \"2000\", \"reason\": \"x\"}").extract().path("id");

        // When
        post("/credit/limit-requests/" + id + "/refuse", "{}").statusCode(400).body("detail", containsString("reason"));
        post("/credit/limit-requests/" + id + "/refuse", "{\"reason\": \"Pays late\"}").statusCode(200).body("state", equalTo("REFUSED"));

        // Then
        given().get("/dealers/{id}", p + "a").then().body("limit", equalTo("1000"));
        given().queryParams("customerId", p + "a", "state", "REFUSED").get("/credit/limit-requests").then().body("requests.answer", equalTo(List.of("Pays late")));
        given().queryParams("customerId", p + "a", "state", "OPEN").get("/credit/limit-requests").then().body("requests.size()", equalTo(0));
        given().get("/dealers/{id}/audit", p + "a").then().body("audit[0].action", equalTo("LIMIT_REFUSED")).body("audit[0].reason", equalTo("Pays late"));
    }

    @Test
    void aTemporaryLimitHoldsUntilItsTimeAndEndsByItself() throws SQLException {
        // Given
        put(p + "a", 1000, null);
        int id = post("/credit/limit-requests", "{\"customerId\": \"" + p + "a\", \"limit\": 2000, \"until\": \"2999-01-01T00:00:00Z\", \"reason\": \"x\"}")
            .statusCode(201).extract().path("id");
        post("/credit/limit-requests/" + id + "/approve", "").statusCode(200);
        given().get("/dealers/{id}", p + "a").then().body("limit", equalTo("2000")).body("permanent_limit", equalTo("1000"))
            .body("temporary_limit", equalTo("2000")).body("temporary_until", equalTo("2999-01-01T00:00:00Z")).body("available", equalTo("2000"));

        // When its time is over, no job need have run
        books.run("update dealer set temporary_until = ? where customer_id = ?", Instant.now().minusSeconds(1), p + "a");
        given().get("/dealers/{id}", p + "a").then().body("limit", equalTo("1000")).body("temporary_limit", nullValue());
        temporaryLimits.end();

        // Then
        assertThat(books.one("select temporary_limit from dealer where customer_id = ?", p + "a")).isNull();
        given().get("/dealers/{id}/audit", p + "a").then().body("audit[0].action", equalTo("TEMPORARY_LIMIT_ENDED")).body("audit[0].actor", equalTo("job"))
            .body("audit[0].before.temporary_limit", equalTo(2000f)).body("audit[0].after.temporary_limit", nullValue());
        assertThat(books.one("select version from dealer where customer_id = ?", p + "a")).isEqualTo("3");
    }

    @Test
    void anotherLimitEndsATemporaryOne() {
        // Given
        put(p + "a", 500, null);
        approve(700, "2999-03-01T00:00:00Z");

        // When something else of the dealer is changed, Then the temporary limit holds
        given().contentType("application/json").body("{\"name\": \"Another\", \"limit\": 500, \"currency\": \"VND\", \"termsDays\": 30, \"graceDays\": 5}")
            .put("/dealers/{id}", p + "a").then().statusCode(200).body("limit", equalTo("700"));

        // When its limit is, Then not
        put(p + "a", 0, null).statusCode(200).body("limit", equalTo("0")).body("temporary_limit", nullValue()).body("temporary_until", nullValue());
        given().get("/dealers/{id}/audit", p + "a").then().body("audit[0].before.temporary_limit", equalTo(700f)).body("audit[0].after.temporary_limit", nullValue());

        // When it is changed by a file, Then not either
        approve(700, "2999-03-01T00:00:00Z");
        given().contentType("text/csv").body("customer_id,name,limit,currency,terms_days,grace_days\n" + p + "a,A,100,VND,30,5\n")
            .post("/dealers/import").then().statusCode(200);
        given().get("/dealers/{id}", p + "a").then().body("limit", equalTo("100")).body("temporary_limit", nullValue());

        // When one is approved for good, Then not either
        approve(700, "2999-03-01T00:00:00Z");
        approve(1000, null);
        given().get("/dealers/{id}", p + "a").then().body("limit", equalTo("1000")).body("temporary_limit", nullValue());
    }

    @Test
    void aTemporaryLimitIsNotReplacedByALowerOne() {
        // Given two requests, of which the higher is approved
        put(p + "a", 500, null);
        int lower = ask(600, "2999-04-01T00:00:00Z");
        approve(700, "2999-03-01T00:00:00Z");

        // When, Then
        post("/credit/limit-requests/" + lower + "/approve", "").statusCode(409).body("detail", containsString("is 700 until 2999-03-01T00:00:00Z by now"));
        post("/credit/limit-requests", wish(700, "2999-02-01T00:00:00Z")).statusCode(400).body("detail", containsString("700 until"));
        given().get("/dealers/{id}", p + "a").then().body("limit", equalTo("700")).body("temporary_until", equalTo("2999-03-01T00:00:00Z"));

        // When as much is to hold for longer, Then it does
        approve(700, "2999-06-01T00:00:00Z");
        given().get("/dealers/{id}", p + "a").then().body("limit", equalTo("700")).body("temporary_until", equalTo("2999-06-01T00:00:00Z"));
    }

    private String wish(long limit, String until) {
        return "{\"customerId\": \"" + p + "a\", \"limit\": " + limit + (until == null ? "" : ", \"until\": \"" + until + "\"") + ", \"reason\": \"x\"}";
    }

    private int ask(long limit, String until) {
        return post("/credit/limit-requests", wish(limit, until)).statusCode(201).extract().path("id");
    }

    private void approve(long limit, String until) {
        post("/credit/limit-requests/" + ask(limit, until) + "/approve", "").statusCode(200);
    }

    @Test
    void aRequestThatCannotBeIsRefused() {
        // Given
        put(p + "a", 1000, null);

        // When, Then
        String of = "{\"customerId\": \"" + p + "a\", \"reason\": \"x\", ";
        for (String limit : List.of("1000", "-1", "2000.5", "1e99", "\"x\"", "null", "{}")) {
            post("/credit/limit-requests", of + "\"limit\": " + limit + "}").statusCode(400).body("detail", containsString("limit"));
        }
        post("/credit/limit-requests", of + "\"limit\": 2000, \"until\": \"2020-01-01T00:00:00Z\"}").statusCode(400).body("detail", containsString("until"));
        post("/credit/limit-requests", "{\"customerId\": \"" + p + "none\", \"limit\": 1, \"reason\": \"x\"}").statusCode(404);
        post("/credit/limit-requests", "{\"customerId\": [], \"limit\": 1, \"reason\": \"x\"}").statusCode(400).body("detail", containsString("customerId"));
        given().queryParam("state", "open").get("/credit/limit-requests").then().statusCode(400).body("detail", containsString("OPEN, APPROVED, REFUSED"));
        post("/credit/limit-requests/0/approve", "").statusCode(404);

        // Given as many as may be open
        for (int i = 0; i < LimitRequests.MAX_OPEN_PER_DEALER; i++) {
            post("/credit/limit-requests", of + "\"limit\": 2000}").statusCode(201);
        }
        post("/credit/limit-requests", of + "\"limit\": 2000}").statusCode(409).body("detail", containsString("20 open"));
    }

    @Test
    void aRateIsSetAndHoldsForTheDaysThatFollow() {
        // Given an order that waits for one
        put(p + "a", 1000, null);
        books.waitingOrder(p + "a", p + "o", "NO_RATE", "b2b");
        books.run("update credit_order set ordered_at = '2031-03-05T16:59:59Z' where order_id = ?", p + "o");
        put(p + "b", 1000, null);
        books.waitingOrder(p + "b", p + "later", "NO_RATE", "b2b");
        books.run("update credit_order set ordered_at = '2031-03-05T17:00:00Z' where order_id = ?", p + "later");

        // When
        given().contentType("application/json").body("{\"vnd\": 25380.5}").put("/credit/rates/USD/2031-03-01").then().statusCode(201).body("vnd", equalTo("25380.5"));
        given().contentType("application/json").body("{\"vnd\": \"25400\"}").put("/credit/rates/USD/2031-03-01").then().statusCode(200);

        // Then
        given().queryParam("day", "2031-03-03").get("/credit/rates").then().statusCode(200).body("day", equalTo("2031-03-03"))
            .body("rates", equalTo(List.of(java.util.Map.of("currency", "USD", "day", "2031-03-01", "vnd", "25400"))));
        given().queryParam("day", "2031-03-20").get("/credit/rates").then().body("rates.size()", equalTo(0));
        assertThat(books.one("select release_due from dealer where customer_id = ?", p + "a")).isEqualTo("t");
        assertThat(books.one("select release_due from dealer where customer_id = ?", p + "b")).as("the rate is too old for its day").isEqualTo("f");
        assertThat(books.one("select string_agg(coalesce(before ->> 'vnd', '-') || ' ' || (after ->> 'vnd'), ', ' order by id) from credit_audit where reason = 'USD 2031-03-01'"))
            .isEqualTo("- 25380.500000, 25380.500000 25400.000000");
        books.run("delete from fx_rate where day = '2031-03-01'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"USD|2026-11-20|{\"vnd\": 0}|vnd", "USD|2026-11-20|{\"vnd\": -1}|vnd", "USD|2026-11-20|{\"vnd\": 0.0000001}|vnd",
        "USD|2026-11-20|{\"vnd\": 1e99}|vnd", "USD|2026-11-20|{\"vnd\": \"a\"}|vnd", "USD|2026-11-20|{}|vnd", "USD|20261120|{\"vnd\": 1}|day",
        "USD|2026-02-30|{\"vnd\": 1}|day", "USD|9999-01-01|{\"vnd\": 1}|day", "VND|2026-11-20|{\"vnd\": 1}|currency", "EURO|2026-11-20|{\"vnd\": 1}|currency"})
    void aRateThatCannotBeIsRefused(String currency, String day, String body, String field) {
        given().contentType("application/json").body(body).put("/credit/rates/{currency}/{day}", currency, day).then().statusCode(400)
            .contentType("application/problem+json").body("detail", containsString(field + ": must be"));
    }
}
