package live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The screens that listen to this process, no more than {@code ordersync.live.max-listeners}; dealers' leave room for the seller's. */
@ApplicationScoped
class Listeners {

    /** For so long the end of the process waits for screens to take what waits for them. */
    private static final Duration END_LIMIT = Duration.ofSeconds(3);

    private final LiveConfig config;
    private final Counter dropped;
    /** All that are connected; those that wait to be told where they begin are in both. */
    private final Set<Listener> all = ConcurrentHashMap.newKeySet();
    private final Set<Listener> joining = ConcurrentHashMap.newKeySet();
    private boolean stopping;
    /** SIGTERM waits for the requests that are under way, and these end only here. */
    private final Thread atShutdown = new Thread(this::stopAll, "live-end");

    Listeners(LiveConfig config, MeterRegistry meters) {
        this.config = config;
        this.dropped = meters.counter("ordersync.live.dropped");
        Runtime.getRuntime().addShutdownHook(atShutdown);
        meters.gaugeCollectionSize("ordersync.live.listeners", List.of(), all);
    }

    /** Whether there was room for it; there is none once the process ends. Nobody sees it before the head of its answer is sent. */
    synchronized boolean add(Listener listener) {
        if (stopping || all.size() >= config.maxListeners() || !listener.filter.dealer().map(this::hasRoomFor).orElse(true)) {
            return false;
        }
        listener.open();
        joining.add(listener);
        all.add(listener);
        return true;
    }

    private boolean hasRoomFor(String dealer) {
        List<String> dealers = all.stream().flatMap(listener -> listener.filter.dealer().stream()).toList();
        return dealers.size() < config.maxListenersOfDealers() && Collections.frequency(dealers, dealer) < config.maxListenersOfOneDealer();
    }

    void remove(Listener listener) {
        joining.remove(listener);
        all.remove(listener);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    List<Listener> joining() {
        return new ArrayList<>(joining);
    }

    /** From now on it is told of every change. */
    void opened(Listener listener) {
        joining.remove(listener);
    }

    /** Those that are told of every change. */
    Collection<Listener> open() {
        return all.stream().filter(listener -> !joining.contains(listener) && !listener.isEnding()).toList();
    }

    void send(Frame frame) {
        all.stream().filter(listener -> !listener.isEnding()).forEach(listener -> send(listener, frame));
    }

    void send(Listener listener, Frame frame) {
        if (!listener.send(frame)) {
            if (all.contains(listener) && listener.wasSlow()) {
                dropped.increment();
            }
            remove(listener);
        }
    }

    /** Disconnects those that take nothing of what waits for them. */
    void dropTheStalled(Instant now) {
        for (Listener listener : all) {
            if (listener.isStalled(now, config.stalledAfter())) {
                listener.cutOff();
                dropped.increment();
                remove(listener);
            }
        }
    }

    /** Ends those whose access has ended; they come back with what gives them access anew. */
    void endThoseWhoseStayIsOver(Instant now) {
        all.stream().filter(listener -> !listener.isEnding() && listener.stay.isOver(now)).forEach(this::end);
    }

    private synchronized List<Listener> noMore() {
        stopping = true;
        return List.copyOf(all);
    }

    private void stopAll() {
        List<Listener> last = noMore();
        try {
            CompletableFuture.allOf(last.stream().map(this::end).toArray(CompletableFuture[]::new)).get(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            // SIGTERM would wait for them as for any request; they come back to another process for what they did not take.
            last.stream().filter(listener -> !listener.end().isDone()).forEach(Listener::cutOff);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @PreDestroy
    void stop() {
        stopAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException isShuttingDown) {
            // It runs, or has run.
        }
    }

    /** It counts until all that waits for it is taken. */
    private CompletableFuture<Void> end(Listener listener) {
        joining.remove(listener);
        return listener.end().whenComplete((taken, failed) -> remove(listener));
    }
}
