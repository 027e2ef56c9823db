package webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether Kafka is worth waiting for. After a failure the webhooks go straight to the spool, but for one in
 * {@link #PROBE_MS} that tries Kafka; the first that Kafka takes closes the circuit again.
 */
@ApplicationScoped
public class KafkaCircuit {

    private static final long PROBE_MS = 100;

    private enum State { UNTRIED, CLOSED, OPEN }

    private final AtomicLong lastProbeNanos = new AtomicLong();
    private volatile State state = State.UNTRIED;

    /** Whether this message is to try Kafka. */
    public boolean lets() {
        if (state != State.OPEN) {
            return true;
        }
        long last = lastProbeNanos.get();
        long now = System.nanoTime();
        return now - last >= TimeUnit.MILLISECONDS.toNanos(PROBE_MS) && lastProbeNanos.compareAndSet(last, now);
    }

    /** Whether Kafka took the last message: where the topic lies is known then, and handing on a message waits only while the producer's buffer is full. */
    public boolean isClosed() {
        return state == State.CLOSED;
    }

    public void succeeded() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
        }
    }

    public void failed() {
        lastProbeNanos.set(System.nanoTime());
        state = State.OPEN;
    }
}
