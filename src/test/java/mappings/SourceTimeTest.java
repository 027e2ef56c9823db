package mappings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

/** Times as canonical messages have them. */
class SourceTimeTest {

    private static final Pattern SCHEMA_PATTERN = Pattern.compile(SourceTime.SCHEMA_PATTERN);
    private static final long LAST_SECOND = 253_402_300_799L;

    @Property
    void aTimeIsWrittenAsJavaWritesIt(@ForAll @LongRange(max = LAST_SECOND) long second, @ForAll @LongRange(max = 999_999_999) long nanos) {
        assertWritten(Instant.ofEpochSecond(second, nanos));
        assertWritten(Instant.ofEpochSecond(second, nanos / 1_000 * 1_000));
        assertWritten(Instant.ofEpochSecond(second, nanos / 1_000_000 * 1_000_000));
        assertWritten(Instant.ofEpochSecond(second));
    }

    @Example
    void theFirstAndTheLastTimeAreToo() {
        assertWritten(Instant.EPOCH);
        assertWritten(Instant.parse("2000-02-29T23:59:59.000001Z"));
        assertWritten(Instant.parse("9999-12-31T23:59:59.999999999Z"));
        assertWritten(Instant.EPOCH.minusNanos(1));
        assertWritten(Instant.parse("9999-12-31T23:59:59.999999999Z").plusNanos(1));
    }

    @Property
    void whatIsWrittenIsReadAsTheSchemasExpressionReadsIt(@ForAll @LongRange(max = LAST_SECOND) long second, @ForAll @LongRange(max = 999_999_999) long nanos,
            @ForAll @IntRange(max = 30) int from, @ForAll @IntRange(max = 2) int left, @ForAll @Chars({'0', '9', '/', ':', '-', '.', 'T', 'Z', 'z', '\n', '\u0660'}) @StringLength(max = 2) String put) {
        String text = SourceTime.text(Instant.ofEpochSecond(second, nanos % 2 == 0 ? nanos : 0));
        String changed = new StringBuilder(text).replace(Math.min(from, text.length()), Math.min(from + left, text.length()), put).toString();

        assertThat(SourceTime.isWritten(text)).isTrue();
        assertThat(SourceTime.isWritten(changed)).as(changed).isEqualTo(SCHEMA_PATTERN.matcher(changed).matches());
    }

    private static void assertWritten(Instant time) {
        assertThat(SourceTime.text(time)).isEqualTo(time.toString());
    }
}
