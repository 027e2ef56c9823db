package live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The screens that listen to this process, no more than {@code ordersync.live.max-listeners}. */
@ApplicationScoped
class Listeners {

    private final LiveConfig config;
    private final Counter dropped;
    /** All that are connected; those that wait to be told where they begin are in both. */
    private final Set<Listener> all = ConcurrentHashMap.newKeySet();
    private final Set<Listener> joining = ConcurrentHashMap.newKeySet();
    /** SIGTERM waits for the requests that are under way, and these end only here. */
    private final Thread atShutdown = new Thread(this::endAll, "live-end");

    Listeners(LiveConfig config, MeterRegistry meters) {
        this.config = config;
        this.dropped = meters.counter("ordersync.live.dropped");
        Runtime.getRuntime().addShutdownHook(atShutdown);
        meters.gaugeCollectionSize("ordersync.live.listeners", List.of(), all);
    }

    /** Whether there was room for it. Nobody sees it before the head of its answer is sent. */
    synchronized boolean add(Listener listener) {
        if (all.size() >= config.maxListeners()) {
            return false;
        }
        listener.open();
        joining.add(listener);
        all.add(listener);
        return true;
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
        return all.stream().filter(listener -> !joining.contains(listener)).toList();
    }

    void send(Frame frame) {
        all.forEach(listener -> send(listener, frame));
    }

    void send(Listener listener, Frame frame) {
        if (!listener.send(frame)) {
            if (all.contains(listener) && listener.wasSlow()) {
                dropped.increment();
            }
            remove(listener);
        }
    }

    /** Ends those whose access has ended; they come back with what gives them access anew. */
    void endThoseWhoseStayIsOver(Instant now) {
        all.stream().filter(listener -> listener.stay.isOver(now)).forEach(this::end);
    }

    private void endAll() {
        all.forEach(this::end);
    }

    @PreDestroy
    void stop() {
        endAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException isShuttingDown) {
            // It runs, or has run.
        }
    }

    private void end(Listener listener) {
        remove(listener);
        listener.end();
    }
}
