package finance.payments;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import finance.FinanceOn;
import io.restassured.response.Response;
import java.net.URLEncoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What VNPay and MoMo send, signed with the test keys. */
final class Ipns {

    private static final HexSignature VNPAY = new HexSignature("HmacSHA512", FinanceOn.VNPAY_SECRET, 64);
    private static final HexSignature MOMO = new HexSignature("HmacSHA256", FinanceOn.MOMO_SECRET_KEY, 32);

    private Ipns() {
    }

    /** The fields of a payment that has succeeded, in VNPay's words. */
    static Map<String, String> vnpay(String reference, String transaction, long dong) {
        return new TreeMap<>(Map.ofEntries(Map.entry("vnp_TmnCode", FinanceOn.VNPAY_TMN_CODE), Map.entry("vnp_Amount", Long.toString(dong * 100)),
            Map.entry("vnp_BankCode", "NCB"), Map.entry("vnp_BankTranNo", "VNP" + transaction), Map.entry("vnp_CardType", "ATM"),
            Map.entry("vnp_OrderInfo", "Thanh toan don hang thoi gian: 2023-12-07 17:00:44"), Map.entry("vnp_PayDate", "20261120000112"),
            Map.entry("vnp_ResponseCode", "00"), Map.entry("vnp_TransactionNo", transaction), Map.entry("vnp_TransactionStatus", "00"),
            Map.entry("vnp_TxnRef", reference)));
    }

    static Map<String, String> vnpay(String reference, String transaction, long dong, String responseCode, String transactionStatus) {
        Map<String, String> fields = vnpay(reference, transaction, dong);
        fields.put("vnp_ResponseCode", responseCode);
        fields.put("vnp_TransactionStatus", transactionStatus);
        return fields;
    }

    /** The query string of an IPN. */
    static String signed(Map<String, String> fields) {
        String query = query(fields);
        return query + "&vnp_SecureHash=" + VNPAY.of(query);
    }

    static String query(Map<String, String> fields) {
        return new TreeMap<>(fields).entrySet().stream().filter(field -> !field.getValue().isEmpty())
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8)).collect(Collectors.joining("&"));
    }

    static Response get(String query) {
        return given().urlEncodingEnabled(false).get("/payments/vnpay/ipn?" + query);
    }

    /** VNPay's RspCode to an IPN of these fields. */
    static String code(Map<String, String> fields) {
        return get(signed(fields)).then().statusCode(200).extract().path("RspCode");
    }

    /** A body in MoMo's words. */
    static String momo(String orderId, long transaction, long dong, int resultCode) {
        return momo(orderId, transaction, dong, resultCode, "test");
    }

    static String momo(String orderId, long transaction, long dong, int resultCode, String orderInfo) {
        String requestId = orderId + "-r";
        String signature = MOMO.of("accessKey=" + FinanceOn.MOMO_ACCESS_KEY + "&amount=" + dong + "&extraData=&message=Successful.&orderId=" + orderId
            + "&orderInfo=" + orderInfo + "&orderType=momo_wallet&partnerCode=MOMO&payType=qr&requestId=" + requestId + "&responseTime=1721720663942&resultCode="
            + resultCode + "&transId=" + transaction);
        return "{\"partnerCode\":\"MOMO\",\"orderId\":\"" + orderId + "\",\"requestId\":\"" + requestId + "\",\"amount\":" + dong
            + ",\"orderInfo\":\"" + orderInfo + "\",\"orderType\":\"momo_wallet\",\"transId\":" + transaction + ",\"resultCode\":" + resultCode
            + ",\"message\":\"Successful.\",\"payType\":\"qr\",\"responseTime\":1721720663942,\"extraData\":\"\",\"signature\":\"" + signature + "\"}";
    }

    static Response post(String body) {
        return given().contentType("application/json").body(body).post("/payments/momo/ipn");
    }
}
