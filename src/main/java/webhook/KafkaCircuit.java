package webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Whether Kafka is worth waiting for. After a failure the webhooks go straight to the spool, but for one in
 * {@link #PROBE_MS} that tries Kafka, while no other is trying; the first that Kafka takes closes the circuit again.
 */
@ApplicationScoped
public class KafkaCircuit {

    private static final long PROBE_MS = 100;
    /** A name server that does not answer can hold up a message for ten seconds: one is enough. What has not ended after so long never does. */
    private static final long PROBE_LASTS_MS = 30_000;

    private enum State { UNTRIED, CLOSED, OPEN }

    private final LongSupplier nanoTime;
    private final AtomicLong lastProbeNanos = new AtomicLong();
    private volatile boolean probing;
    private volatile State state = State.UNTRIED;

    KafkaCircuit() {
        this(System::nanoTime);
    }

    KafkaCircuit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether this message is to try Kafka; then it must say how that went. */
    public boolean lets() {
        if (state != State.OPEN) {
            return true;
        }
        long last = lastProbeNanos.get();
        long now = nanoTime.getAsLong();
        if (now - last < TimeUnit.MILLISECONDS.toNanos(probing ? PROBE_LASTS_MS : PROBE_MS) || !lastProbeNanos.compareAndSet(last, now)) {
            return false;
        }
        probing = true;
        return true;
    }

    /** Whether Kafka took the last message: where the topic lies is known then, and handing on a message waits only while the producer's buffer is full. */
    public boolean isClosed() {
        return state == State.CLOSED;
    }

    public void succeeded() {
        if (state != State.CLOSED) {
            probing = false;
            state = State.CLOSED;
        }
    }

    public void failed() {
        lastProbeNanos.set(nanoTime.getAsLong());
        probing = false;
        state = State.OPEN;
    }

    /** The message itself was at fault, which says nothing of Kafka. */
    public void learntNothing() {
        probing = false;
    }
}
