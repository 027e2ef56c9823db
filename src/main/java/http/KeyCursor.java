package http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Where a page ended, in a list that is ordered by texts. Opaque to the caller.
 *
 * @param key of the last row of the page; no part holds a NUL
 */
public record KeyCursor(List<String> key) {

    private static final String SEPARATOR = "\0";

    /** @param parts how many texts the key has */
    public static Optional<KeyCursor> parse(String text, int parts) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            List<String> key = List.of(new String(Base64.getUrlDecoder().decode(text), UTF_8).split(SEPARATOR, -1));
            if (key.size() == parts) {
                return Optional.of(new KeyCursor(key));
            }
        } catch (IllegalArgumentException notBase64) {
            // Answered below: what exactly is wrong inside is of no use to the caller.
        }
        throw refused();
    }

    /** A 400 for a cursor that no page has given. */
    public static ProblemException refused() {
        return ProblemException.badParameter("cursor", "the value of \"next\" of the page before, unchanged");
    }

    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(String.join(SEPARATOR, key).getBytes(UTF_8));
    }
}
