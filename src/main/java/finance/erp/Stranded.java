package finance.erp;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;

/**
 * Postings that nobody would see to of his own accord: parked ones whose waker died, and those of ERPs that were turned off or
 * for which there was none. Several processes can look at once.
 */
@ApplicationScoped
public class Stranded {

    /** Pages of an ERP's parked postings in one run; the next run goes on behind them. */
    private static final int MAX_PAGES = 20;

    private final PostingStore store;
    private final Routing routing;
    private final Map<Erp, Long> positions = new EnumMap<>(Erp.class);

    Stranded(PostingStore store, Routing routing) {
        this.store = store;
        this.routing = routing;
    }

    /** Sees to them: to at most {@link #MAX_PAGES} pages of each ERP's. Not to be called by two threads at a time. */
    public void run() {
        String[] on = routing.on().stream().map(Erp::id).toArray(String[]::new);
        int rerouted = PostingStore.PAGE;
        for (int page = 0; page < MAX_PAGES && rerouted == PostingStore.PAGE; page++) {
            rerouted = store.reroute(on);
        }
        routing.on().forEach(this::wake);
    }

    /** After a start: what another configuration had no ERP for is routed by this one. Returns whether there is more. */
    public boolean retryUnrouted() {
        return store.retryUnrouted() == PostingStore.PAGE;
    }

    private void wake(Erp erp) {
        long after = positions.getOrDefault(erp, 0L);
        for (int page = 0; page < MAX_PAGES && (page == 0 || after > 0); page++) {
            after = store.wake(erp, after);
        }
        positions.put(erp, after);
    }
}
