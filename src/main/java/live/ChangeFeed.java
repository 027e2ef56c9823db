package live;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import orders.ChangedOrder;
import orders.ChangedOrders;

/**
 * Tells the screens that listen to this process what was committed, whichever process wrote it. One round after the other, several a
 * second; what a round found is read, written as JSON and pressed once, however many listen. Without PostgreSQL the screens stay
 * connected and the next round that works tells all that happened meanwhile.
 */
@ApplicationScoped
public class ChangeFeed {

    private static final Duration FRESHNESS_EVERY = Duration.ofSeconds(2);
    private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(15);
    /** Nothing was read yet, or not for long. */
    private static final long NOWHERE = -1;
    /** How long a screen that lost the connection waits before it comes back. */
    private static final int RETRY_MS = 1_000;
    private static final Changed NOTHING = new Changed(List.of(), 0);

    private final DataSource database;
    private final ChangeLog log;
    private final ChangedOrders orders;
    private final Listeners listeners;
    private final Frames frames;
    private final LiveConfig config;
    private final Clock clock = Clock.systemUTC();

    /** All changes of transactions before it have been told. */
    private long told = NOWHERE;
    /** Of those from there on the rows that were told as well, by id. */
    private final Map<Long, Change> toldBeyond = new TreeMap<>();
    private final Freshness freshness = new Freshness();
    private Instant freshnessDue = Instant.EPOCH;
    private Instant heartbeatDue = Instant.EPOCH;

    ChangeFeed(DataSource database, ChangeLog log, ChangedOrders orders, Listeners listeners, Frames frames, LiveConfig config) {
        this.database = database;
        this.log = log;
        this.orders = orders;
        this.listeners = listeners;
        this.frames = frames;
        this.config = config;
    }

    /** A round. Nobody listens: nothing is read. */
    public synchronized void tell() throws SQLException {
        Instant now = clock.instant();
        listeners.endThoseUntil(now);
        if (now.isAfter(heartbeatDue)) {
            heartbeatDue = now.plus(HEARTBEAT_EVERY);
            listeners.send(Frame.HEARTBEAT);
        }
        if (listeners.isEmpty()) {
            told = NOWHERE;
            return;
        }
        try (Connection connection = database.getConnection()) {
            tell(connection);
        }
    }

    private void tell(Connection connection) throws SQLException {
        List<Listener> joining = listeners.joining();
        if (told == NOWHERE) {
            begin(connection);
        }
        ChangeLog.Snapshot snapshot;
        do {
            snapshot = log.from(told, toldBeyond.keySet(), connection);
            if (snapshot.ended() < told) {
                // PostgreSQL was set back to an older state: nobody can say what a screen shows that is no longer so.
                listeners.send(frames.reset(snapshot.ended()));
                begin(connection);
            } else {
                told(snapshot, connection);
            }
        } while (!snapshot.isAll());
        join(joining, connection);
        tellFreshness(snapshot.now());
    }

    private void begin(Connection connection) throws SQLException {
        told = log.now(connection).ended();
        toldBeyond.clear();
        freshness.forget();
        freshness.add(log.within(Freshness.WINDOW, connection));
    }

    private void told(ChangeLog.Snapshot snapshot, Connection connection) throws SQLException {
        Changed changed = changed(snapshot.changes(), connection);
        // Only now: had the read failed, the next round would find the rows again.
        freshness.add(snapshot.changes());
        snapshot.changes().forEach(change -> toldBeyond.put(change.id(), change));
        if (snapshot.isAll()) {
            told = snapshot.ended();
            toldBeyond.values().removeIf(change -> change.xid() < told);
        }
        send(listeners.open(), changed);
    }

    /** Each of these hears of what is in its filter; those with the same filter the same bytes. */
    private void send(Collection<Listener> to, Changed changed) {
        Map<StreamFilter, List<Frame>> framesOf = new HashMap<>();
        for (Listener listener : to) {
            framesOf.computeIfAbsent(listener.filter, filter -> frames.of(changed, filter, told))
                .forEach(frame -> listeners.send(listener, frame));
        }
    }

    private Changed changed(List<Change> changes, Connection connection) throws SQLException {
        Set<Long> ids = new LinkedHashSet<>();
        changes.forEach(change -> ids.addAll(List.of(change.orders())));
        List<Long> latest = ids.stream().skip(Math.max(0, ids.size() - config.maxOrders())).toList();
        List<ChangedOrder> rows = latest.isEmpty() ? List.of() : orders.of(Set.copyOf(latest), connection);
        return new Changed(rows, ids.size() - latest.size());
    }

    /**
     * Tells those that have come since the last round where they begin, and what they missed. Here, between two rounds, so that no
     * screen is told of an order as it was before what it is told already; and all of it is read before any of it is told, so that
     * a failure leaves them waiting for the next round.
     */
    private void join(List<Listener> joining, Connection connection) throws SQLException {
        if (joining.isEmpty()) {
            return;
        }
        Map<Long, Changed> missed = new HashMap<>();
        for (Listener listener : joining) {
            if (!missed.containsKey(listener.from)) {
                missed.put(listener.from, listener.from == 0 ? NOTHING : since(listener.from, connection));
            }
        }
        Frame retry = Frame.retry(RETRY_MS);
        Frame hello = frames.hello(freshness, log.now(connection).now(), told);
        Frame reset = frames.reset(told);
        for (Listener listener : joining) {
            listeners.opened(listener);
            listeners.send(listener, retry);
            listeners.send(listener, hello);
            if (missed.get(listener.from) == null) {
                listeners.send(listener, reset);
            }
        }
        for (Map.Entry<Long, Changed> away : missed.entrySet()) {
            if (away.getValue() != null) {
                send(joining.stream().filter(listener -> listener.from == away.getKey()).toList(), away.getValue());
            }
        }
    }

    /** Null: it is no longer kept, or more than a round may tell. */
    private Changed since(long from, Connection connection) throws SQLException {
        if (from <= log.deleted(connection) || from > told) {
            return null;
        }
        ChangeLog.Snapshot snapshot = log.from(from, List.of(), connection);
        if (!snapshot.isAll()) {
            return null;
        }
        Changed changed = changed(snapshot.changes(), connection);
        return changed.more() > 0 ? null : changed;
    }

    private void tellFreshness(Instant now) {
        Instant due = clock.instant();
        if (due.isBefore(freshnessDue)) {
            return;
        }
        freshnessDue = due.plus(FRESHNESS_EVERY);
        Freshness.Told latest = freshness.told(now);
        Frame all = frames.freshness(latest, told);
        Frame dealers = frames.freshness(latest.withoutRate(), told);
        listeners.open().forEach(listener -> listeners.send(listener, listener.filter.dealer().isPresent() ? dealers : all));
    }
}
