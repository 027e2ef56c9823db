package demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import channels.ChannelsConfig;
import channels.Hmac;
import channels.PlatformJson;
import finance.payments.PaymentsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;

/** Sends to this process's own HTTP port what platforms and payment providers send, signed as they sign. */
@ApplicationScoped
class Edge {

    /** By which dead letters of the demo are known whose body names no shop; kept by {@code ordersync.webhook.keep-headers}. */
    static final String USER_AGENT = "OrderSync-Demo";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int DONG_TO_VNPAY = 100;
    private static final DateTimeFormatter VNPAY_TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneId.of("Asia/Ho_Chi_Minh"));

    private final ChannelsConfig channels;
    private final PaymentsConfig payments;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

    Edge(ChannelsConfig channels, PaymentsConfig payments) {
        this.channels = channels;
        this.payments = payments;
    }

    /** A webhook of the channel. @return the HTTP status */
    int webhook(String channel, byte[] body) throws IOException, InterruptedException {
        return switch (channel) {
            case "lazada" -> post("/webhook/lazada", body, "Authorization", hex("HmacSHA256", secret("lazada"), config("lazada").appKey().orElseThrow().getBytes(UTF_8), body));
            case "sendo" -> post("/webhook/sendo/" + config("sendo").pathToken().orElseThrow(), body, "X-Sendo", "demo");
            default -> post("/webhook/" + channel, body, "X-Hub-Signature-256", "sha256=" + hex("HmacSHA256", secret(channel), body));
        };
    }

    /** The same with a signature that is not the channel's. */
    int forged(String channel, byte[] body) throws IOException, InterruptedException {
        return post("/webhook/" + channel, body, channel.equals("lazada") ? "Authorization" : "X-Hub-Signature-256", "sha256=" + hex("HmacSHA256", "wrong", body));
    }

    /** VNPay tells that the order was paid. */
    int vnpay(String orderId, long dong, String transaction, Instant at) throws IOException, InterruptedException {
        Map<String, String> fields = new TreeMap<>(Map.of("vnp_Amount", Long.toString(dong * DONG_TO_VNPAY), "vnp_BankCode", "NCB", "vnp_OrderInfo", "Thanh toan " + orderId,
            "vnp_PayDate", VNPAY_TIME.format(at), "vnp_ResponseCode", "00", "vnp_TmnCode", payments.vnpay().tmnCode().orElseThrow(),
            "vnp_TransactionNo", transaction, "vnp_TransactionStatus", "00", "vnp_TxnRef", orderId));
        String query = fields.entrySet().stream().map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8)).collect(Collectors.joining("&"));
        String hash = hex("HmacSHA512", payments.vnpay().secret().orElseThrow(), query.getBytes(UTF_8));
        return send(request("/payments/vnpay/ipn?" + query + "&vnp_SecureHash=" + hash).GET());
    }

    /** Whether MoMo has keys. */
    boolean hasMomo() {
        return payments.momo().secretKey().isPresent() && payments.momo().accessKey().isPresent() && payments.momo().partnerCode().isPresent();
    }

    /** MoMo tells that the order was paid. */
    int momo(String orderId, long dong, long transaction, Instant at) throws IOException, InterruptedException {
        String partner = payments.momo().partnerCode().orElseThrow();
        Map<String, String> fields = new TreeMap<>(Map.ofEntries(Map.entry("amount", Long.toString(dong)), Map.entry("extraData", ""), Map.entry("message", "Successful."),
            Map.entry("orderId", orderId), Map.entry("orderInfo", "Thanh toan " + orderId), Map.entry("orderType", "momo_wallet"), Map.entry("partnerCode", partner),
            Map.entry("payType", "qr"), Map.entry("requestId", orderId + "-" + transaction), Map.entry("responseTime", Long.toString(at.toEpochMilli())),
            Map.entry("resultCode", "0"), Map.entry("transId", Long.toString(transaction))));
        String signed = fields.entrySet().stream().map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&", "accessKey=" + payments.momo().accessKey().orElseThrow() + "&", ""));
        var body = PlatformJson.object();
        fields.forEach(body::put);
        body.put("amount", dong).put("responseTime", at.toEpochMilli()).put("resultCode", 0).put("transId", transaction)
            .put("signature", hex("HmacSHA256", payments.momo().secretKey().orElseThrow(), signed.getBytes(UTF_8)));
        return post("/payments/momo/ipn", body.toString().getBytes(UTF_8), "X-Momo", "demo");
    }

    /** A call of the API. @param authorization the header of that name; null: none */
    int api(String method, String path, String json, String authorization) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(json));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return send(request);
    }

    private int post(String path, byte[] body, String header, String value) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").header(header, value).POST(BodyPublishers.ofByteArray(body)));
    }

    private int send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    /** Quarkus sets the key to the port it has, also where it was to choose one. */
    private static HttpRequest.Builder request(String path) {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(TIMEOUT).header("User-Agent", USER_AGENT);
    }

    private ChannelsConfig.ChannelConfig config(String channel) {
        return channels.channels().get(channel);
    }

    private String secret(String channel) {
        return config(channel).secrets().orElseThrow().get(0);
    }

    private static String hex(String algorithm, String secret, byte[]... parts) {
        return HexFormat.of().formatHex(new Hmac(algorithm, secret.getBytes(UTF_8)).digest(parts));
    }
}
