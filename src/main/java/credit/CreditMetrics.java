package credit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Orders that were locked and released here, and how long it took. To be told once the transaction is committed. */
@ApplicationScoped
public class CreditMetrics {

    private static final Duration[] WAITS = {Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1),
        Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(6), Duration.ofDays(1), Duration.ofDays(3), Duration.ofDays(7),
        Duration.ofDays(30)};
    private static final Duration[] LATENCIES = {Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5)};

    private final Map<Reason, Counter> locked = new EnumMap<>(Reason.class);
    private final Counter released;
    private final Timer lockedFor;
    private final Timer unlockLatency;

    CreditMetrics(MeterRegistry meters) {
        for (Reason reason : Reason.values()) {
            locked.put(reason, Counter.builder("credit.lock").description("Orders that were locked")
                .tag("reason", reason.name()).register(meters));
        }
        released = Counter.builder("credit.lock.success").description("Locked orders that were released").register(meters);
        lockedFor = Timer.builder("credit.lock.duration").description("How long a released order was locked")
            .serviceLevelObjectives(WAITS).register(meters);
        unlockLatency = Timer.builder("credit.unlock.latency")
            .description("From a payment's settlement to the release of an order that it made room for")
            .serviceLevelObjectives(LATENCIES).register(meters);
    }

    /** An order was locked, at its first decision or later. */
    public void locked(Reason reason) {
        locked.get(reason).increment();
    }

    /** A locked order was released: there was room for it, or a person said so. */
    public void released(Duration wasLocked) {
        released.increment();
        lockedFor.record(wasLocked);
    }

    /** An order was released because of a payment that settled so long ago by the payment's own clock. */
    public void unlockLatency(Duration sinceSettled) {
        unlockLatency.record(sinceSettled);
    }
}
