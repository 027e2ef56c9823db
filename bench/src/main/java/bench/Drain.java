package bench;

import java.io.IOException;
import java.nio.file.Path;
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
            return PLAIN_FIRST.in(connection);
        }

        @Override
        StoredTruth truth(Connection connection, LazadaTraffic traffic, BitSet taken) throws SQLException {
            return StoredTruth.ofPlain(connection, traffic, taken);
        }
    },

    /** bench/node/drain.js, the flow as it would be written by hand in Node: two hops, schema check, orders and events, no lines. */
    NODE("Node pipeline", "plain_event", "plain_order") {
        @Override
        void start(Application application) throws IOException, InterruptedException {
            application.startPlain("node", BENCH.resolve("node/drain.js").toString());
        }

        @Override
        Instant first(Backlog backlog, Connection connection) throws SQLException {
            return PLAIN_FIRST.in(connection);
        }

        @Override
        StoredTruth truth(Connection connection, LazadaTraffic traffic, BitSet taken) throws SQLException {
            return StoredTruth.ofPlain(connection, traffic, taken);
        }
    },

    /** Kafka Connect with Debezium's JDBC sink: one hop, no mapping, no schema check, events alone. */
    CONNECT("Kafka Connect", "connect_event", "connect_event") {
        @Override
        void start(Application application) throws IOException, InterruptedException {
            application.startPlain(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-XX:+UseParallelGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp",
                BENCH.resolve("connect/target/classes") + ":" + BENCH.resolve("connect/target/lib/*"), "connect.Drain");
        }

        /** Its first commit, a batch after what the others count from. */
        @Override
        Instant first(Backlog backlog, Connection connection) throws SQLException {
            return new Time("select min(pg_xact_commit_timestamp(xmin)) from connect_event").in(connection);
        }

        @Override
        StoredTruth truth(Connection connection, LazadaTraffic traffic, BitSet taken) throws SQLException {
            return StoredTruth.ofConnect(connection, traffic, taken);
        }
    };

    private static final Path BENCH = Path.of("bench").toAbsolutePath();
    private static final Time PLAIN_FIRST = new Time("select min(at) from plain_first");

    /** A time that a query tells. */
    private record Time(String query) {

        Instant in(Connection connection) throws SQLException {
            try (ResultSet row = connection.createStatement().executeQuery(query)) {
                row.next();
                return row.getTimestamp(1).toInstant();
            }
        }
    }

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
