package http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads query parameters and JSON fields; what is wrong with one is a 400 that names it. An empty one counts as absent. */
public final class Parameters {

    private static final int MAX_TEXT = 200;
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Parameters() {
    }

    public static Optional<String> text(String name, String value) {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        if (value.length() > MAX_TEXT || value.indexOf('\0') >= 0) {
            throw ProblemException.badParameter(name, "text of at most " + MAX_TEXT + " characters, none of them NUL");
        }
        return Optional.of(value);
    }

    /** A time with its offset, such as {@code 2026-05-01T00:00:00Z} or {@code …+07:00}; in UTC afterwards. */
    public static Optional<Instant> time(String name, String value) {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant time = OffsetDateTime.parse(value).toInstant();
            if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
                return Optional.of(time);
            }
        } catch (DateTimeException notATime) {
            // Answered below, with what is allowed.
        }
        throw ProblemException.badParameter(name,
            "a time such as 2026-05-01T00:00:00Z, in the years 0000 to 9999 (in a query string, a + is written %2B)");
    }

    /** One of the names of {@code type}, in its exact case. */
    public static <E extends Enum<E>> Optional<E> oneOf(Class<E> type, String name, String value) {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(type.getEnumConstants()).filter(constant -> constant.name().equals(value)).findFirst()
            .orElseThrow(() -> ProblemException.badParameter(name, Arrays.stream(type.getEnumConstants()).map(Enum::name)
                .collect(Collectors.joining(", ", "one of ", "")))));
    }

    public static int count(String name, String value, int otherwise, int max) {
        if (value == null || value.isEmpty()) {
            return otherwise;
        }
        try {
            int count = Integer.parseInt(value);
            if (count >= 1 && count <= max) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below, with what is allowed.
        }
        throw ProblemException.badParameter(name, "a whole number from 1 to " + max);
    }
}
