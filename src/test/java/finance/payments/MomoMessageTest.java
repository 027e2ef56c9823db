package finance.payments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of an IPN MoMo has signed. The keys are those of MoMo's public sandbox. */
class MomoMessageTest {

    private static final String ACCESS_KEY = "F8BBA842ECF85";
    private static final HexSignature KEY = new HexSignature("HmacSHA256", "K951B6PE1waDMi640xX08PD3vg6EkVlz", 32);
    /** Computed by us from MoMo's recipe; MoMo publishes none of an IPN. */
    private static final String IPN = """
        {"partnerCode":"MOMO","orderId":"ORDER123","requestId":"ORDER123","amount":10000,"orderInfo":"test","orderType":"momo_wallet",
         "transId":4088878653,"resultCode":0,"message":"Successful.","payType":"qr","responseTime":1721720663942,"extraData":"",
         "signature":"5741f77db2b599a2c703e0c7a68cc127a5187ebd49f10bfd32f94597fbb1e651"}""";

    @Test
    void thePublishedVectorOfACreateIsMomos() {
        assertThat(KEY.of("accessKey=F8BBA842ECF85&amount=10000&extraData=&ipnUrl=https://example.com/ipn&orderId=ORDER123&orderInfo=test&partnerCode=MOMO"
            + "&redirectUrl=https://example.com/return&requestId=ORDER123&requestType=captureWallet"))
            .isEqualTo("64b9604d2faad6ec828e3267fd25549f6079629fff0a907684679be51703f60b");
    }

    @Test
    void anIpnIsMomos() {
        assertThat(isSigned(IPN)).isTrue();
        assertThat(isSigned(IPN.replace("\"extraData\":\"\"", "\"extraData\":null,\"promotionInfo\":[{\"amount\":1}]"))).isTrue();
        assertThat(isSigned(IPN.replace("5741F77DB2", "5741f77db2"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"10000,10001", "10000,10000.0", "10000,1e4", "ORDER123,ORDER124", "Successful,Succesful", "1721720663942,1721720663943", "MOMO,MOMP",
        "4088878653,4088878654", "5741f7,5741f8", "'\"extraData\":\"\"','\"extraData\":\"x\"'", "'\"resultCode\":0','\"resultCode\":9000'"})
    void whatWasChangedIsNotMomos(String said, String instead) {
        assertThat(isSigned(IPN.replace(said, instead))).isFalse();
    }

    @Test
    void anotherKeysSignatureIsNotMomos() {
        assertThat(MomoMessage.parse(IPN.getBytes(UTF_8)).orElseThrow().isSigned(new HexSignature("HmacSHA256", "another", 32), ACCESS_KEY)).isFalse();
        assertThat(MomoMessage.parse(IPN.getBytes(UTF_8)).orElseThrow().isSigned(KEY, "ANOTHER")).isFalse();
    }

    @Test
    void valuesAreSignedAsTheyAreReadNotAsTheyAreEscaped() {
        String message = "Giao dịch thành công & 50%";
        String signed = "accessKey=F8BBA842ECF85&amount=1&extraData=&message=" + message + "&orderId=o&orderInfo=&orderType=&partnerCode=MOMO&payType=&requestId="
            + "&responseTime=&resultCode=0&transId=";
        assertThat(isSigned("{\"amount\":1,\"message\":\"Giao d\\u1ecbch thành công & 50%\",\"orderId\":\"o\",\"partnerCode\":\"MOMO\",\"resultCode\":0,\"signature\":\""
            + KEY.of(signed) + "\"}")).isTrue();
    }

    @Test
    void aSignatureThatFitsTwoMessagesIsToldFromOneThatFitsOne() {
        // Given: a shop's text for an order that looks like a field, and the message of another order that is signed alike
        String genuine = IPN.replace("\"orderInfo\":\"test\"", "\"orderInfo\":\"x&orderId=B&orderInfo=y\"");
        String forged = IPN.replace("\"orderInfo\":\"test\"", "\"orderInfo\":\"y\"").replace("\"orderId\":\"ORDER123\"", "\"orderId\":\"B\"")
            .replace("Successful.", "Successful.&orderId=ORDER123&orderInfo=x");
        String signature = KEY.of("accessKey=F8BBA842ECF85&amount=10000&extraData=&message=Successful.&orderId=ORDER123&orderInfo=x&orderId=B&orderInfo=y"
            + "&orderType=momo_wallet&partnerCode=MOMO&payType=qr&requestId=ORDER123&responseTime=1721720663942&resultCode=0&transId=4088878653");

        // When, then
        for (String body : List.of(genuine, forged)) {
            String signed = body.replaceFirst("\"signature\":\"[0-9a-f]*", "\"signature\":\"" + signature);
            assertThat(isSigned(signed)).isTrue();
            assertThat(MomoMessage.parse(signed.getBytes(UTF_8)).orElseThrow().isUnambiguous()).isFalse();
        }
        assertThat(MomoMessage.parse(IPN.replace("test", "tea & order=2 & a=b").getBytes(UTF_8)).orElseThrow().isUnambiguous()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "{}{}", "{\"amount\":1,\"amount\":1}", "{\"amount\":NaN}"})
    void whatIsNotOneObjectIsNoMessage(String body) {
        assertThat(MomoMessage.parse(body.getBytes(UTF_8))).isEmpty();
    }

    private static boolean isSigned(String body) {
        return MomoMessage.parse(body.getBytes(UTF_8)).filter(ipn -> ipn.isSigned(KEY, ACCESS_KEY)).isPresent();
    }
}
