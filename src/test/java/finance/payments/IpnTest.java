package finance.payments;

import static finance.payments.Ipns.code;
import static finance.payments.Ipns.momo;
import static finance.payments.Ipns.post;
import static finance.payments.Ipns.signed;
import static finance.payments.Ipns.vnpay;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import database.Sql;
import finance.FinanceOn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What VNPay and MoMo are answered, and what is kept of what they tell. */
@QuarkusTest
@TestProfile(FinanceOn.class)
class IpnTest {

    @Inject
    Sql sql;

    @Inject
    Payments payments;

    private final String order = "pay-" + UUID.randomUUID().toString().substring(0, 12);

    @Test
    void aPaymentOfAKnownOrderIsKeptAnnouncedAndPosted() {
        // Given
        store(order, 250_000, null);

        // When
        String answer = code(vnpay(order, "14226112", 250_000));

        // Then: midnight has passed in Vietnam, not yet in UTC
        assertThat(answer).isEqualTo("00");
        assertThat(rows("select payment_id, provider, platform, trim_scale(amount), currency, status, provider_status, waits_for, settled_at at time zone 'UTC' from payment where order_id = ?"))
            .containsExactly("vnpay:" + order + ":14226112 vnpay pay-test 250000 VND CAPTURED 00/00 null 2026-11-19 17:01:12");
        assertThat(rows("select business_key, kind, platform, shop_id, trim_scale(amount), currency, posting_date, document ->> 'transaction' from erp_posting where order_id = ?"))
            .containsExactly("vnpay:" + order + ":14226112:PAYMENT INCOMING_PAYMENT pay-test s1 250000 VND 2026-11-20 14226112");
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void anIpnThatDoesNotSayItsLengthIsReadToItsEnd(HttpClient.Version version) throws Exception {
        // Given
        HttpClient client = HttpClient.newBuilder().version(version).build();
        byte[] body = momo(order, 4_711, 250_000, 0).getBytes(UTF_8);

        // When
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/payments/momo/ipn"))
            .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))).build(),
            HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(rows("select trim_scale(amount) from payment where order_id = ?")).containsExactly("250000");
    }

    @Test
    void theSameIpnAgainIsConfirmedAlready() {
        // Given
        store(order, 250_000, null);

        // When
        List<String> answers = List.of(code(vnpay(order, "1", 250_000)), code(vnpay(order, "1", 250_000)));

        // Then
        assertThat(answers).containsExactly("00", "02");
    }

    @Test
    void theSameIpnAHundredTimesAtOnceIsOnePayment() {
        // Given
        store(order, 99_000, null);
        String ipn = signed(vnpay(order, "7", 99_000));

        // When
        List<CompletableFuture<String>> calls = IntStream.range(0, 100).mapToObj(i -> CompletableFuture.supplyAsync(() -> Ipns.get(ipn).<String>path("RspCode"),
            task -> new Thread(task).start())).toList();
        List<String> answers = calls.stream().map(CompletableFuture::join).toList();

        // Then
        assertThat(answers).containsOnlyOnce("00").containsOnly("00", "02");
        assertThat(rows("select count(*) from payment where order_id = ?")).containsExactly("1");
        assertThat(rows("select count(*) from erp_posting where order_id = ?")).containsExactly("1");
    }

    @Test
    void anIpnBeforeItsOrderIsKeptAndGoesOnWhenTheOrderComes() throws Exception {
        // Given
        String before = code(vnpay(order, "5", 80_000));
        assertThat(rows("select waits_for from payment where order_id = ?")).containsExactly("ORDER");
        assertThat(rows("select 1 from erp_posting where order_id = ?")).isEmpty();

        // When
        store(order, 80_000, null);
        payments.lookAgain();
        String after = code(vnpay(order, "5", 80_000));

        // Then
        assertThat(List.of(before, after)).containsExactly("01", "02");
        assertThat(rows("select waits_for, announced_at is not null from payment where order_id = ?")).containsExactly("null t");
        assertThat(rows("select count(*) from erp_posting where order_id = ?")).containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource({"00,00,CAPTURED", "00,01,PENDING", "24,02,VOIDED", "07,00,ON_HOLD", "00,04,REVERSED", "00,05,REFUNDING", "00,06,REFUNDING", "51,02,FAILED",
        "00,02,FAILED", "99,00,FAILED"})
    void bothCodesMakeTheStatus(String responseCode, String transactionStatus, String status) {
        // Given
        store(order, 10_000, null);

        // When
        String answer = code(vnpay(order, "3", 10_000, responseCode, transactionStatus));

        // Then
        assertThat(answer).isEqualTo("00");
        assertThat(rows("select status from payment where order_id = ?")).containsExactly(status);
        assertThat(rows("select 1 from erp_posting where order_id = ?")).hasSize(List.of("CAPTURED", "REFUNDING").contains(status) ? 1 : 0);
    }

    @Test
    void theChecksComeInVnpaysOrder() {
        // Given: each request has every fault that comes after the one it is told of
        Map<String, String> wrong = vnpay(order, "9", 1_000);
        Map<String, String> right = vnpay(order, "10", 2_000);

        // When
        String signature = Ipns.get(signed(wrong).replace("vnp_Amount=100000", "vnp_Amount=100001")).path("RspCode");
        String noOrder = code(wrong);
        store(order, 2_000, null);
        String amount = code(wrong);
        String success = code(right);
        String confirmed = code(right);

        // Then
        assertThat(List.of(signature, noOrder, amount, success, confirmed)).containsExactly("97", "01", "04", "00", "02");
    }

    @Test
    void aPaymentOfAnotherAmountIsKept() {
        // Given
        store(order, 2_000, null);

        // When
        String answer = code(vnpay(order, "9", 1_000));

        // Then
        assertThat(answer).isEqualTo("04");
        assertThat(rows("select trim_scale(amount), status, waits_for from payment where order_id = ?")).containsExactly("1000 CAPTURED AMOUNT");
    }

    @Test
    void whatIsTakenBackIsTakenInAndWhatIsLateIsNot() {
        // Given
        store(order, 30_000, null);
        code(vnpay(order, "4", 30_000));

        // When
        String late = code(vnpay(order, "4", 30_000, "00", "01"));
        String failed = code(vnpay(order, "4", 30_000, "51", "02"));
        List<String> meanwhile = rows("select status from payment where order_id = ?");
        String reversed = code(vnpay(order, "4", 30_000, "00", "04"));

        // Then
        assertThat(List.of(late, failed, reversed)).containsExactly("02", "02", "00");
        assertThat(meanwhile).containsExactly("CAPTURED");
        assertThat(rows("select status, trim_scale(refunded) from payment where order_id = ?")).containsExactly("REVERSED 30000");
    }

    @Test
    void aSecondPaymentOfAnOrderIsKeptAndNotAnnounced() {
        // Given
        store(order, 30_000, null);
        code(vnpay(order, "4", 30_000));

        // When
        String second = code(vnpay(order, "5", 30_000));

        // Then
        assertThat(second).isEqualTo("02");
        assertThat(rows("select waits_for from payment where order_id = ? order by payment_id")).containsExactly("null", "PAID");
        assertThat(rows("select count(*) from erp_posting where order_id = ?")).containsExactly("1");
    }

    @Test
    void anotherTerminalIsRefused() {
        Map<String, String> fields = vnpay(order, "4", 30_000);
        fields.put("vnp_TmnCode", "SOMEONE1");
        assertThat(code(fields)).isEqualTo("97");
        assertThat(rows("select 1 from payment where order_id = ?")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1e5", "-5", ""})
    void ofAnAmountThatIsNoneTheOrderIsAskedForFirst(String amount) {
        // Given
        Map<String, String> fields = vnpay(order, "4", 30_000);
        fields.put("vnp_Amount", amount);

        // When
        String without = code(fields);
        store(order, 30_000, null);
        String with = code(fields);

        // Then
        assertThat(List.of(without, with)).containsExactly("01", "04");
    }

    @Test
    void aContradictedAmountOfAnUnknownOrderIsOfAnUnknownOrder() {
        // Given
        code(vnpay(order, "4", 30_000));

        // When
        String without = code(vnpay(order, "4", 20_000));
        store(order, 30_000, null);
        code(vnpay(order, "5", 30_000));
        String with = code(vnpay(order, "5", 20_000));

        // Then
        assertThat(List.of(without, with)).containsExactly("01", "04");
    }

    @ParameterizedTest
    @CsvSource({"vnp_TxnRef,'',99", "vnp_ResponseCode,'',99"})
    void whatNobodyCanReadIsNeverA500(String field, String value, String answer) {
        Map<String, String> fields = vnpay(order, "4", 30_000);
        fields.put(field, value);
        assertThat(code(fields)).isEqualTo(answer);
    }

    @Test
    void momoIsAnswered204OnceThePaymentIsKept() {
        // Given
        store(order, 10_000, null);

        // When
        post(momo(order, 4_088_878_653L, 10_000, 0)).then().statusCode(204);
        post(momo(order, 4_088_878_653L, 10_000, 0)).then().statusCode(204);

        // Then
        assertThat(rows("select payment_id, status, waits_for, settled_at at time zone 'UTC' from payment where order_id = ?"))
            .containsExactly("momo:" + order + ":4088878653 CAPTURED null 2024-07-23 07:44:23.942");
        assertThat(rows("select count(*) from erp_posting where order_id = ?")).containsExactly("1");
    }

    @Test
    void momoIsAnswered204ForAPaymentWithoutOrderOrWithAnotherAmount() {
        // When
        post(momo(order, 1, 10_000, 0)).then().statusCode(204);
        List<String> without = rows("select status, waits_for from payment where order_id = ?");
        store(order, 20_000, null);
        post(momo(order, 2, 10_000, 1006)).then().statusCode(204);

        // Then
        assertThat(without).containsExactly("CAPTURED ORDER");
        assertThat(rows("select status, waits_for from payment where order_id = ? and transaction_id = '2'")).containsExactly("VOIDED AMOUNT");
    }

    @Test
    void whatIsNotMomosIsRefused() {
        String body = momo(order, 1, 10_000, 0);
        post(body.replace("10000", "10001")).then().statusCode(401).contentType("application/problem+json").body("detail", containsString("signature"));
        post(body.replace("\"amount\":10000", "\"amount\":10000.0")).then().statusCode(401);
        post(body.replace("{\"partnerCode\"", "{\"amount\":1,\"partnerCode\"")).then().statusCode(400);
        post(momo(order, 1, 10_000, 0, "x&orderId=B&orderInfo=y")).then().statusCode(400).body("detail", containsString("signed field"));
        post("no json").then().statusCode(400).body("status", equalTo(400));
        assertThat(rows("select 1 from payment where order_id = ?")).isEmpty();
    }

    private void store(String orderId, long dong, String dealer) {
        sql.update("""
            insert into orders (platform, shop_id, order_id, status, amount, currency, dealer_id, created_at, updated_at)
            values ('pay-test', 's1', ?, 'CONFIRMED', ?, 'VND', ?, now(), now())""", orderId, java.math.BigDecimal.valueOf(dong), dealer);
    }

    /** The columns of each row that has the order's id, joined by blanks. */
    private List<String> rows(String query) {
        return sql.query(query, row -> {
            StringBuilder columns = new StringBuilder();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                columns.append(i == 1 ? "" : " ").append(row.getString(i));
            }
            return columns.toString();
        }, order);
    }
}
