package mappings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Times as canonical messages have them. */
class SourceTimeTest {

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

    private static void assertWritten(Instant time) {
        assertThat(SourceTime.text(time)).isEqualTo(time.toString());
    }
}
