package bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Orders, each paid once, by turns at VNPay and at MoMo, and the IPNs that tell of it. The keys are published test keys. */
final class IpnTraffic {

    /** Configures both providers for it. */
    static final List<String> OPTIONS = List.of("-Dordersync.payments.vnpay.tmn-code=CTTVNP01", "-Dordersync.payments.vnpay.secret=YOUR_SECURE_SECRET",
        "-Dordersync.payments.momo.partner-code=MOMO", "-Dordersync.payments.momo.access-key=F8BBA842ECF85",
        "-Dordersync.payments.momo.secret-key=K951B6PE1waDMi640xX08PD3vg6EkVlz");

    private final String series;
    private final int count;
    private final Mac vnpay = mac("HmacSHA512", "YOUR_SECURE_SECRET");
    private final Mac momo = mac("HmacSHA256", "K951B6PE1waDMi640xX08PD3vg6EkVlz");

    /** @param series begins the orders' ids, and tells them from those of other traffics */
    IpnTraffic(String series, int count) {
        this.series = series;
        this.count = count;
    }

    String series() {
        return series;
    }

    int count() {
        return count;
    }

    /** Puts its orders straight into the table. */
    void insertOrders(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into orders (platform, shop_id, order_id, status, platform_status, amount, currency, created_at, updated_at)
                select 'bench', (n % 50)::text, ? || n, 'CONFIRMED', 'confirmed', 100000 + n % 1000 * 1000, 'VND', now(), now()
                  from generate_series(0, ? - 1) n""")) {
            insert.setString(1, series);
            insert.setInt(2, count);
            insert.executeUpdate();
        }
        try (PreparedStatement analyze = connection.prepareStatement("vacuum analyze orders")) {
            analyze.execute();
        }
    }

    /** The request of a payment, with its body. */
    byte[] request(int index) {
        String order = series + index;
        long dong = 100_000 + index % 1_000 * 1_000L;
        return index % 2 == 0 ? vnpay(order, dong, index) : momo(order, dong, index);
    }

    private byte[] vnpay(String order, long dong, int index) {
        String query = "vnp_Amount=" + dong * 100 + "&vnp_BankCode=NCB&vnp_BankTranNo=VNP" + index + "&vnp_CardType=ATM&vnp_OrderInfo="
            + URLEncoder.encode("Thanh toan don hang " + order + " thoi gian: 2026-11-20 17:00:44", UTF_8)
            + "&vnp_PayDate=20261120170112&vnp_ResponseCode=00&vnp_TmnCode=CTTVNP01&vnp_TransactionNo=" + (14_000_000 + index)
            + "&vnp_TransactionStatus=00&vnp_TxnRef=" + order;
        return ("GET /payments/vnpay/ipn?" + query + "&vnp_SecureHash=" + hex(vnpay, query) + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(UTF_8);
    }

    private byte[] momo(String order, long dong, int index) {
        long transaction = 4_000_000_000L + index;
        String signature = hex(momo, "accessKey=F8BBA842ECF85&amount=" + dong + "&extraData=&message=Successful.&orderId=" + order
            + "&orderInfo=order&orderType=momo_wallet&partnerCode=MOMO&payType=qr&requestId=" + order + "&responseTime=1795161663942&resultCode=0&transId=" + transaction);
        byte[] body = ("{\"partnerCode\":\"MOMO\",\"orderId\":\"" + order + "\",\"requestId\":\"" + order + "\",\"amount\":" + dong
            + ",\"orderInfo\":\"order\",\"orderType\":\"momo_wallet\",\"transId\":" + transaction + ",\"resultCode\":0,\"message\":\"Successful.\","
            + "\"payType\":\"qr\",\"responseTime\":1795161663942,\"extraData\":\"\",\"signature\":\"" + signature + "\"}").getBytes(UTF_8);
        return ("POST /payments/momo/ipn HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: "
            + body.length + "\r\n\r\n" + new String(body, UTF_8)).getBytes(UTF_8);
    }

    private static String hex(Mac mac, String text) {
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    }

    private static Mac mac(String algorithm, String secret) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), algorithm));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
