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

    private final AtomicLong lastProbeNanos = new AtomicLong();
    private volatile boolean open;

    /** Whether this message is to try Kafka. */
    public boolean lets() {
        if (!open) {
            return true;
        }
        long last = lastProbeNanos.get();
        long now = System.nanoTime();
        return now - last >= TimeUnit.MILLISECONDS.toNanos(PROBE_MS) && lastProbeNanos.compareAndSet(last, now);
    }

    public void succeeded() {
        if (open) {
            open = false;
        }
    }

    public void failed() {
        lastProbeNanos.set(System.nanoTime());
        open = true;
    }
}
