package mappings;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A channel's times, as instants. */
public final class SourceTime {

    /** Above this, a number counts milliseconds: 10^11 seconds are the year 5138. */
    private static final BigDecimal SECONDS_MAX = BigDecimal.valueOf(100_000_000_000L);
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final int TEXT_MAX_CHARS = 40;
    private static final Pattern QUOTED = Pattern.compile("'[^']*'");
    private static final Pattern ZONE_LETTER = Pattern.compile("[XxZzVvO]");
    private static final Pattern WEEK_LETTER = Pattern.compile("[YwW]");
    /** A day of the year beside a month was meant to be the day of the month. */
    private static final Pattern DAY_OF_YEAR_OR_WEEK_LETTER = Pattern.compile("[DYwW]");
    private static final int PATTERNS_MAX = 64;
    private static final int SECONDS_OF_DAY = 86_400;
    private static final String SECONDS_WRITTEN = "0000-00-00T00:00:00";
    /** How the schema of the canonical message has a time written. */
    static final String SCHEMA_PATTERN = "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z$";

    /** {@code 2020-10-26T15:50:38.123+07:00}, {@code 2020-10-26 15:50:38 +0700}, {@code …Z}. */
    private static final DateTimeFormatter WITH_OFFSET = new DateTimeFormatterBuilder().parseCaseInsensitive()
        .append(DateTimeFormatter.ISO_LOCAL_DATE).appendPattern("['T'][' ']").append(DateTimeFormatter.ISO_LOCAL_TIME)
        .appendPattern("[ ][XXX][XX][X]").toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private static final ZonedDateTime SOME_TIME = ZonedDateTime.of(2026, 11, 22, 13, 14, 15, 0, ZoneOffset.UTC);
    private static final Map<String, DateTimeFormatter> PATTERNS = new ConcurrentHashMap<>();

    private SourceTime() {
    }

    /**
     * Seconds or milliseconds since 1970.
     *
     * @throws MappingFailure where the number is not above 0, or beyond the year 9999
     */
    static Instant ofNumber(BigDecimal number) {
        if (number.signum() <= 0 || (long) number.precision() - number.scale() > 18 || number.scale() > 18) {
            throw new MappingFailure("is not a time in seconds or milliseconds since 1970");
        }
        BigDecimal seconds = number.compareTo(SECONDS_MAX) > 0 ? number.movePointLeft(3) : number;
        BigDecimal whole = seconds.setScale(0, RoundingMode.DOWN);
        long nanos = seconds.subtract(whole).movePointRight(9).longValue();
        return bounded(Instant.ofEpochSecond(whole.longValueExact(), nanos));
    }

    /** {@link #ofNumber(BigDecimal)} without the detour, for the whole numbers that nearly all channels send. */
    static Instant ofNumber(long number) {
        if (number <= 0) {
            throw new MappingFailure("is not a time in seconds or milliseconds since 1970");
        }
        return bounded(number > SECONDS_MAX.longValue() ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number));
    }

    /**
     * ISO 8601 with an offset, or a number as text.
     *
     * @throws MappingFailure where the text is neither; a time without an offset is neither, for its zone would be a guess
     */
    static Instant ofText(String text) {
        if (text.length() <= TEXT_MAX_CHARS) {
            if (text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty() && text.length() <= 18) {
                return ofNumber(Long.parseLong(text));
            }
            try {
                return bounded(WITH_OFFSET.parse(text, OffsetDateTime::from).toInstant());
            } catch (DateTimeException notATime) {
                throw notATime();
            }
        }
        throw notATime();
    }

    /** {@link #ofText(String)}; empty where it is no time. */
    public static Optional<Instant> find(String text) {
        try {
            return Optional.of(ofText(text));
        } catch (MappingFailure notATime) {
            return Optional.empty();
        }
    }

    /**
     * A local time.
     *
     * @param pattern of {@link DateTimeFormatter}, such as {@code uuuu-MM-dd HH:mm:ss}
     * @param zone    such as {@code +07:00} or {@code Asia/Ho_Chi_Minh}
     * @throws MappingFailure           where the text does not follow the pattern
     * @throws IllegalArgumentException where pattern or zone is none, which is no fault of the text
     */
    static Instant ofText(String text, String pattern, String zone) {
        DateTimeFormatter format = formatter(pattern);
        ZoneId where = zone(zone);
        try {
            return bounded(LocalDateTime.parse(text, format).atZone(where).toInstant());
        } catch (DateTimeException notATime) {
            throw new MappingFailure("is not a time written as " + pattern + " in zone " + zone);
        }
    }

    private static ZoneId zone(String zone) {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException none) {
            throw new IllegalArgumentException(none);
        }
    }

    /** What is wrong with a time zone; null: nothing. */
    static String wrongZone(String zone) {
        try {
            zone(zone);
            return null;
        } catch (IllegalArgumentException none) {
            return "\"" + zone + "\" is no time zone; write +07:00 or Asia/Ho_Chi_Minh";
        }
    }

    /**
     * What is wrong with the pattern of a local time; null: nothing. One that cannot read what it writes can read nothing, and
     * one that reads an offset would have it thrown away for the zone that stands beside it.
     */
    static String wrongPattern(String pattern) {
        String misread = misread(pattern);
        if (misread != null) {
            return "the pattern \"" + pattern + "\" " + misread;
        }
        try {
            DateTimeFormatter format = formatter(pattern);
            LocalDateTime.parse(SOME_TIME.format(format), format);
            return null;
        } catch (IllegalArgumentException none) {
            return "\"" + pattern + "\" is no pattern of a time; write one such as uuuu-MM-dd HH:mm:ss";
        } catch (DateTimeException unreadable) {
            return "no date and time can be read with the pattern \"" + pattern + "\"; write one such as uuuu-MM-dd HH:mm:ss, with u for the year";
        }
    }

    /** Why a pattern would read a time as another one than is meant; null: it would not. */
    private static String misread(String pattern) {
        String letters = QUOTED.matcher(pattern).replaceAll("");
        if (ZONE_LETTER.matcher(letters).find()) {
            return "reads an offset or a zone, which local time has none of; write instant(x), which takes ISO 8601 with an offset";
        }
        Matcher other = letters.indexOf('M') < 0 ? WEEK_LETTER.matcher(letters) : DAY_OF_YEAR_OR_WEEK_LETTER.matcher(letters);
        return other.find() ? "has " + other.group() + ", which counts weeks, or the days of a year; write uuuu for the year and dd for the day" : null;
    }

    /** What {@link Instant#toString} gives, of a year of four digits, digit by digit: each message has two times. */
    static String text(Instant time) {
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
            // Of a record that nobody here wrote, whose year may not have four digits.
            return time.toString();
        }
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(time.getEpochSecond(), SECONDS_OF_DAY));
        int second = (int) Math.floorMod(time.getEpochSecond(), SECONDS_OF_DAY);
        int nanos = time.getNano();
        int fraction = nanos == 0 ? 0 : nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
        byte[] text = (fraction == 0 ? "0000-00-00T00:00:00Z" : "0000-00-00T00:00:00.000000000Z").getBytes(StandardCharsets.ISO_8859_1);
        write(day.getYear(), text, 0, 4);
        write(day.getMonthValue(), text, 5, 2);
        write(day.getDayOfMonth(), text, 8, 2);
        write(second / 3600, text, 11, 2);
        write(second / 60 % 60, text, 14, 2);
        write(second % 60, text, 17, 2);
        if (fraction == 0) {
            return new String(text, StandardCharsets.ISO_8859_1);
        }
        write(nanos, text, 20, 9);
        text[20 + fraction] = 'Z';
        return new String(text, 0, 21 + fraction, StandardCharsets.ISO_8859_1);
    }

    /** Whether the text is what {@link #SCHEMA_PATTERN} takes, which would cost ten times as much. */
    static boolean isWritten(String text) {
        int last = text.length() - 1;
        if (last < SECONDS_WRITTEN.length() || last == SECONDS_WRITTEN.length() + 1 || last > SECONDS_WRITTEN.length() + 10) {
            return false;
        }
        for (int i = 0; i <= last; i++) {
            char meant = i == last ? 'Z' : i < SECONDS_WRITTEN.length() ? SECONDS_WRITTEN.charAt(i) : i == SECONDS_WRITTEN.length() ? '.' : '0';
            char is = text.charAt(i);
            if (meant == '0' ? is < '0' || is > '9' : is != meant) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is a time that is so written: {@code 2026-11-22T08:04:25.416Z}, as the schema of the canonical message has it. */
    static boolean exists(String text) {
        try {
            LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
            return day.getYear() >= 1970 && number(text, 11, 13) < 24 && number(text, 14, 16) < 60 && number(text, 17, 19) < 60;
        } catch (DateTimeException noSuchDay) {
            return false;
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static void write(int number, byte[] text, int from, int digits) {
        for (int i = from + digits - 1, rest = number; i >= from; i--, rest /= 10) {
            text[i] = (byte) ('0' + rest % 10);
        }
    }

    private static DateTimeFormatter formatter(String pattern) {
        DateTimeFormatter known = PATTERNS.get(pattern);
        if (known != null) {
            return known;
        }
        if (misread(pattern) != null) {
            throw new IllegalArgumentException(pattern);
        }
        DateTimeFormatter made = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
        if (PATTERNS.size() < PATTERNS_MAX) {
            PATTERNS.put(pattern, made);
        }
        return made;
    }

    private static MappingFailure notATime() {
        return new MappingFailure("is not a time in ISO 8601 with an offset, nor in seconds or milliseconds since 1970");
    }

    private static Instant bounded(Instant time) {
        if (time.isAfter(LATEST) || time.isBefore(Instant.EPOCH)) {
            throw new MappingFailure("is a time before 1970 or after 9999");
        }
        // PostgreSQL keeps microseconds; two times must compare there as they compare here.
        return time.truncatedTo(ChronoUnit.MICROS);
    }
}
