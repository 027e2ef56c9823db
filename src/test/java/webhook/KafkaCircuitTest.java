package webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KafkaCircuitTest {

    private final KafkaCircuit circuit = new KafkaCircuit();

    @Test
    void letsTheFirstMessagesTryKafkaButKnowsNothingOfIt() {
        assertThat(circuit.lets()).isTrue();
        assertThat(circuit.isClosed()).isFalse();
    }

    @Test
    void isClosedOnceKafkaTookAMessage() {
        // When
        circuit.succeeded();

        // Then
        assertThat(circuit.isClosed()).isTrue();
        assertThat(circuit.lets()).isTrue();
    }

    @Test
    void isOpenFromAFailureUntilKafkaTakesAMessageAgain() {
        // Given
        circuit.succeeded();

        // When
        circuit.failed();
        boolean closedAfterFailure = circuit.isClosed();
        circuit.succeeded();

        // Then
        assertThat(closedAfterFailure).isFalse();
        assertThat(circuit.isClosed()).isTrue();
    }
}
