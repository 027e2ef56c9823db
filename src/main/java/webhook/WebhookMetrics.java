package webhook;

import channels.RawMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import tally.Tally;

/** What came in, what was refused and how long an acknowledgement took. Channels are known ones or {@link #UNKNOWN}. */
@ApplicationScoped
public class WebhookMetrics {

    /** The label of every channel that is not one of ours, so that a stranger cannot make labels. */
    public static final String UNKNOWN = "unknown";

    private final MeterRegistry registry;
    private final Timer acknowledged;
    private final Tally tally;
    /** To look a counter up by its labels costs more than to count. */
    private final Map<Received, Counter> received = new ConcurrentHashMap<>();

    private record Received(String channel, RawMessage.Source source) { }

    WebhookMetrics(MeterRegistry registry, Tally tally) {
        this.registry = registry;
        this.tally = tally;
        this.acknowledged = Timer.builder("ordersync.ingest")
            .description("From a webhook's first byte to its acknowledgement").publishPercentileHistogram().register(registry);
    }

    /** A message is on disk, in Kafka or in the spool. */
    public void received(RawMessage message) {
        received.computeIfAbsent(new Received(message.channel(), message.source()),
            labels -> registry.counter("ordersync.received", "channel", labels.channel, "source", labels.source.word)).increment();
        tally.add(Tally.Kind.RECEIVED, message.channel(), message.source().word, 1);
    }

    /** A message went to the spool because Kafka did not take it. */
    public void spooled(String channel) {
        registry.counter("ordersync.spooled", "channel", channel).increment();
    }

    /** A webhook was answered with its channel's acknowledgement. */
    public void acknowledged(long startedNanos) {
        acknowledged.record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    }

    /** A webhook was refused. */
    public void rejected(String channel, String reason) {
        registry.counter("ordersync.rejected", "channel", channel, "reason", reason).increment();
        tally.add(Tally.Kind.REJECTED, channel, reason, 1);
    }
}
