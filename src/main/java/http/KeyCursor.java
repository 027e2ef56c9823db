package http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.LocalDate;
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
    /** Of a day of the years 0000 to 9999; PostgreSQL does not know all the days that may be written longer. */
    private static final int DAY_LENGTH = 10;

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

    /** The day that a part is; a 400 where it is none. */
    public LocalDate day(int part) {
        try {
            if (key.get(part).length() == DAY_LENGTH) {
                return LocalDate.parse(key.get(part));
            }
        } catch (DateTimeException notADay) {
            // Answered below.
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
