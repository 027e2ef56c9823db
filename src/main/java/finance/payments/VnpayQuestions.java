package finance.payments;

import channels.ApiRequest;
import channels.PlatformClient;
import channels.PlatformException;
import channels.PlatformJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** VNPay's QueryDr (API 2.1.0). What is signed are the values of fixed fields, joined by bars, of question and answer. */
@ApplicationScoped
class VnpayQuestions implements Questions {

    private static final String PATH = "/merchant_webapi/api/transaction";
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final List<String> SIGNED_IN_QUESTION = List.of("vnp_RequestId", "vnp_Version", "vnp_Command", "vnp_TmnCode", "vnp_TxnRef",
        "vnp_TransactionDate", "vnp_CreateDate", "vnp_IpAddr", "vnp_OrderInfo");
    private static final List<String> SIGNED_IN_ANSWER = List.of("vnp_ResponseId", "vnp_Command", "vnp_ResponseCode", "vnp_Message", "vnp_TmnCode",
        "vnp_TxnRef", "vnp_Amount", "vnp_BankCode", "vnp_PayDate", "vnp_TransactionNo", "vnp_TransactionType", "vnp_TransactionStatus",
        "vnp_OrderInfo", "vnp_PromotionCode", "vnp_PromotionAmount");
    private static final String OK = "00";
    private static final String FULL_REFUND = "02";
    private static final String PART_REFUND = "03";

    private final Vnpay vnpay;
    private final PaymentsConfig.VnpayConfig config;
    private final PlatformClient client;
    private final Clock clock = Clock.systemUTC();

    VnpayQuestions(Vnpay vnpay, PaymentsConfig config, PlatformClient client) {
        this.vnpay = vnpay;
        this.config = config.vnpay();
        this.client = client;
    }

    @Override
    public String provider() {
        return Vnpay.NAME;
    }

    @Override
    public boolean areOn() {
        return vnpay.isOn() && config.apiUrl().isPresent();
    }

    @Override
    public Optional<ToldPayment> ask(PendingPayment payment) {
        ApiRequest request = ApiRequest.postJson(PATH, null, PlatformJson.text(question(payment)));
        JsonNode answer = client.guarded(Vnpay.NAME, Questions.base(config.apiUrl().orElseThrow(), PATH), request, LIMIT).json("vnpay: " + request);
        if (!vnpay.signature().matches(joined(answer, SIGNED_IN_ANSWER), text(answer, "vnp_SecureHash"))
            || !vnpay.isOurTerminal(text(answer, "vnp_TmnCode")) || !text(answer, "vnp_TxnRef").equals(payment.reference())) {
            return unsigned(answer);
        }
        boolean isNews = text(answer, "vnp_ResponseCode").equals(OK) && !text(answer, "vnp_TransactionStatus").isEmpty();
        return isNews ? Optional.of(told(answer, payment)) : Optional.empty();
    }

    /** What VNPay refuses it need not sign; that is no news of the payment either. */
    private static Optional<ToldPayment> unsigned(JsonNode answer) {
        String code = text(answer, "vnp_ResponseCode");
        if (code.equals(OK) || code.isEmpty()) {
            throw new PlatformException("vnpay: the answer to a question is not signed by VNPay, or of another payment");
        }
        return Optional.empty();
    }

    private ObjectNode question(PendingPayment payment) {
        ObjectNode question = PlatformJson.object().put("vnp_RequestId", UUID.randomUUID().toString().replace("-", "")).put("vnp_Version", "2.1.0")
            .put("vnp_Command", "querydr").put("vnp_TmnCode", vnpay.tmnCode()).put("vnp_TxnRef", payment.reference())
            .put("vnp_OrderInfo", "Query " + payment.reference()).put("vnp_TransactionDate", Vnpay.text(payment.begunAt()))
            .put("vnp_CreateDate", Vnpay.text(clock.instant())).put("vnp_IpAddr", config.ipAddress());
        if (payment.transactionId() != null) {
            question.put("vnp_TransactionNo", payment.transactionId());
        }
        return question.put("vnp_SecureHash", vnpay.signature().of(joined(question, SIGNED_IN_QUESTION)));
    }

    /**
     * Where VNPay tells of a refund of the payment, its status is the refund's, and so may its amount and number be: those of the
     * payment stay as they are known. How much of it went back in part is for its shop to tell.
     */
    private ToldPayment told(JsonNode answer, PendingPayment payment) {
        String transactionStatus = text(answer, "vnp_TransactionStatus");
        String type = text(answer, "vnp_TransactionType");
        boolean isOfRefund = type.equals(FULL_REFUND) || type.equals(PART_REFUND);
        PaymentStatus status = Vnpay.status(OK, transactionStatus);
        if (transactionStatus.equals(OK) && isOfRefund) {
            status = type.equals(FULL_REFUND) ? PaymentStatus.REFUNDED : PaymentStatus.REFUNDING;
        }
        return vnpay.told(text(answer, "vnp_TxnRef"), isOfRefund ? Objects.toString(payment.transactionId(), "") : text(answer, "vnp_TransactionNo"),
            isOfRefund ? payment.amount() : Vnpay.amount(text(answer, "vnp_Amount")), text(answer, "vnp_PayDate"), status, OK + "/" + transactionStatus);
    }

    private static String joined(JsonNode fields, List<String> names) {
        return names.stream().map(name -> text(fields, name)).collect(Collectors.joining("|"));
    }

    /** Empty where it is absent or null. */
    private static String text(JsonNode fields, String name) {
        return fields.path(name).asText("");
    }
}
