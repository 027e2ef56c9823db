package credit;

import static credit.Books.post;
import static credit.Books.put;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class DealerResourceTest {

    private static final String TERMS = "{\"name\": \"A\", \"limit\": 100, \"currency\": \"VND\", \"termsDays\": 30, \"graceDays\": 5}";

    @Inject
    Sql sql;

    /** Each test has dealers of its own. */
    private final String p = "d" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private Books books;

    @BeforeEach
    void open() {
        books = new Books(sql);
    }

    @Test
    void aDealerIsMadeThenChangedAndShown() {
        // When
        put(p + "a", 500_000_000, null).statusCode(201);
        put(p + "a", "600000000", null).statusCode(200);

        // Then
        given().get("/dealers/{id}", p + "a").then().statusCode(200)
            .body("customer_id", equalTo(p + "a")).body("limit", equalTo("600000000")).body("permanent_limit", equalTo("600000000"))
            .body("temporary_limit", nullValue()).body("outstanding", equalTo("0")).body("held", equalTo("0"))
            .body("available", equalTo("600000000")).body("locked", equalTo(false)).body("reason", nullValue())
            .body("terms_days", equalTo(30)).body("grace_days", equalTo(5)).body("pool", equalTo(List.of(p + "a"))).body("currency", equalTo("VND"));
        given().get("/dealers/{id}/audit", p + "a").then().statusCode(200)
            .body("audit.action", equalTo(List.of("DEALER_CHANGED", "DEALER_CREATED"))).body("audit[0].actor", equalTo("admin"))
            .body("audit[0].before.limit", equalTo(500_000_000f)).body("audit[0].after.limit", equalTo(600_000_000f))
            .body("audit[1].before", nullValue());
    }

    @Test
    void theListTellsWhatWaitsOfEachDealerAndOverHowMuch() {
        // Given one of whom two orders wait, of one of which the amount is not known in its currency, and one of whom none does
        put(p + "a", 100, null);
        put(p + "b", 100, null);
        books.waitingOrder(p + "a", p + "known", "OVER_LIMIT", "b2b");
        books.waitingOrder(p + "a", p + "unknown", "NO_RATE", "b2b");
        books.run("update credit_order set amount = 250000 where order_id = ?", p + "known");

        // When
        ValidatableResponse list = given().queryParam("text", p).get("/dealers").then().statusCode(200);

        // Then
        list.body("dealers.waiting.orders", equalTo(List.of(2, 0))).body("dealers.waiting.amount", equalTo(List.of("250000", "0")))
            .body("dealers[0].waiting.oldest", equalTo("2026-11-01T00:00:00Z")).body("dealers[1].waiting.oldest", nullValue());
    }

    @Test
    void aChangeThatChangesNothingLeavesNoTrace() {
        // Given
        put(p + "a", 100, null).statusCode(201);

        // When
        put(p + "a", "100", null).statusCode(200);

        // Then
        assertThat(books.one("select version from dealer where customer_id = ?", p + "a")).isEqualTo("1");
        assertThat(books.one("select count(*) from credit_audit where customer_id = ?", p + "a")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "limit|-1", "limit|1.5", "limit|\"1,000\"", "limit|\"\"", "limit|null", "limit|true", "limit|[1]", "limit|1e400", "limit|1000000000000000",
        "limit|99999999999999999999999999999999999999", "limit|\"1e3\"", "limit|\"100\\u0000\"", "limit|0.00001", "limit|\"NaN\"",
        "name|7", "name|\"\"", "name|\"  \"", "name|\"a\\u0000b\"", "name|null", "name|\"\\ud800\"", "currency|\"XXX\"", "currency|\"vnd\"", "currency|\"VNDD\"", "currency|1",
        "termsDays|-1", "termsDays|3651", "termsDays|\"30\"", "termsDays|1.5", "termsDays|99999999999", "graceDays|null", "graceDays|{}", "parent|5", "parent|\" \""})
    void aBadFieldIsNamed(String field, String value) {
        // When
        String body = "{\"name\": \"A\", \"limit\": 100, \"currency\": \"VND\", \"termsDays\": 30, \"graceDays\": 5, \"parent\": null}"
            .replaceAll("\"" + field + "\": [^,}]+", java.util.regex.Matcher.quoteReplacement("\"" + field + "\": " + value));

        // Then
        given().contentType("application/json").body(body).put("/dealers/{id}", p + "a").then().statusCode(400)
            .contentType("application/problem+json").body("detail", containsString(field + ": must be"))
            .body("type", equalTo("urn:ordersync:problem:bad-parameter")).body("parameter", equalTo(field));
        given().get("/dealers/{id}", p + "a").then().statusCode(404).body("type", equalTo("urn:ordersync:problem:no-such-dealer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{} {}", "{\"name\": \"a\", \"name\": \"b\"}"})
    void aBodyThatIsNoObjectOfTheseFieldsIsA400(String body) {
        given().contentType("application/json").body(body).put("/dealers/{id}", p + "a").then().statusCode(400)
            .contentType("application/problem+json").body("detail", containsString("must be"));
    }

    @Test
    void aFieldThatIsNoneIsNamed() {
        given().contentType("application/json").body("{\"nam\": 1}").put("/dealers/{id}", p + "a").then().statusCode(400)
            .body("parameter", equalTo("nam")).body("detail", containsString("those are name, limit"));
    }

    @Test
    void anIdIsAnyTextButControlCharacters() {
        // When, Then
        for (String id : List.of(p + "a/b", p + "Đại lý", p + "' or '1'='1", p + "%", p + "import")) {
            put(id, 100, null).statusCode(201);
            given().get("/dealers/{id}", id).then().statusCode(200).body("customer_id", equalTo(id));
        }
        for (String id : List.of(p + "\0", p + "\n", "x".repeat(201))) {
            put(id, 100, null).statusCode(400).body("detail", containsString("customerId"));
        }
    }

    @Test
    void dealersWithoutABodyOfJsonAreA415() {
        given().contentType("text/plain").body(TERMS).put("/dealers/{id}", p + "a").then().statusCode(415);
    }

    @Test
    void whatItMayBuyIsTheLeastThatAnyLevelLeaves() {
        // Given a dealer of a large limit below one with little room
        put(p + "root", 1000, null);
        put(p + "leaf", 5000, p + "root");
        books.move(p + "leaf", 100, 200);
        books.move(p + "root", 0, 300);

        // When, Then
        given().get("/dealers/{id}", p + "leaf").then().body("available", equalTo("400")).body("held", equalTo("100")).body("outstanding", equalTo("200"))
            .body("parent", equalTo(p + "root"));
        given().get("/dealers/{id}", p + "root").then().body("outstanding", equalTo("300")).body("pool_outstanding", equalTo("500"))
            .body("pool_held", equalTo("100")).body("available", equalTo("400"));
    }

    @Test
    void aParentThatCannotBeIsRefusedWithTheReason() {
        // Given five levels
        put(p + 1, 100, null);
        for (int level = 2; level <= 5; level++) {
            put(p + level, 100, p + (level - 1)).statusCode(201);
        }

        // When, Then
        put(p + 6, 100, p + 5).statusCode(409).contentType("application/problem+json").body("detail", containsString("at most 5 levels"));
        put(p + 1, 100, p + 3).statusCode(409).body("detail", containsString("is below"));
        put(p + 1, 100, p + 1).statusCode(409).body("detail", containsString("its own parent"));
        put(p + 5, 100, p + "none").statusCode(409).body("detail", containsString("there is no dealer " + p + "none"));
        put(p + "top", 100, null).statusCode(201);
        put(p + 1, 100, p + "top").statusCode(409).body("detail", containsString("at most 5 levels"));
        given().contentType("application/json").body(TERMS.replace("VND", "USD").replace("}", ", \"parent\": \"" + p + 1 + "\"}"))
            .put("/dealers/{id}", p + "usd").then().statusCode(409).body("detail", containsString("currency"));
        given().contentType("application/json").body(TERMS.replace("VND", "USD")).put("/dealers/{id}", p + 1).then().statusCode(409)
            .body("detail", containsString("one currency"));
    }

    @Test
    void theCurrencyStaysOnceThereAreMovements() {
        // Given one dealer with a movement and one without
        put(p + "moved", 100, null);
        put(p + "fresh", 100, null);
        books.move(p + "moved", 1, 0);

        // When, Then
        String usd = TERMS.replace("VND", "USD");
        given().contentType("application/json").body(usd).put("/dealers/{id}", p + "moved").then().statusCode(409).body("detail", containsString("movements"));
        given().contentType("application/json").body(usd).put("/dealers/{id}", p + "fresh").then().statusCode(200).body("limit", equalTo("100.00"));
    }

    @Test
    void theCurrencyStaysWhileAHigherLimitIsAskedForInIt() {
        // Given
        put(p + "a", 100, null);
        int request = post("/credit/limit-requests", "{\"customerId\": \"" + p + "a\", \"limit\": 2000, \"reason\": \"Tết\"}").statusCode(201).extract().path("id");

        // When, Then
        String usd = TERMS.replace("VND", "USD");
        given().contentType("application/json").body(usd).put("/dealers/{id}", p + "a").then().statusCode(409).body("detail", containsString("open limit request in VND"));
        post("/credit/limit-requests/" + request + "/refuse", "{\"reason\": \"x\"}").statusCode(200);
        given().contentType("application/json").body(usd).put("/dealers/{id}", p + "a").then().statusCode(200);
    }

    @Test
    void aMoveTakesThoseBelowAlongAndKeepsTheSums() {
        // Given two pools, and a dealer in the middle of one with others below it
        put(p + "r1", 1000, null);
        put(p + "r2", 1000, null);
        put(p + "mid", 1000, p + "r1");
        put(p + "leaf", 1000, p + "mid");
        books.move(p + "r1", 1, 2);
        books.move(p + "mid", 10, 20);
        books.move(p + "leaf", 100, 200);
        books.waitingOrder(p + "leaf", p + "o", "OVER_LIMIT", "b2b");
        books.agree(p);

        // When
        put(p + "mid", 1000, p + "r2").statusCode(200);

        // Then
        books.agree(p);
        given().get("/dealers/{id}", p + "r1").then().body("pool_outstanding", equalTo("2")).body("pool_held", equalTo("1"));
        given().get("/dealers/{id}", p + "r2").then().body("pool_outstanding", equalTo("220")).body("pool_held", equalTo("110"));
        given().get("/dealers/{id}", p + "leaf").then().body("pool", equalTo(List.of(p + "leaf", p + "mid", p + "r2")));
        assertThat(books.one("select string_agg(locked_orders || ' ' || release_due, ', ' order by customer_id) from dealer where customer_id in (?, ?)", p + "r1", p + "r2"))
            .isEqualTo("0 false, 1 true");

        // When it leaves every pool
        put(p + "mid", 1000, null).statusCode(200);

        // Then
        books.agree(p);
        given().get("/dealers/{id}", p + "mid").then().body("pool_outstanding", equalTo("220")).body("parent", nullValue());
        assertThat(books.one("select locked_orders from dealer where customer_id = ?", p + "mid")).isEqualTo("1");
        assertThat(books.one("select count(*) from dealer where customer_id like ? and version > 1", p + "%")).isEqualTo("4");
    }

    @Test
    void aNewDealerFindsTheOrdersThatWaitedForIt() {
        // Given an order of a dealer that nobody has told of
        books.waitingOrder(p + "late", p + "o", "UNKNOWN_DEALER", "b2b");

        // When
        put(p + "late", 1000, null).statusCode(201);

        // Then
        assertThat(books.one("select locked_orders || ' ' || release_due from dealer where customer_id = ?", p + "late")).isEqualTo("1 true");
    }

    @Test
    void aHigherLimitReleasesWhatWaitsAndALowerOneDoesNot() {
        // Given
        put(p + "a", 100, null);
        books.waitingOrder(p + "a", p + "o", "OVER_LIMIT", "b2b");

        // When, Then
        put(p + "a", 50, null);
        assertThat(books.one("select release_due from dealer where customer_id = ?", p + "a")).isEqualTo("f");
        put(p + "a", 200, null);
        assertThat(books.one("select release_due from dealer where customer_id = ?", p + "a")).isEqualTo("t");
    }

    @Test
    void aLockByHandHoldsForThoseBelowAndIsAuditedAndLifted() {
        // Given
        put(p + "root", 1000, null);
        put(p + "leaf", 1000, p + "root");
        books.waitingOrder(p + "leaf", p + "o", "MANUAL_LOCK", "b2b");

        // When
        post("/dealers/" + p + "root/lock", "{\"reason\": \"The cheque bounced\"}").statusCode(200).body("locked", equalTo(true))
            .body("reason", equalTo("MANUAL_LOCK")).body("lock_reason", equalTo("The cheque bounced"));

        // Then
        given().get("/dealers/{id}", p + "leaf").then().body("locked", equalTo(true)).body("locked_by", equalTo(p + "root"));
        given().queryParams("text", p, "locked", "true").get("/dealers").then().body("dealers.customer_id", equalTo(List.of(p + "leaf", p + "root")));
        given().queryParams("text", p, "locked", "false").get("/dealers").then().body("dealers", empty());

        // When
        post("/dealers/" + p + "root/unlock", "{\"reason\": \"Paid\"}").statusCode(200).body("locked", equalTo(false));
        post("/dealers/" + p + "root/unlock", "{\"reason\": \"Paid\"}").statusCode(200);

        // Then
        given().get("/dealers/{id}/audit", p + "root").then().body("audit.action", equalTo(List.of("DEALER_UNLOCKED", "DEALER_LOCKED", "DEALER_CREATED")))
            .body("audit[1].reason", equalTo("The cheque bounced")).body("audit[1].before.locked_by_hand", nullValue())
            .body("audit[1].after.locked_by_hand", equalTo("The cheque bounced"));
        assertThat(books.one("select release_due from dealer where customer_id = ?", p + "root")).isEqualTo("t");
    }

    @Test
    void aLockWithoutAReasonOrADealerIsRefused() {
        put(p + "a", 1000, null);
        post("/dealers/" + p + "a/lock", "{}").statusCode(400).body("detail", containsString("reason"));
        post("/dealers/" + p + "none/lock", "{\"reason\": \"x\"}").statusCode(404).body("detail", containsString(p + "none"));
        post("/dealers/" + p + "none/unlock", "{\"reason\": \"x\"}").statusCode(404);
    }

    @Test
    void pagesHoldEachDealerOnceAndATextFindsIdOrName() {
        // Given
        for (int i = 0; i < 5; i++) {
            put(p + i, 100, null);
        }

        // When
        List<String> read = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = given().queryParams("text", p, "limit", 2, "cursor", cursor).get("/dealers").jsonPath();
            read.addAll(page.getList("dealers.customer_id"));
            cursor = page.getString("next");
        }

        // Then
        assertThat(read).containsExactly(p + 0, p + 1, p + 2, p + 3, p + 4);
        given().queryParams("text", "DEALER " + p.toUpperCase() + "3").get("/dealers").then().body("dealers.customer_id", equalTo(List.of(p + 3)));
        given().queryParams("text", p + "_").get("/dealers").then().body("dealers", empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"đại lý minh %s", "dai ly minh %s", "DAI LY MINH %s", "Đa\u0323i ly\u0301 Minh %s"})
    void aNameIsFoundWithAndWithoutItsAccentsHoweverTheyAreWritten(String text) {
        // Given
        given().contentType("application/json").body("{\"name\": \"Đại lý Minh %s Phát\", \"limit\": 100, \"currency\": \"VND\", \"termsDays\": 30, \"graceDays\": 5}".formatted(p))
            .put("/dealers/{id}", p + "a").then().statusCode(201);

        // When, Then
        given().queryParams("text", text.formatted(p)).get("/dealers").then().body("dealers.customer_id", equalTo(List.of(p + "a")));
        given().queryParams("text", "dai ly%" + p).get("/dealers").then().body("dealers", empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ĐL-%s-0042", "đl-%s", "DL-%s-00"})
    void anIdIsFoundByItsStartInAnyCaseAndWithoutItsAccents(String text) {
        // Given
        String id = "ĐL-" + p + "-0042";
        given().contentType("application/json").body("{\"name\": \"Minh\", \"limit\": 100, \"currency\": \"VND\", \"termsDays\": 30, \"graceDays\": 5}")
            .put("/dealers/{id}", id).then().statusCode(201);

        // When, Then
        given().queryParams("text", text.formatted(p.toUpperCase())).get("/dealers").then().body("dealers.customer_id", equalTo(List.of(id)));
    }

    @Test
    void theLedgerIsReadInPages() {
        // Given
        put(p + "a", 100, null);
        for (int i = 1; i <= 5; i++) {
            books.move(p + "a", i, 0);
        }

        // When
        JsonPath first = given().queryParam("limit", 3).get("/dealers/{id}/ledger", p + "a").jsonPath();
        JsonPath second = given().queryParams("limit", 3, "cursor", first.getString("next")).get("/dealers/{id}/ledger", p + "a").jsonPath();

        // Then
        assertThat(first.getList("ledger.held")).containsExactly("5", "4", "3");
        assertThat(second.getList("ledger.held")).containsExactly("2", "1");
        assertThat(second.getString("next")).isNull();
        given().get("/dealers/{id}/ledger", p + "none").then().statusCode(404);
    }

    @Test
    void invoicesAreReadInPagesTheFirstDueFirst() {
        // Given
        put(p + "a", 100, null);
        LocalDate day = LocalDate.parse("2026-01-10");
        books.invoice(p + "a", p + "late", 100, 100, day.plusDays(1));
        books.invoice(p + "a", p + "b", 100, 40, day);
        books.invoice(p + "a", p + "a", 100, 0, day);

        // When
        JsonPath first = given().queryParam("limit", 2).get("/dealers/{id}/invoices", p + "a").jsonPath();
        JsonPath second = given().queryParams("limit", 2, "cursor", first.getString("next")).get("/dealers/{id}/invoices", p + "a").jsonPath();

        // Then
        assertThat(first.getList("invoices.order_id")).containsExactly(p + "a", p + "b");
        assertThat(second.getList("invoices.order_id")).containsExactly(p + "late");
        given().queryParam("open", "true").get("/dealers/{id}/invoices", p + "a").then().body("invoices.open", equalTo(List.of("40", "100")));
        given().queryParam("open", "false").get("/dealers/{id}/invoices", p + "a").then().body("invoices.order_id", equalTo(List.of(p + "a")));
    }

    @ParameterizedTest
    @CsvSource({"/dealers,limit,0", "/dealers,locked,yes", "/dealers,cursor,!!", "/dealers,cursor,YQBi", "/dealers/{id}/invoices,open,1",
        "/dealers/{id}/invoices,cursor,YQBiAGMAZA", "/dealers/{id}/ledger,cursor,x", "/dealers/{id}/audit,limit,x"})
    void aBadParameterIsNamed(String path, String name, String value) {
        put(p + "a", 100, null);
        given().queryParam(name, value).get(path.replace("{id}", p + "a")).then().statusCode(400).contentType("application/problem+json")
            .body("detail", containsString(name));
    }

    @Test
    void theApiOfDealersIsDescribedWithExamples() {
        JsonPath api = given().get("/q/openapi?format=json").jsonPath();
        assertThat(api.getString("paths.'/dealers/{customerId}'.put.requestBody.content.'application/json'.schema.'$ref'")).endsWith("/DealerTerms");
        assertThat(api.getString("paths.'/dealers/{customerId}'.put.requestBody.content.'application/json'.examples.terms.value")).contains("termsDays");
        assertThat(api.getMap("components.schemas.DealerTerms.properties")).containsOnlyKeys("name", "limit", "currency", "termsDays", "graceDays", "parent");
        assertThat(api.getMap("components.schemas.DealerDetail.properties")).containsKeys("customer_id", "terms_days", "available");
        assertThat(api.getString("paths.'/dealers/{customerId}'.get.responses.'404'.content.'application/problem+json'.example.status")).isEqualTo("404");
        assertThat(api.getMap("paths")).containsKeys("/credit/status", "/api/credit/status", "/credit/unlock", "/credit/limit-requests",
            "/credit/limit-requests/{id}/approve", "/credit/limit-requests/{id}/refuse", "/credit/rates", "/credit/rates/{currency}/{day}", "/dealers/import");
    }
}
