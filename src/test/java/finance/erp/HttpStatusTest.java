package finance.erp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpStatusTest {

    @Test
    void onlyWhatConcernsTheKeyTheAddressOrThePaceIsSurelyNotBooked() {
        Set<Integer> notTaken = IntStream.range(100, 600).filter(HttpStatus::isNotTaken).boxed().collect(Collectors.toSet());
        assertThat(notTaken).containsExactlyInAnyOrder(301, 302, 307, 308, 401, 403, 404, 405, 407, 410, 429);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 406, 409, 413, 415, 422, 499})
    void aRefusalIsTheErpsOwn(int status) {
        assertThat(HttpStatus.isRefusal(status)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200, 303, 304, 408, 500, 501, 502, 503, 504, 599})
    void ofWhatAProxyMaySayAfterTheErpHasBookedNobodyKnows(int status) {
        assertThat(HttpStatus.isRefusal(status) || HttpStatus.isNotTaken(status)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({", 0", "'', 0", "12, 12", "' 12 ', 12", "-1, 0", "86400, 3600", "99999999999999999999, 0", "'Wed, 21 Oct 2026 07:28:00 GMT', 0"})
    void aPauseIsInSecondsAndAnHourAtMost(String retryAfter, long seconds) {
        assertThat(HttpStatus.pause(retryAfter)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
