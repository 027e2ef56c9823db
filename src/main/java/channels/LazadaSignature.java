package channels;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** How a request to the Lazada Open Platform is signed: HMAC-SHA256 in upper-case hex over path and sorted parameters. */
public final class LazadaSignature {

    private LazadaSignature() {
    }

    /**
     * @param path       the API's path, such as {@code /order/get}
     * @param parameters all of them but {@code sign}, not encoded, those of a form body included
     */
    public static String of(String path, Map<String, String> parameters, String secret) {
        StringBuilder text = new StringBuilder(path);
        new TreeMap<>(parameters).forEach((name, value) -> text.append(name).append(value));
        byte[] digest = new Hmac("HmacSHA256", secret.getBytes(UTF_8)).digest(text.toString().getBytes(UTF_8));
        return HexFormat.of().withUpperCase().formatHex(digest);
    }
}
