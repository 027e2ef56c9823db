package live;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SparingTest {

    @Test
    void work_that_was_never_done_is_due() {
        assertThat(new Sparing().isDue(Long.MIN_VALUE)).isTrue();
    }

    @Property
    void work_rests_nine_times_as_long_as_it_took_and_not_longer_than_the_limit(
            @ForAll long from, @ForAll @LongRange(min = 0, max = 60_000_000_000L) long took) {
        // Given work that was done; nanoTime may be anything, and pass Long.MAX_VALUE
        Sparing sparing = new Sparing();
        sparing.worked(from, from + took);

        // Then it is due when it has rested, and no earlier
        long rest = Math.min(took * 9, Sparing.MAX_REST_NANOS);
        assertThat(sparing.isDue(from + took + rest)).isTrue();
        assertThat(rest > 0 && sparing.isDue(from + took + rest - 1)).isFalse();
    }
}
