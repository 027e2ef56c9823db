package finance.payments;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import access.DemoData;
import channels.PlatformJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import database.Sql;
import finance.FinanceOn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What VNPay and MoMo are asked about payments that are pending, and what their answers do. */
@QuarkusTest
@TestProfile(FinanceOn.class)
class QuestionsTest {

    private static final String VNPAY = "/vnpay/merchant_webapi/api/transaction";
    private static final String MOMO = "/momo/v2/gateway/api/query";
    private static final HexSignature VNPAY_KEY = new HexSignature("HmacSHA512", FinanceOn.VNPAY_SECRET, 64);
    private static final HexSignature MOMO_KEY = new HexSignature("HmacSHA256", FinanceOn.MOMO_SECRET_KEY, 32);

    WireMockServer server;

    @Inject
    Sql sql;

    @Inject
    PendingPayments pending;

    @Inject
    DemoData demo;

    private final String reference = "ask-" + UUID.randomUUID().toString().substring(0, 8);
    private final List<StubMapping> stubs = new ArrayList<>();

    @BeforeEach
    void nobodyElsesAreAskedAbout() {
        sql.update("update payment set created_at = now() - interval '1 year' where status in ('PENDING', 'AUTHORISED', 'REFUNDING', 'ON_HOLD')");
    }

    @AfterEach
    void forget() {
        stubs.forEach(server::removeStub);
        sql.update("delete from payment where reference = ?", reference);
    }

    @Test
    void vnpayIsAskedWithASignedQuestionAndItsAnswerIsRecorded() throws IOException {
        // Given
        pending("vnpay", "PENDING", null);
        answer(VNPAY, okJson(vnpayAnswer("00", "01", "250000").toString()));

        // When
        int asked = pending.ask();

        // Then: times are those of Vietnam
        JsonNode question = question(VNPAY);
        assertThat(asked).isEqualTo(1);
        assertThat(question.path("vnp_Command").asText()).isEqualTo("querydr");
        assertThat(question.path("vnp_TransactionDate").asText()).isEqualTo("20261120120000");
        assertThat(question.path("vnp_SecureHash").asText()).isEqualTo(VNPAY_KEY.of(Stream.of("vnp_RequestId", "vnp_Version", "vnp_Command", "vnp_TmnCode",
            "vnp_TxnRef", "vnp_TransactionDate", "vnp_CreateDate", "vnp_IpAddr", "vnp_OrderInfo").map(name -> question.path(name).asText()).collect(Collectors.joining("|"))));
        assertThat(payment()).containsExactly("CAPTURED 14226112 00/00 1");
    }

    @ParameterizedTest
    @CsvSource({"01,01,PENDING", "02,01,FAILED", "04,01,REVERSED", "05,02,REFUNDING", "07,01,ON_HOLD", "00,02,REFUNDED", "00,03,REFUNDING"})
    void whatVnpaySaysOfTheTransactionIsItsStatus(String transactionStatus, String type, String status) {
        pending("vnpay", "PENDING", null);
        answer(VNPAY, okJson(vnpayAnswer(transactionStatus, type, "250000").toString()));
        pending.ask();
        assertThat(sql.query("select status from payment where reference = ?", row -> row.getString(1), reference)).containsExactly(status);
    }

    @ParameterizedTest
    @CsvSource({"00,03,REFUNDING", "00,02,REFUNDED", "05,03,REFUNDING"})
    void theAmountAndNumberOfARefundAreNotThePayments(String transactionStatus, String type, String status) {
        // Given
        pending("vnpay", "PENDING", null);
        answer(VNPAY, okJson(vnpayAnswer(transactionStatus, type, "20000").toString()));

        // When
        pending.ask();

        // Then
        assertThat(sql.query("select concat_ws(' ', status, trim_scale(amount), coalesce(transaction_id, 'null'), settled_at is not null) from payment where reference = ?",
            row -> row.getString(1), reference)).containsExactly(status + " 250000 null t");
    }

    @Test
    void fromAnAnswerWithoutATransactionStatusNothingIsConcluded() {
        // Given
        pending("vnpay", "PENDING", null);
        answer(VNPAY, okJson(vnpayAnswer("", "01", "250000").toString()));

        // When
        pending.ask();

        // Then
        assertThat(payment()).containsExactly("PENDING null null 1");
    }

    @Test
    void anAnswerThatIsNotSignedIsNotBelieved() {
        // Given
        pending("vnpay", "PENDING", null);
        answer(VNPAY, okJson(vnpayAnswer("00", "01", "250000").put("vnp_Amount", "100").toString()));

        // When
        pending.ask();

        // Then
        assertThat(payment()).containsExactly("PENDING null null 1");
    }

    @Test
    void whatAProviderDoesNotKnowStaysPendingAndIsAskedAboutLater() {
        // Given
        pending("vnpay", "PENDING", null);
        answer(VNPAY, okJson("{\"vnp_ResponseCode\":\"91\",\"vnp_Message\":\"Not found\"}"));

        // When
        List<Integer> asked = List.of(pending.ask(), pending.ask());

        // Then
        assertThat(asked).containsExactly(1, 0);
        assertThat(payment()).containsExactly("PENDING null null 1");
    }

    @Test
    void momoIsAskedWithASignedQuestionAndItsAnswerIsRecordedWithWhatWentBack() throws IOException {
        // Given
        pending("momo", "AUTHORISED", "4088878653");
        answer(MOMO, okJson(momoAnswer(0, "[{\"amount\":20000,\"resultCode\":0},{\"amount\":5000,\"resultCode\":1080}]")));

        // When
        pending.ask();

        // Then
        JsonNode question = question(MOMO);
        assertThat(question.path("signature").asText()).isEqualTo(MOMO_KEY.of("accessKey=" + FinanceOn.MOMO_ACCESS_KEY + "&orderId=" + reference
            + "&partnerCode=MOMO&requestId=" + question.path("requestId").asText()));
        assertThat(payment()).containsExactly("CAPTURED 4088878653 0 1");
        assertThat(sql.query("select trim_scale(refunded) from payment where reference = ?", row -> row.getString(1), reference)).containsExactly("20000");
    }

    @Test
    void momosWordOnTheQuestionIsNotOneOnThePayment() {
        pending("momo", "PENDING", null);
        answer(MOMO, okJson(momoAnswer(42, "[]")));
        pending.ask();
        assertThat(payment()).containsExactly("PENDING null null 1");
    }

    @Test
    void aProviderOutOfReachIsNotAskedAgainInThisRun() {
        // Given
        pending("momo", "PENDING", null);
        sql.update("insert into payment (payment_id, provider, order_id, amount, currency, status, reference, created_at) "
            + "values (?, 'momo', ?, 250000, 'VND', 'PENDING', ?, now() - interval '10 minutes')", "momo:" + reference + ":2", reference, reference);
        answer(MOMO, aResponse().withStatus(503));

        // When
        int asked = pending.ask();

        // Then, and who was not asked about is as due as before
        assertThat(asked).isEqualTo(1);
        assertThat(sql.query("select sum(asked) from payment where reference = ?", row -> row.getInt(1), reference)).containsExactly(1);
        assertThat(sql.query("select count(*) from payment where reference = ? and asked_at is null", row -> row.getInt(1), reference)).containsExactly(1);
    }

    @Test
    void anAnswerThatCannotBeRecordedDoesNotEndTheRun() {
        // Given: PostgreSQL refuses what is told of the first that is asked about
        pending("momo", "PENDING", null);
        sql.update("insert into payment (payment_id, provider, order_id, amount, currency, status, reference, begun_at, created_at) "
            + "values (?, 'vnpay', ?, 250000, 'VND', 'PENDING', ?, now(), now() - interval '10 minutes')", "vnpay:" + reference, reference, reference);
        answer(MOMO, okJson(momoAnswer(0, "[]")));
        answer(VNPAY, okJson(vnpayAnswer("00", "01", "250000").toString()));
        sql.update("alter table payment add constraint no_captured_momo check (provider <> 'momo' or reference <> '%s' or status = 'PENDING') not valid".formatted(reference));

        // When
        int asked;
        try {
            asked = pending.ask();
        } finally {
            sql.update("alter table payment drop constraint no_captured_momo");
        }

        // Then
        assertThat(asked).isEqualTo(2);
        assertThat(sql.query("select concat_ws(' ', provider, status, asked) from payment where reference = ? order by provider", row -> row.getString(1), reference))
            .containsExactly("momo PENDING 1", "vnpay CAPTURED 1");
    }

    @ParameterizedTest
    @CsvSource({"8 days,0,1 year", "1 minute,0,1 year", "1 day,3,30 minutes"})
    void whatIsTooOldTooNewOrAskedAboutALittleAgoIsNotAskedAbout(String age, int times, String since) {
        // Given
        pending("vnpay", "PENDING", null);
        sql.update("update payment set created_at = now() - ?::interval, asked = ?, asked_at = case when ? > 0 then now() - ?::interval end where reference = ?",
            age, times, times, since, reference);

        // When, then
        assertThat(pending.ask()).isZero();
    }

    @Test
    void noProviderIsAskedAboutWhatTheDemoMadeUp() {
        // Given a payment of an order of the demo, and one of another
        sql.update("insert into demo (only_row) values (true)");
        try {
            await().until(demo::isThere);
            pending("vnpay", "PENDING", null);
            pending("vnpay", "PENDING", null, "DEMO-W17");
            answer(VNPAY, okJson(vnpayAnswer("00", "01", "250000").toString()));

            // When
            int asked = pending.ask();

            // Then
            assertThat(asked).isEqualTo(1);
            assertThat(sql.query("select asked from payment where order_id = 'DEMO-W17'", row -> row.getInt(1))).containsExactly(0);
        } finally {
            sql.update("delete from payment where order_id = 'DEMO-W17'");
            sql.update("delete from demo");
        }
    }

    private void pending(String provider, String status, String transaction) {
        pending(provider, status, transaction, reference);
    }

    private void pending(String provider, String status, String transaction, String order) {
        sql.update("insert into payment (payment_id, provider, order_id, amount, currency, status, reference, transaction_id, begun_at, created_at) values "
            + "(?, ?, ?, 250000, 'VND', ?, ?, ?, '2026-11-20T05:00:00Z', now() - interval '10 minutes')",
            provider + ":" + order, provider, order, status, order, transaction);
    }

    private void answer(String path, ResponseDefinitionBuilder answer) {
        MappingBuilder call = post(urlPathEqualTo(path));
        stubs.add(server.stubFor((path.equals(VNPAY) ? call.withRequestBody(matchingJsonPath("$.vnp_TxnRef"))
            : call.withRequestBody(matchingJsonPath("$.orderId"))).willReturn(answer)));
    }

    private JsonNode question(String path) throws IOException {
        for (var request : server.findAll(postRequestedFor(urlPathEqualTo(path)))) {
            JsonNode body = PlatformJson.read(request.getBody());
            if (body.toString().contains(reference)) {
                return body;
            }
        }
        throw new AssertionError("nobody was asked about " + reference);
    }

    private ObjectNode vnpayAnswer(String transactionStatus, String type, String dong) {
        ObjectNode answer = PlatformJson.object();
        String[][] fields = {{"vnp_ResponseId", "r1"}, {"vnp_Command", "querydr"}, {"vnp_ResponseCode", "00"}, {"vnp_Message", "QueryDR Success"},
            {"vnp_TmnCode", FinanceOn.VNPAY_TMN_CODE}, {"vnp_TxnRef", reference}, {"vnp_Amount", dong + "00"}, {"vnp_BankCode", "NCB"},
            {"vnp_PayDate", "20261120120112"}, {"vnp_TransactionNo", "14226112"}, {"vnp_TransactionType", type}, {"vnp_TransactionStatus", transactionStatus},
            {"vnp_OrderInfo", "Thanh toan"}, {"vnp_PromotionCode", ""}, {"vnp_PromotionAmount", ""}};
        Stream.of(fields).filter(field -> !field[1].isEmpty()).forEach(field -> answer.put(field[0], field[1]));
        return answer.put("vnp_SecureHash", VNPAY_KEY.of(Stream.of(fields).map(field -> field[1]).collect(Collectors.joining("|"))));
    }

    private String momoAnswer(int resultCode, String refunds) {
        return "{\"partnerCode\":\"MOMO\",\"orderId\":\"" + reference + "\",\"requestId\":\"r\",\"amount\":250000,\"transId\":4088878653,\"payType\":\"qr\","
            + "\"resultCode\":" + resultCode + ",\"refundTrans\":" + refunds + ",\"message\":\"Successful.\",\"responseTime\":1721720663942,\"extraData\":\"\"}";
    }

    /** Status, transaction, the provider's words and how often it was asked. */
    private List<String> payment() {
        return sql.query("select concat_ws(' ', status, coalesce(transaction_id, 'null'), coalesce(provider_status, 'null'), asked) from payment where reference = ?",
            row -> row.getString(1), reference);
    }
}
