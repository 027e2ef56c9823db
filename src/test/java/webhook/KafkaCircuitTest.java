package webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KafkaCircuitTest {

    private final AtomicLong nanos = new AtomicLong();
    private final KafkaCircuit circuit = new KafkaCircuit(nanos::get);

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

    @Test
    void oneMessageAtATimeTriesAKafkaThatIsAway() {
        // Given
        circuit.failed();

        // When, Then: one tries, and until it has been told how that went no other does
        assertThat(circuit.lets()).isFalse();
        pass(100);
        assertThat(circuit.lets()).isTrue();
        pass(10_000);
        assertThat(circuit.lets()).isFalse();
        circuit.failed();
        pass(100);
        assertThat(circuit.lets()).isTrue();
        circuit.learntNothing();
        pass(100);
        assertThat(circuit.lets()).isTrue();
    }

    @Test
    void aMessageThatNeverSaysHowItWentDoesNotKeepKafkaAwayForGood() {
        // Given
        circuit.failed();
        pass(100);
        circuit.lets();

        // When
        pass(30_000);

        // Then
        assertThat(circuit.lets()).isTrue();
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
