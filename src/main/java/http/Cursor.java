package http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a page ended, newest first: the next page holds what comes after. Opaque to the caller.
 *
 * @param time when the last row of the page changed; {@link Instant#EPOCH} in a list that is ordered by id alone
 * @param id   the last row's id
 */
public record Cursor(Instant time, long id) {

    /** In a list that is ordered by id alone. */
    public static Cursor of(long id) {
        return new Cursor(Instant.EPOCH, id);
    }

    public static Optional<Cursor> parse(String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split("\\|", -1);
            if (parts.length == 2) {
                Instant time = Parameters.time("cursor", parts[0]).orElseThrow(Cursor::unknown);
                return Optional.of(new Cursor(time, Long.parseLong(parts[1])));
            }
        } catch (IllegalArgumentException | DateTimeException | ProblemException notOurs) {
            // Answered below: what exactly is wrong inside is of no use to the caller.
        }
        throw unknown();
    }

    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((time + "|" + id).getBytes(UTF_8));
    }

    private static ProblemException unknown() {
        return ProblemException.badParameter("cursor", "the value of \"next\" of the page before, unchanged");
    }
}
