package finance.payments;

import static finance.payments.Ipns.vnpay;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import database.Sql;
import embedded.TestServers;
import finance.FinanceOn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topics.TopicRecords;

/** Payments that shops tell of, what is shown of payments, and what becomes of them when PostgreSQL takes none. */
@QuarkusTest
@TestProfile(FinanceOn.class)
class PaymentResourceTest {

    @Inject
    Sql sql;

    @Inject
    PaymentGauges gauges;

    private final String order = "shop-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void aPaymentThatAShopTookIsRecordedOnce() {
        // Given
        store(order, null);
        String body = body("cash", ", \"fee\": 1000, \"settledAt\": \"2026-11-20T10:00:00+07:00\"");

        // When
        tell(body).statusCode(201).body("payment_id", equalTo("cash:" + order), "status", equalTo("CAPTURED"), "amount", equalTo("250000"),
            "fee", equalTo("1000"), "refunded", equalTo("0"), "waits_for", nullValue(), "platform", equalTo("shop-test"), "settled_at", equalTo("2026-11-20T03:00:00Z"));
        tell(body).statusCode(200);

        // Then
        assertThat(sql.query("select count(*) from erp_posting where order_id = ?", row -> row.getInt(1), order)).containsExactly(1);
    }

    @Test
    void aRefundIsToldWithThePayment() {
        store(order, null);
        tell(body("cash", "")).statusCode(201);
        tell(body("cash", ", \"refunded\": \"50000\"")).statusCode(200).body("status", equalTo("CAPTURED"), "refunded", equalTo("50000"));
        tell(body("cash", ", \"refunded\": 250000")).statusCode(200).body("status", equalTo("REFUNDED"));
    }

    @Test
    void aPaymentThatWasBegunIsTheOneTheIpnTellsOf() {
        // Given
        store(order, null);
        tell(body("vnpay", ", \"begunAt\": \"2026-11-20T10:00:00+07:00\"")).statusCode(201).body("status", equalTo("PENDING"));

        // When
        String answer = Ipns.code(vnpay(order, "77", 250_000));

        // Then
        assertThat(answer).isEqualTo("00");
        given().get("/payments/vnpay:" + order).then().statusCode(200).body("status", equalTo("CAPTURED"), "transaction_id", equalTo("77"));
    }

    @Test
    void theSamePaymentWithAnotherAmountIsAConflict() {
        store(order, null);
        tell(body("cash", "")).statusCode(201);
        tell(body("cash", "").replace("250000", "250001")).statusCode(409).contentType("application/problem+json");
        given().get("/payments/cash:" + order).then().body("amount", equalTo("250000"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"provider\": \"cash\"|\"provider\": \"Cash!\"|provider", "250000|0|amount", "250000|0.5|amount", "VND|dong|currency",
        "\"amount\"|\"amout\"|amount", "\"provider\": \"cash\"|\"provider\": \"vnpay\", \"status\": \"CAPTURED\"|status",
        "\"provider\": \"cash\"|\"provider\": \"momo\", \"transactionId\": 5|transactionId", "\"provider\": \"cash\"|\"provider\": \"cash\", \"refunded\": 250001|refunded",
        "\"provider\": \"cash\"|\"provider\": \"cash\", \"fee\": -1|fee",
        "\"provider\": \"cash\"|\"provider\": \"cash\", \"fee\": 1000.5|fee",
        "\"provider\": \"cash\"|\"provider\": \"cash\", \"settledAt\": \"1999-12-31T23:59:59Z\"|settledAt: must be from the year 2000 on",
        "\"provider\": \"cash\"|\"provider\": \"cash\", \"settledAt\": \"2999-01-01T00:00:00Z\"|settledAt: must be from the year 2000 on",
        "\"provider\": \"cash\"|\"provider\": \"cash\", \"refunded\": \"33333.33\"|refunded", "\"reference\"|\"orderId\"|body"})
    void aWrongFieldIsNamed(String said, String instead, String field) {
        tell(body("cash", "").replace(said, instead)).statusCode(400).contentType("application/problem+json").body("detail", containsString(field));
    }

    @Test
    void paymentsAreListedTheNewestFirstInPages() {
        // Given
        for (int i = 1; i <= 3; i++) {
            tell(body("till-" + i, "")).statusCode(201);
        }

        // When
        List<String> listed = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = given().queryParams("order", order, "limit", 1, "cursor", cursor).get("/payments").then().statusCode(200).extract().jsonPath();
            listed.addAll(page.getList("payments.payment_id"));
            cursor = page.getString("next");
        }

        // Then
        assertThat(listed).containsExactly("till-3:" + order, "till-2:" + order, "till-1:" + order);
        assertThat(given().queryParams("order", order, "provider", "till-2", "status", "CAPTURED", "waitsFor", "ORDER", "from", "2026-01-01T00:00:00Z", "to", "2999-01-01T00:00:00Z")
            .get("/payments").jsonPath().getList("payments.payment_id")).containsExactly("till-2:" + order);
    }

    @ParameterizedTest
    @CsvSource({"status,captured", "waitsFor,MONEY", "limit,201", "cursor,x", "cursor,eABi", "from,yesterday"})
    void aBadParameterIsNamed(String name, String value) {
        given().queryParam(name, value).get("/payments").then().statusCode(400).contentType("application/problem+json").body("detail", containsString(name));
    }

    @Test
    void aPaymentThatNobodyKnowsIsA404() {
        given().get("/payments/vnpay:none").then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void aSettledPaymentIsToldOnceAndReachesCreditWhereADealerOwes() {
        // Given
        String dealers = order + "-d";
        store(order, null);
        store(dealers, "no-such-dealer");

        // When
        tell(body("cash", "")).statusCode(201);
        tell(body("cash", "")).statusCode(200);
        await().untilAsserted(() -> assertThat(told(order)).isNotEmpty());
        tell(body("cash", "").replace(order, dealers)).statusCode(201);
        await().untilAsserted(() -> assertThat(credited(dealers)).containsExactly(250_000));

        // Then
        assertThat(told(order)).singleElement().asString().contains("\"payment_id\":\"cash:" + order + "\"", "\"platform\":\"shop-test\"", "\"on_account\":false");
        assertThat(told(dealers)).singleElement().asString().doesNotContain("on_account");
        assertThat(credited(order)).isEmpty();
    }

    private static List<String> told(String orderId) {
        return TopicRecords.of(TestServers.addresses().get("kafka.bootstrap.servers"), "payment.settled").stream()
            .map(record -> new String(record.value(), UTF_8)).filter(message -> message.contains("\"" + orderId + "\"")).toList();
    }

    private List<Integer> credited(String orderId) {
        return sql.query("select amount from dealer_payment where payment_id = ?", row -> row.getInt(1), "cash:" + orderId);
    }

    @Test
    void moneyThatDoesNotAgreeIsCountedByProvider() {
        // Given: nobody's order
        tell(body("cash", "")).statusCode(201);

        // When
        gauges.refresh();

        // Then
        assertThat(given().get("/q/metrics").asString())
            .containsPattern("ordersync_payments_waiting\\{[^}]*provider=\"other\",[^}]*waits_for=\"ORDER\"[^}]*} [1-9]")
            .containsPattern("ordersync_payments_waiting_oldest_age_seconds\\{[^}]*waits_for=\"ORDER\"")
            .containsPattern("ordersync_payments_received_total\\{[^}]*provider=\"other\"[^}]*source=\"shop\"")
            .containsPattern("ordersync_payments_recorded_total\\{[^}]*status=\"CAPTURED\"");
    }

    @Test
    void whatPostgresqlDoesNotTakeIsToldAgain() {
        // Given
        String vnpay = Ipns.signed(vnpay(order, "1", 250_000));
        String momo = Ipns.momo(order, 2, 250_000, 0);
        sql.update("alter table payment rename to payment_away");
        try {
            // When, then
            Ipns.get(vnpay).then().statusCode(200).contentType("application/json").body("RspCode", equalTo("99"), "Message", equalTo("Unknown error"));
            Ipns.post(momo).then().statusCode(503).header("Retry-After", "5").contentType("application/problem+json");
            tell(body("cash", "")).statusCode(503).header("Retry-After", "1").contentType("application/problem+json");
        } finally {
            sql.update("alter table payment_away rename to payment");
        }
        Ipns.get(vnpay).then().body("RspCode", equalTo("01"));
        Ipns.post(momo).then().statusCode(204);
        tell(body("cash", "")).statusCode(201);
    }

    private String body(String provider, String more) {
        return "{\"provider\": \"" + provider + "\", \"reference\": \"" + order + "\", \"orderId\": \"" + order + "\", \"amount\": 250000, \"currency\": \"VND\"" + more + "}";
    }

    private static ValidatableResponse tell(String body) {
        return given().contentType("application/json").body(body).post("/payments").then();
    }

    private void store(String orderId, String dealer) {
        sql.update("""
            insert into orders (platform, shop_id, order_id, status, amount, currency, dealer_id, created_at, updated_at)
            values ('shop-test', 's1', ?, 'CONFIRMED', ?, 'VND', ?, now(), now())""", orderId, BigDecimal.valueOf(250_000), dealer);
    }
}
