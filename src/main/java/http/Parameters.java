package http;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads query parameters and JSON fields; what is wrong with one is a 400 that names it. An empty one counts as absent. */
public final class Parameters {

    private static final int MAX_TEXT = 200;
    private static final int MAX_KEY = 1000;
    private static final int MAX_SHOWN = 60;
    /** What would break a line, change how it reads, or is half a character. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\"]");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Parameters() {
    }

    public static Optional<String> text(String name, String value) {
        return text(name, value, MAX_TEXT);
    }

    /** The same of a key of ours, which is made of several texts. */
    public static Optional<String> key(String name, String value) {
        return text(name, value, MAX_KEY);
    }

    private static Optional<String> text(String name, String value, int max) {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        if (value.length() > max || value.indexOf('\0') >= 0) {
            throw ProblemException.badParameter(name, "text of at most " + max + " characters, none of them NUL");
        }
        return Optional.of(value);
    }

    /** What a caller named, as it may be repeated to them: cut, with ? for what cannot be printed. */
    public static String shown(String name) {
        String printable = UNPRINTABLE.matcher(name).replaceAll("?");
        return printable.codePointCount(0, printable.length()) <= MAX_SHOWN ? printable
            : printable.substring(0, printable.offsetByCodePoints(0, MAX_SHOWN)) + "…";
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
            "a time such as 2026-05-01T00:00:00Z, in the years 0001 to 9999 (in a query string, a + is written %2B)");
    }

    /** Some of the names of {@code type}, in their exact case, with commas between them; in the order of the type. */
    public static <E extends Enum<E>> Set<E> someOf(Class<E> type, String name, String value) {
        Set<E> some = EnumSet.noneOf(type);
        if (value != null && !value.isEmpty()) {
            for (String one : value.split(",", -1)) {
                some.add(oneOf(type, name, one).orElseThrow(() -> badName(type, name)));
            }
        }
        return some;
    }

    /** One of the names of {@code type}, in its exact case. */
    public static <E extends Enum<E>> Optional<E> oneOf(Class<E> type, String name, String value) {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(type.getEnumConstants()).filter(constant -> constant.name().equals(value)).findFirst()
            .orElseThrow(() -> badName(type, name)));
    }

    private static <E extends Enum<E>> ProblemException badName(Class<E> type, String name) {
        return ProblemException.badParameter(name, Arrays.stream(type.getEnumConstants()).map(Enum::name)
            .collect(Collectors.joining(", ", "one of ", "")));
    }

    public static int count(String name, String value, int otherwise, int max) {
        return value == null || value.isEmpty() ? otherwise : number(name, value, 1, max);
    }

    /** A whole number, which must be there. */
    public static int number(String name, String value, int min, int max) {
        try {
            int number = Integer.parseInt(value == null ? "" : value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below, with what is allowed.
        }
        throw ProblemException.badParameter(name, "a whole number from " + min + " to " + max);
    }

    public static Optional<Boolean> truth(String name, String value) {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        if (value.equals("true") || value.equals("false")) {
            return Optional.of(Boolean.valueOf(value));
        }
        throw ProblemException.badParameter(name, "true or false");
    }

    /** A day of the years 2000 to 2999, such as {@code 2026-05-01}. */
    public static Optional<LocalDate> day(String name, String value) {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        try {
            LocalDate day = LocalDate.parse(value);
            if (day.getYear() >= 2000 && day.getYear() <= 2999) {
                return Optional.of(day);
            }
        } catch (DateTimeException notADay) {
            // Answered below, with what is allowed.
        }
        throw ProblemException.badParameter(name, "a day such as 2026-05-01, in the years 2000 to 2999");
    }

    /** A decimal number in plain digits, such as {@code 150000} or {@code -12.5}; exact. */
    public static Optional<BigDecimal> decimal(String name, String value, int integerDigits, int decimals) {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        if (value.length() > MAX_TEXT || !DECIMAL.matcher(value).matches()) {
            throw notADecimal(name, integerDigits, decimals);
        }
        return Optional.of(decimal(name, new BigDecimal(value), integerDigits, decimals));
    }

    /** The same of a number that is one already: how many digits it has, and no more. */
    public static BigDecimal decimal(String name, BigDecimal value, int integerDigits, int decimals) {
        // Before the zeros are taken away, which may be beyond what a scale can say.
        boolean isTooLarge = value.signum() != 0 && (long) value.precision() - value.scale() > integerDigits;
        BigDecimal exact = isTooLarge ? value : value.stripTrailingZeros();
        if (isTooLarge || exact.scale() > decimals) {
            throw notADecimal(name, integerDigits, decimals);
        }
        return exact.setScale(Math.max(0, exact.scale()));
    }

    static ProblemException notADecimal(String name, int integerDigits, int decimals) {
        return ProblemException.badParameter(name, "a number, or a string of one, with at most " + integerDigits
            + " digits before the point and " + decimals + " after it, such as 150000 or \"12.5\"");
    }
}
