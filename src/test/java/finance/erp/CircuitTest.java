package finance.erp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitTest {

    private static final int ROOM = 20;
    private static final Duration OPEN_FOR = Duration.ofMillis(200);
    /** Circuits of several processes do not try all at once: up to a fifth later. */
    private static final Duration AT_MOST_LATER = OPEN_FOR.dividedBy(5);
    private static final Answer UP = Answer.up(List.of());
    private static final Answer DOWN = Answer.down(List.of());

    private final AtomicLong nanos = new AtomicLong();
    private final Circuit circuit = new Circuit(3, OPEN_FOR, nanos::get);

    @Test
    void afterSoManyCallsInVainInARowNothingIsSentButOneCallNowAndThen() {
        // When
        hear(DOWN, DOWN, DOWN);

        // Then
        assertThat(circuit.isOpen()).isTrue();
        assertThat(circuit.permits(ROOM)).isZero();
        for (int trial = 0; trial < 2; trial++) {
            nanos.addAndGet(OPEN_FOR.toNanos() - 1);
            assertThat(circuit.permits(ROOM)).isZero();
            nanos.addAndGet(AT_MOST_LATER.toNanos());
            assertThat(circuit.permits(ROOM)).isOne();
            assertThat(circuit.permits(ROOM)).isZero();
        }
    }

    @Test
    void oneAnswerClosesIt() {
        // Given
        hear(DOWN, DOWN, DOWN);

        // When
        hear(UP);

        // Then
        assertThat(circuit.isOpen() || circuit.isFailing()).isFalse();
        assertThat(circuit.permits(ROOM)).isEqualTo(ROOM);
    }

    @Test
    void callsInVainThatAreNotInARowDoNotOpenItAndAQuestionTellsNothing() {
        // When
        hear(DOWN, DOWN, UP, DOWN, DOWN, Answer.unknown(List.of()));

        // Then
        assertThat(circuit.isFailing()).isTrue();
        assertThat(circuit.isOpen()).isFalse();
        assertThat(circuit.permits(ROOM)).isEqualTo(ROOM);
    }

    @Test
    void anErpThatAsksToBeLeftAloneIsLeftAloneThoughItIsNotDown() {
        // When
        hear(Answer.down(List.of(), Duration.ofHours(1)));

        // Then
        assertThat(circuit.isOpen()).isFalse();
        nanos.addAndGet(Duration.ofMinutes(59).toNanos());
        assertThat(circuit.permits(ROOM)).isZero();
    }

    private void hear(Answer... answers) {
        for (Answer answer : answers) {
            circuit.heard(answer);
        }
    }
}
