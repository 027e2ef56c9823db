package demo;

import access.DemoData;
import http.ProblemException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import roles.Role;
import roles.Roles;

/** The demo as a whole: begins on an empty database, goes on after a restart, and ends for good when it is cleared. */
@ApplicationScoped
public class Demo implements DemoData {

    private static final Logger LOG = Logger.getLogger(Demo.class);
    private static final int BEFORE_ROUTES = 1;
    /** What is under way when the demo is cleared is stored soon after, and cleared as well: until nothing came so many times in a row. */
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
    private static final int IDLE_SWEEPS = 4;
    private static final int MAX_SWEEPS = 20;
    private static final Duration STOPS = Duration.ofSeconds(15);
    private static final Duration ASK_EVERY = Duration.ofSeconds(3);

    private final DemoConfig config;
    private final Roles roles;
    private final DemoTables tables;
    private final DemoFiles files;
    private final Edge edge;
    private final Desk desk;
    private final Vertx vertx;
    private final Platforms platforms = new Platforms();
    private PlatformServer server;
    private Traffic traffic;
    private Thread thread;
    /** As of {@link #askedNanos}; another process may have cleared it since. */
    private volatile boolean there;
    private volatile long askedNanos = System.nanoTime() - ASK_EVERY.toNanos();

    Demo(DemoConfig config, Roles roles, DemoTables tables, DemoFiles files, Edge edge, Desk desk, Vertx vertx) {
        this.config = config;
        this.roles = roles;
        this.tables = tables;
        this.files = files;
        this.edge = edge;
        this.desk = desk;
        this.vertx = vertx;
    }

    /** Also of an earlier start with {@code ordersync.demo}. Asked when somebody wants to know: a start must not need PostgreSQL for it. */
    @Override
    public boolean isThere() {
        if (System.nanoTime() - askedNanos >= ASK_EVERY.toNanos()) {
            try {
                there = tables.isThere();
                askedNanos = System.nanoTime();
            } catch (IllegalStateException postgresqlIsDown) {
                return config.on();
            }
        }
        return there;
    }

    void start(@Observes @Priority(BEFORE_ROUTES) StartupEvent event) {
        if (!config.on()) {
            return;
        }
        if (files.realErp().isPresent()) {
            LOG.warn("There is no demo data: an ERP is configured (ordersync.erp), which would book it");
            return;
        }
        server = PlatformServer.start(vertx, platforms, config.apiPort());
        if (!roles.has(Role.INGEST) || !roles.has(Role.API)) {
            return;
        }
        DemoTables.State state = tables.begin();
        switch (state) {
            case CLEARED -> LOG.info("The demo data was cleared, and does not begin anew");
            case NOT_EMPTY -> LOG.info("There is no demo data: this database has data of its own (ordersync.demo)");
            default -> send(state == DemoTables.State.BEGIN);
        }
    }

    private void send(boolean first) {
        LOG.infof("Demo data is %s: made-up orders go through this process's own edge (ordersync.demo). DELETE /demo clears them", first ? "being made" : "there");
        traffic = new Traffic(edge, platforms, desk, config, first, this::isThere);
        thread = new Thread(traffic, "demo-traffic");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Ends the traffic for good and deletes what it made.
     *
     * @return how many rows, by table
     * @throws ProblemException 409: this database never had demo data
     */
    synchronized Map<String, Integer> clear() {
        if (!tables.noteCleared()) {
            throw ProblemException.conflict("There is no demo data to clear: it never began in this database.");
        }
        stopTraffic();
        platforms.forget();
        Map<String, Integer> deleted = new LinkedHashMap<>(clearOnce().rows());
        sweep(deleted);
        return deleted;
    }

    /** What was in Kafka and in memory when the traffic ended, adding up how many rows that were. */
    private void sweep(Map<String, Integer> deleted) {
        int idle = 0;
        try {
            for (int round = 0; round < MAX_SWEEPS && idle < IDLE_SWEEPS; round++) {
                Thread.sleep(SWEEP_EVERY.toMillis());
                DemoTables.Cleared late = clearOnce();
                late.rows().forEach((table, rows) -> deleted.merge(table, rows, Integer::sum));
                idle = late.isNothing() ? idle + 1 : 0;
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private DemoTables.Cleared clearOnce() {
        DemoTables.Cleared cleared = tables.clear();
        files.deletePostings(cleared.files());
        files.deleteReports(cleared.days());
        return cleared;
    }

    private void stopTraffic() {
        if (thread == null) {
            return;
        }
        traffic.stop();
        thread.interrupt();
        try {
            thread.join(STOPS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    void stop(@Observes ShutdownEvent event) throws Exception {
        stopTraffic();
        if (server != null) {
            server.close();
        }
    }
}
