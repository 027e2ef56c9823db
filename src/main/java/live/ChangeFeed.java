package live;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    /** How long a screen that lost the connection waits before it comes back. */
    private static final int RETRY_MS = 1_000;
    /** Places that screens come back from are read, and held, one by one: so many a round. */
    private static final int MAX_POSITIONS = 16;
    private static final Changed NOTHING = new Changed(List.of(), 0);

    private final DataSource database;
    private final ChangeLog log;
    private final ChangedOrders orders;
    private final Listeners listeners;
    private final Frames frames;
    private final LiveConfig config;
    private final Clock clock = Clock.systemUTC();

    /** All that was committed until then has been told; null: nothing was read yet, or not for long. */
    private ChangeLog.Point told;
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
        listeners.endThoseWhoseStayIsOver(now);
        listeners.dropTheStalled(now);
        if (now.isAfter(heartbeatDue)) {
            heartbeatDue = now.plus(HEARTBEAT_EVERY);
            listeners.send(Frame.HEARTBEAT);
        }
        if (listeners.isEmpty()) {
            told = null;
            return;
        }
        try (Connection connection = database.getConnection()) {
            tell(connection);
        }
    }

    private void tell(Connection connection) throws SQLException {
        List<Listener> joining = listeners.joining();
        if (told == null) {
            begin(connection);
        }
        ChangeLog.Part part = log.since(told.seen(), null, connection);
        ChangeLog.Point now = part.point();
        if (now.life() != told.life() || now.ended() < told.ended() || now.now().isAfter(told.now().plus(config.keep()))) {
            // PostgreSQL crashed, was set back to an older state, or was out of reach for longer than changes are kept: nobody can say what was missed.
            begin(connection);
            Frame reset = frames.reset(told.position());
            listeners.open().forEach(listener -> listeners.send(listener, reset));
        } else {
            tell(part, now, connection);
            while (!part.isAll()) {
                part = log.since(told.seen(), part.last(), connection);
                tell(part, now, connection);
            }
        }
        join(joining, connection);
        tellFreshness(told.now());
    }

    private void begin(Connection connection) throws SQLException {
        told = log.now(connection);
        freshness.forget();
        freshness.add(log.within(Freshness.WINDOW, connection));
    }

    /** @param now as the first of the parts showed it: what was committed since is told once more, with the next round */
    private void tell(ChangeLog.Part part, ChangeLog.Point now, Connection connection) throws SQLException {
        Changed changed = changed(part.changes(), connection);
        // Only now: had the read failed, the next round would find the rows again.
        freshness.add(part.changes());
        if (part.isAll()) {
            told = now;
        }
        send(listeners.open(), changed);
    }

    /** Each of these hears of what is in its filter; those with the same filter the same bytes. */
    private void send(Collection<Listener> to, Changed changed) {
        Map<StreamFilter, List<Frame>> framesOf = new HashMap<>();
        for (Listener listener : to) {
            framesOf.computeIfAbsent(listener.filter, filter -> frames.of(changed, filter, told.position()))
                .forEach(frame -> listeners.send(listener, frame));
        }
    }

    private static Set<Long> ids(List<Change> changes) {
        Set<Long> ids = new LinkedHashSet<>();
        changes.forEach(change -> ids.addAll(List.of(change.orders())));
        return ids;
    }

    private Changed changed(List<Change> changes, Connection connection) throws SQLException {
        Set<Long> ids = ids(changes);
        List<Long> latest = ids.stream().skip(Math.max(0, ids.size() - config.maxOrders())).toList();
        List<ChangedOrder> rows = latest.isEmpty() ? List.of() : orders.of(Set.copyOf(latest), connection);
        return new Changed(rows, ids.size() - latest.size());
    }

    /**
     * Tells those that have come since the last round where they begin, and what they missed. Here, between two rounds, so that no
     * screen is told of an order as it was before what it is told already; and all of it is read before any of it is told, so that
     * a failure leaves them waiting for the next round. So do those who come back from other places than a round has room for.
     */
    private void join(List<Listener> joining, Connection connection) throws SQLException {
        if (joining.isEmpty()) {
            return;
        }
        Map<StreamPosition, Changed> missed = new HashMap<>();
        for (Listener listener : joining) {
            if (!missed.containsKey(listener.from) && missed.size() < MAX_POSITIONS) {
                missed.put(listener.from, listener.from == null ? NOTHING : since(listener.from, connection));
            }
        }
        Frame retry = Frame.retry(RETRY_MS);
        Frame hello = frames.hello(freshness, told.now(), told.position());
        // Of what was missed nothing is told yet: until then a screen comes back with what it had.
        Frame helloAgain = frames.hello(freshness, told.now(), null);
        Frame reset = frames.reset(told.position());
        for (Map.Entry<StreamPosition, Changed> away : missed.entrySet()) {
            List<Listener> back = joining.stream().filter(listener -> Objects.equals(listener.from, away.getKey())).toList();
            for (Listener listener : back) {
                listeners.opened(listener);
                listeners.send(listener, retry);
                listeners.send(listener, listener.from == null ? hello : helloAgain);
                if (away.getValue() == null) {
                    listeners.send(listener, reset);
                }
            }
            if (away.getValue() != null) {
                send(back, away.getValue());
            }
        }
    }

    /** Null: it is no longer kept, or more orders than a round may tell. */
    private Changed since(StreamPosition from, Connection connection) throws SQLException {
        if (from.life() != told.life() || from.ended() <= log.deleted(connection) || from.ended() > told.ended()) {
            return null;
        }
        ChangeLog.Part part = log.since(ChangeLog.before(from.ended()), null, connection);
        List<Change> changes = new ArrayList<>(part.changes());
        // Many batches may have changed few orders.
        while (!part.isAll() && ids(changes).size() <= config.maxOrders()) {
            part = log.since(ChangeLog.before(from.ended()), part.last(), connection);
            changes.addAll(part.changes());
        }
        return ids(changes).size() > config.maxOrders() ? null : changed(changes, connection);
    }

    private void tellFreshness(Instant now) {
        Instant due = clock.instant();
        if (due.isBefore(freshnessDue)) {
            return;
        }
        freshnessDue = due.plus(FRESHNESS_EVERY);
        Freshness.Told latest = freshness.told(now);
        Frame all = frames.freshness(latest, told.position());
        Frame dealers = frames.freshness(latest.withoutRate(), told.position());
        listeners.open().forEach(listener -> listeners.send(listener, listener.filter.dealer().isPresent() ? dealers : all));
    }
}
