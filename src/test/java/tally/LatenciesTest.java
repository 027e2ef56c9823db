package tally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 7, 48, 181, 1_000, 60_000, 3_600_000})
    void aTimeReadsBackWithinATenth(long ms) {
        Latencies freshness = new Latencies(Map.of(Latencies.step(Duration.ofMillis(ms)), 5L));

        assertThat((double) freshness.percentile(0.5)).isCloseTo(ms, within(Math.max(0.5, ms * 0.1)));
    }

    @Test
    void aPercentileIsTheTimeThatItsShareDidNotExceed() {
        Map<Integer, Long> counts = new TreeMap<>();
        counts.put(Latencies.step(Duration.ofMillis(16)), 98L);
        counts.put(Latencies.step(Duration.ofMillis(1024)), 2L);

        Latencies freshness = new Latencies(counts);

        assertThat(freshness.percentile(0.5)).isEqualTo(16);
        assertThat(freshness.percentile(0.99)).isEqualTo(1024);
    }

    @Test
    void withoutMessagesThereIsNoPercentile() {
        assertThat(new Latencies(Map.of()).percentile(0.5)).isNull();
    }

    @Test
    void aClockThatIsAheadCountsAsNoTimeAtAll() {
        assertThat(Latencies.step(Duration.ofMillis(-500))).isZero();
    }
}
