package demo;

import access.DemoData;
import channels.ChannelsConfig;
import channels.CurrentChannels;
import finance.payments.PaymentsConfig;
import finance.reconciliation.ReconciliationConfig;
import http.ProblemException;
import http.ProblemType;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import roles.Role;
import roles.Roles;

/** The demo as a whole: begins on an empty database, goes on after a restart, and ends for good when it is cleared. */
@ApplicationScoped
public class Demo implements DemoData {

    private static final Logger LOG = Logger.getLogger(Demo.class);
    private static final Duration STOPS = Duration.ofSeconds(15);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final DemoConfig config;
    private final Roles roles;
    private final DemoTables tables;
    private final Outward outward;
    private final Clearing clearing;
    private final CurrentChannels channels;
    private final Edge edge;
    private final Desk desk;
    private final Vertx vertx;
    private final Event<PaymentsConfig.Changed> paymentKeys;
    private final Event<ReconciliationConfig.Changed> reconciliation;
    private final Platforms platforms = new Platforms();
    private PlatformServer server;
    private Traffic traffic;
    private Thread sending;
    private Thread watching;
    private Thread deleting;
    private volatile boolean isLent;

    Demo(DemoConfig config, Roles roles, DemoTables tables, Outward outward, Clearing clearing, CurrentChannels channels, Edge edge, Desk desk, Vertx vertx,
         Event<PaymentsConfig.Changed> paymentKeys, Event<ReconciliationConfig.Changed> reconciliation) {
        this.config = config;
        this.roles = roles;
        this.tables = tables;
        this.outward = outward;
        this.clearing = clearing;
        this.channels = channels;
        this.edge = edge;
        this.desk = desk;
        this.vertx = vertx;
        this.paymentKeys = paymentKeys;
        this.reconciliation = reconciliation;
    }

    /** Also of an earlier start with {@code ordersync.demo}. Asked when somebody wants to know: a start must not need PostgreSQL for it. */
    @Override
    public boolean isThere() {
        try {
            return tables.hasRows();
        } catch (IllegalStateException postgresqlIsAway) {
            return config.on();
        }
    }

    private boolean isWanted() {
        try {
            return tables.isWanted();
        } catch (IllegalStateException postgresqlIsAway) {
            return true;
        }
    }

    private boolean isInvoiced(FakeOrder order) {
        try {
            return tables.isInvoiced(order);
        } catch (IllegalStateException postgresqlIsAway) {
            return false;
        }
    }

    /** Before the routes are made: they are to find the shops that count, and the platforms to poll. */
    public void start() {
        if (!config.on()) {
            return;
        }
        isLent = true;
        if (outward.realErp().isPresent()) {
            LOG.warn("There is no demo data: an ERP is configured (ordersync.erp), which would book it");
            takeBack();
            return;
        }
        boolean sends = roles.has(Role.INGEST) && roles.has(Role.API);
        DemoTables.State state = sends ? tables.begin() : tables.state();
        if (state == DemoTables.State.CLEARED || state == DemoTables.State.NOT_EMPTY) {
            LOG.info(state == DemoTables.State.CLEARED ? "The demo data was cleared, and does not begin anew"
                : "There is no demo data: this database has data of its own (ordersync.demo)");
            takeBack();
            return;
        }
        server = PlatformServer.start(vertx, platforms, config.apiPort());
        if (sends) {
            LOG.infof("Demo data is %s: made-up orders go through this process's own edge (ordersync.demo). DELETE /demo clears them",
                state == DemoTables.State.BEGIN ? "being made" : "there");
            traffic = new Traffic(edge, platforms, desk, config, state == DemoTables.State.BEGIN, this::isWanted, this::isInvoiced);
            sending = begin(traffic, "demo-traffic");
        }
        watching = begin(this::watch, "demo-watch");
    }

    private static Thread begin(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Until it is cleared, by whichever process, and what was lent is taken back. */
    private void watch() {
        try {
            while (isLent) {
                Thread.sleep(LOOK_EVERY.toMillis());
                if (!isWanted()) {
                    tryToTakeBack();
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** It takes PostgreSQL, which may be away, to end polls. */
    private void tryToTakeBack() {
        try {
            takeBack();
        } catch (RuntimeException e) {
            LOG.warn("Something goes on with keys or shops of the demo, which is cleared; ending it is tried again", e);
        }
    }

    /** What {@link DemoSourceFactory} lent counts no longer: nothing is polled with it, and nothing signed with it is taken. */
    private synchronized void takeBack() {
        if (isLent) {
            SmallRyeConfig left = DemoSourceFactory.withoutDemo();
            paymentKeys.fire(new PaymentsConfig.Changed(left.getConfigMapping(PaymentsConfig.class)));
            reconciliation.fire(new ReconciliationConfig.Changed(left.getConfigMapping(ReconciliationConfig.class)));
            channels.become(left.getConfigMapping(ChannelsConfig.class));
            isLent = false;
        }
    }

    /**
     * Ends the traffic for good and begins to delete what it made, unless a process is at it.
     *
     * @throws ProblemException 409: this database never had demo data
     */
    synchronized DemoTables.Progress clear() {
        if (tables.beginClearing()) {
            deleting = begin(this::delete, "demo-clear");
        }
        return progress().orElseThrow(() -> ProblemException.conflict(ProblemType.NO_DEMO, "There is no demo data to clear: it never began in this database."));
    }

    /** How far it is; empty: it never began in this database. */
    Optional<DemoTables.Progress> progress() {
        return tables.progress();
    }

    private void delete() {
        try {
            stopTraffic();
            platforms.forget();
            tables.cleared(Map.of());
            tryToTakeBack();
            clearing.run();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Clearing the demo data has ended; DELETE /demo tries again", e);
        }
    }

    private void stopTraffic() throws InterruptedException {
        if (sending == null) {
            return;
        }
        traffic.stop();
        sending.interrupt();
        sending.join(STOPS.toMillis());
    }

    void stop(@Observes ShutdownEvent event) throws Exception {
        if (deleting != null) {
            deleting.interrupt();
        }
        if (watching != null) {
            watching.interrupt();
        }
        stopTraffic();
        if (server != null) {
            server.close();
        }
    }
}
