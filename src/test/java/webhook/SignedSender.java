package webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import http.Clients;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends to the edge over a real connection, byte for byte. */
public final class SignedSender {

    public static final String SECRET = "test-secret";
    private static final HttpClient HTTP = Clients.http11();

    private final String base;

    public SignedSender(int port) {
        this.base = "http://localhost:" + port;
    }

    /** To the channel standard, with a signature that is right. */
    public HttpResponse<String> sendSigned(byte[] body, String... headers) throws Exception {
        return sendSignedTo("standard", body, headers);
    }

    /** To a channel that signs as standard does. */
    public HttpResponse<String> sendSignedTo(String channel, byte[] body, String... headers) throws Exception {
        return send("/webhook/" + channel, body, with(headers, "X-Hub-Signature-256", signature(body)));
    }

    public HttpResponse<String> send(String path, byte[] body, String... headers) throws Exception {
        return send(path, BodyPublishers.ofByteArray(body), headers);
    }

    HttpResponse<String> send(String path, BodyPublisher body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).POST(body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString());
    }

    public static String signature(byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    }

    private static String[] with(String[] headers, String name, String value) {
        String[] more = Arrays.copyOf(headers, headers.length + 2);
        more[headers.length] = name;
        more[headers.length + 1] = value;
        return more;
    }
}
