package finance.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import channels.Hmac;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** A keyed digest of a text, in hex. */
final class HexSignature {

    private final Hmac hmac;
    private final Pattern shape;

    /** @param bytes how long its digest is; anything shorter is another algorithm's */
    HexSignature(String algorithm, String secret, int bytes) {
        this.hmac = new Hmac(algorithm, secret.getBytes(UTF_8));
        this.shape = Pattern.compile("[0-9a-fA-F]{" + 2 * bytes + "}");
    }

    /** In lower case. */
    String of(String text) {
        return HexFormat.of().formatHex(digest(text));
    }

    /** Compared in constant time, in either case. */
    boolean matches(String text, String given) {
        return given != null && shape.matcher(given).matches() && MessageDigest.isEqual(digest(text), HexFormat.of().parseHex(given));
    }

    private byte[] digest(String text) {
        return hmac.digest(text.getBytes(UTF_8));
    }
}
