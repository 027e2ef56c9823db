package channels;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/** An HMAC over a fixed text and the raw body, in one header: Lazada, Square, Shopify, TikiNOW, Lightspeed, our own. */
final class HmacSignature implements Signature {

    private static final String BODY = "{body}";

    private final SignatureScheme scheme;
    private final byte[] before;
    private final byte[] after;
    private final List<Hmac> keys;

    /**
     * @param signed the scheme's {@code signs}, with everything but {@code {body}} filled in
     * @throws IllegalArgumentException when {@code signed} has not one {@code {body}}, or for an unknown algorithm
     */
    HmacSignature(SignatureScheme scheme, String signed, List<String> secrets) {
        int body = signed.indexOf(BODY);
        if (body < 0 || body != signed.lastIndexOf(BODY)) {
            throw new IllegalArgumentException("what is signed must have {body} once: " + scheme.signs());
        }
        this.scheme = scheme;
        this.before = signed.substring(0, body).getBytes(UTF_8);
        this.after = signed.substring(body + BODY.length()).getBytes(UTF_8);
        this.keys = secrets.stream().map(secret -> new Hmac(scheme.algorithm(), secret.getBytes(UTF_8))).toList();
    }

    @Override
    public SignatureVerdict of(byte[] body, UnaryOperator<String> header) {
        byte[] given = digestIn(header.apply(scheme.header()));
        if (given == null) {
            return SignatureVerdict.FORGED;
        }
        for (Hmac key : keys) {
            if (MessageDigest.isEqual(key.digest(before, body, after), given)) {
                return SignatureVerdict.GENUINE;
            }
        }
        return SignatureVerdict.FORGED;
    }

    /** The digest a header carries, or null when it carries none. */
    private byte[] digestIn(String header) {
        if (header == null) {
            return null;
        }
        String value = header.trim();
        if (value.length() <= scheme.prefix().length() + scheme.suffix().length()
            || !value.startsWith(scheme.prefix()) || !value.endsWith(scheme.suffix())) {
            return null;
        }
        String digest = value.substring(scheme.prefix().length(), value.length() - scheme.suffix().length());
        try {
            return scheme.encoding() == SignatureScheme.Encoding.HEX ? HexFormat.of().parseHex(digest)
                : Base64.getDecoder().decode(digest);
        } catch (IllegalArgumentException notADigest) {
            return null;
        }
    }
}
