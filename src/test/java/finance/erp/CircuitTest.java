package finance.erp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitTest {

    private static final int ROOM = 20;
    private static final Duration OPEN_FOR = Duration.ofMillis(200);
    private static final Answer UP = Answer.up(List.of());
    private static final Answer DOWN = Answer.down(List.of());

    private final Circuit circuit = new Circuit(3, OPEN_FOR);

    @Test
    void afterSoManyCallsInVainInARowNothingIsSentButOneCallNowAndThen() {
        // When
        hear(DOWN, DOWN, DOWN);

        // Then
        assertThat(circuit.isOpen()).isTrue();
        assertThat(circuit.permits(ROOM)).isZero();
        await().pollInterval(Duration.ofMillis(5)).until(() -> circuit.permits(ROOM) == 1);
        assertThat(circuit.permits(ROOM)).isZero();
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
        assertThat(circuit.permits(ROOM)).isZero();
    }

    private void hear(Answer... answers) {
        for (Answer answer : answers) {
            circuit.heard(answer);
        }
    }
}
