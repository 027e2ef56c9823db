package channels;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Standard Webhooks 1.0: {@code webhook-id}, {@code webhook-timestamp} (epoch seconds) and {@code webhook-signature},
 * which holds one or more {@code v1,<base64>}, over {@code id.timestamp.body}.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">the specification</a>
 */
final class StandardWebhooksSignature implements Signature {

    static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String SECRET_PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    /** Signatures looked at in one header; a sender has two while it rotates its secret. */
    private static final int MAX_SIGNATURES = 8;

    private final List<Hmac> keys;
    private final Clock clock;

    /** @throws IllegalArgumentException when a secret that starts with {@code whsec_} does not go on in base64 */
    StandardWebhooksSignature(List<String> secrets, Clock clock) {
        this.keys = secrets.stream().map(secret -> new Hmac("HmacSHA256", key(secret))).toList();
        this.clock = clock;
    }

    /** Its time is looked at last: that a time is off is only said of who has the secret, so that a forger learns and moves nothing by it. */
    @Override
    public SignatureVerdict of(byte[] body, UnaryOperator<String> header) {
        String id = header.apply("webhook-id");
        String timestamp = header.apply("webhook-timestamp");
        String signatures = header.apply("webhook-signature");
        if (id == null || timestamp == null || signatures == null) {
            return SignatureVerdict.FORGED;
        }
        byte[] before = (id + "." + timestamp + ".").getBytes(UTF_8);
        List<byte[]> given = Arrays.stream(signatures.split(" ", MAX_SIGNATURES))
            .map(StandardWebhooksSignature::digestIn).toList();
        for (Hmac key : keys) {
            byte[] digest = key.digest(before, body);
            if (given.stream().anyMatch(one -> MessageDigest.isEqual(digest, one))) {
                return isRecent(timestamp) ? SignatureVerdict.GENUINE : SignatureVerdict.OFF_TIME;
            }
        }
        return SignatureVerdict.FORGED;
    }

    private boolean isRecent(String timestamp) {
        try {
            long age = Math.subtractExact(clock.instant().getEpochSecond(), Long.parseLong(timestamp));
            return age >= -TOLERANCE.toSeconds() && age <= TOLERANCE.toSeconds();
        } catch (NumberFormatException | ArithmeticException notATime) {
            return false;
        }
    }

    private static byte[] digestIn(String signature) {
        if (!signature.startsWith(VERSION)) {
            return new byte[0];
        }
        try {
            return Base64.getDecoder().decode(signature.substring(VERSION.length()));
        } catch (IllegalArgumentException notADigest) {
            return new byte[0];
        }
    }

    private static byte[] key(String secret) {
        return secret.startsWith(SECRET_PREFIX) ? Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()))
            : secret.getBytes(UTF_8);
    }
}
