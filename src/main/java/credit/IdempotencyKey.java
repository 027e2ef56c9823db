package credit;

import http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Idempotency-Key} of a request (draft-ietf-httpapi-idempotency-key-header-06): who sends the same key with the
 * same body gets the answer that was given the first time.
 *
 * @param text        what the client made up, without the quotes it may stand in
 * @param requestHash SHA-256 of the body, with the address where it counts
 */
record IdempotencyKey(String text, byte[] requestHash) {

    /** The draft wants a quoted string; many clients send it bare. */
    private static final Pattern FORM = Pattern.compile("\"([!#-\\[\\]-~]{1,255})\"|([!#-\\[\\]-~]{1,255})");

    /**
     * @param headers all of that name; none: the request has no key
     * @throws ProblemException 400: there are several, or it has another form
     */
    static Optional<IdempotencyKey> of(List<String> headers, byte[] body) {
        if (headers == null || headers.isEmpty()) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(headers.get(0).strip());
        if (headers.size() > 1 || !form.matches()) {
            throw ProblemException.badParameter("Idempotency-Key",
                "one text of 1 to 255 visible ASCII characters without quotes and backslashes within, such as a UUID");
        }
        return Optional.of(new IdempotencyKey(form.group(1) == null ? form.group(2) : form.group(1), sha256(body)));
    }

    /** The same of a request whose address counts, too: {@code address} is part of what is told apart. */
    static Optional<IdempotencyKey> of(List<String> headers, String address, byte[] body) {
        byte[] line = (address + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] request = Arrays.copyOf(line, line.length + body.length);
        System.arraycopy(body, 0, request, line.length, body.length);
        return of(headers, request);
    }

    boolean isOf(byte[] otherHash) {
        return Arrays.equals(requestHash, otherHash);
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
