package finance.payments;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What was told of payments, what was refused, and what was made of it. Providers are those that sign, or {@link #OTHER}. */
@ApplicationScoped
class PaymentMetrics {

    /** The label of every provider that a shop names, so that nobody can make labels. */
    private static final String OTHER = "other";
    private static final String PROVIDER = "provider";

    private final MeterRegistry registry;

    PaymentMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Who told of a payment. */
    enum Source { IPN, QUERY, SHOP }

    /** Somebody told of a payment, whether or not it is believed. */
    void received(String provider, Source source) {
        registry.counter("ordersync.payments.received", PROVIDER, label(provider), "source", source.name().toLowerCase(Locale.ROOT)).increment();
    }

    void refused(String provider, String reason) {
        registry.counter("ordersync.payments.refused", PROVIDER, label(provider), "reason", reason).increment();
    }

    /** Something of a payment is on disk that was not before. */
    void recorded(String provider, Recorded recorded) {
        if (recorded.changed()) {
            registry.counter("ordersync.payments.recorded", PROVIDER, label(provider), "status", recorded.status().name()).increment();
        }
        if (recorded.contradicted()) {
            registry.counter("ordersync.payments.contradicted", PROVIDER, label(provider)).increment();
        }
    }

    /** An IPN was answered. */
    void answered(String provider, long startedNanos) {
        Timer.builder("ordersync.payments.ipn").description("From an IPN's arrival to its answer").tag(PROVIDER, provider)
            .publishPercentileHistogram().register(registry).record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    }

    private static String label(String provider) {
        return provider.equals(Vnpay.NAME) || provider.equals(Momo.NAME) ? provider : OTHER;
    }
}
