package bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.BitSet;
import java.util.concurrent.ExecutionException;

/** What drains a backlog, and where that is seen. */
enum Drain {

    /** The application: two hops, schema check, orders, lines and events. */
    ORDERSYNC("OrderSync", "order_event", "orders") {
        @Override
        void start(Application application) throws IOException, InterruptedException {
            application.start(Application.ALL_ROLES);
        }

        @Override
        Instant first(Backlog backlog, Connection connection) throws InterruptedException, ExecutionException {
            return backlog.firstNormalized();
        }

        @Override
        StoredTruth truth(Connection connection, LazadaTraffic traffic, BitSet taken) throws SQLException {
            return StoredTruth.of(connection, traffic, taken);
        }
    },

    /** {@link Plain}: one hop, no schema check, orders and events. */
    PLAIN("plain loop", "plain_event", "plain_order") {
        @Override
        void start(Application application) throws IOException, InterruptedException {
            application.startPlain();
        }

        @Override
        Instant first(Backlog backlog, Connection connection) throws SQLException {
            try (ResultSet row = connection.createStatement().executeQuery("select min(at) from plain_first")) {
                row.next();
                return row.getTimestamp(1).toInstant();
            }
        }

        @Override
        StoredTruth truth(Connection connection, LazadaTraffic traffic, BitSet taken) throws SQLException {
            return StoredTruth.ofPlain(connection, traffic, taken);
        }
    };

    final String title;
    final String events;
    final String orders;

    /**
     * @param title  for people
     * @param events the table that gets a row an event
     * @param orders the table that gets a row an order
     */
    Drain(String title, String events, String orders) {
        this.title = title;
        this.events = events;
        this.orders = orders;
    }

    /** Has the application's servers run again, and this with them; returns when it is ready. */
    abstract void start(Application application) throws IOException, InterruptedException;

    /** When the first message came out of order_events. */
    abstract Instant first(Backlog backlog, Connection connection) throws InterruptedException, ExecutionException, SQLException;

    /** @param taken whether the message at an index of {@link LazadaTraffic#deliveries()} was acknowledged */
    abstract StoredTruth truth(Connection connection, LazadaTraffic traffic, BitSet taken) throws SQLException;
}
