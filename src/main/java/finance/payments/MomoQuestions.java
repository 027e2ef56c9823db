package finance.payments;

import channels.ApiRequest;
import channels.PlatformClient;
import channels.PlatformException;
import channels.PlatformJson;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** MoMo's query (API v2). The question is signed; MoMo does not sign the answer, which counts by its TLS alone. */
@ApplicationScoped
class MomoQuestions implements Questions {

    private static final String PATH = "/v2/gateway/api/query";
    /** What MoMo asks its callers to wait, at least. */
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Codes from 1 to here are of the call, such as 42, an order that MoMo does not know: not of the payment. */
    private static final int LAST_OF_CALL = 99;

    private final Momo momo;
    private final PaymentsConfig.MomoConfig config;
    private final PlatformClient client;

    MomoQuestions(Momo momo, PaymentsConfig config, PlatformClient client) {
        this.momo = momo;
        this.config = config.momo();
        this.client = client;
    }

    @Override
    public String provider() {
        return Momo.NAME;
    }

    @Override
    public boolean areOn() {
        return momo.isOn() && config.apiUrl().isPresent();
    }

    @Override
    public Optional<ToldPayment> ask(PendingPayment payment) {
        String requestId = UUID.randomUUID().toString();
        String signature = momo.signature().of("accessKey=" + momo.accessKey() + "&orderId=" + payment.reference() + "&partnerCode=" + momo.partnerCode()
            + "&requestId=" + requestId);
        ApiRequest request = ApiRequest.postJson(PATH, null, PlatformJson.text(PlatformJson.object().put("partnerCode", momo.partnerCode())
            .put("requestId", requestId).put("orderId", payment.reference()).put("lang", "en").put("signature", signature)));
        JsonNode answer = client.guarded(Momo.NAME, Questions.base(config.apiUrl().orElseThrow(), PATH), request, LIMIT).json("momo: " + request);
        if (!answer.path("resultCode").canConvertToInt()) {
            throw new PlatformException("momo: the answer to a question has no resultCode");
        }
        int resultCode = answer.path("resultCode").asInt();
        if (resultCode > 0 && resultCode <= LAST_OF_CALL) {
            return Optional.empty();
        }
        if (!answer.path("orderId").asText().equals(payment.reference()) || !answer.path("partnerCode").asText().equals(momo.partnerCode())) {
            throw new PlatformException("momo: the answer to a question is of another payment");
        }
        return Optional.of(momo.told(payment.reference(), answer.path("transId").asText(""), answer.path("amount").asText(""),
            answer.path("responseTime").asText(""), resultCode, refunded(answer)));
    }

    private static BigDecimal refunded(JsonNode answer) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode refund : answer.path("refundTrans")) {
            if (refund.path("resultCode").asInt(-1) == 0) {
                sum = sum.add(refund.path("amount").decimalValue());
            }
        }
        return sum;
    }
}
