package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * How fast a backlog of dealers' orders is decided on, and stored with its decision.
 *
 * @param seconds     from the first message out of order_events to the last commit of an order
 * @param warmSeconds from the commit of the order in the middle to the last: by then most is compiled
 * @param broken      rows of credit_broken
 * @param complete    whether each order was decided once and stored as it was decided
 */
record Decisions(int orders, int dealers, double seconds, double warmSeconds, long accepted, long locked, ProcessUse use, long heapMiB,
                 long broken, boolean complete) {

    private static final Duration LIMIT = Duration.ofMinutes(15);

    double perSecond() {
        return orders / seconds;
    }

    double warmPerSecond() {
        return orders / 2.0 / warmSeconds;
    }

    static Decisions measure(Path jar, Path directory, List<String> jvmOptions, DealerTraffic traffic, int dealers)
            throws IOException, InterruptedException, SQLException, ExecutionException {
        try (Application application = new Application(jar, directory, jvmOptions)) {
            application.start("api");
            application.trackCommits();
            try (Connection connection = application.database(); Backlog backlog = new Backlog(application.kafka())) {
                DealerTraffic.insertDealers(connection, dealers);
                backlog.fill("standard", traffic.count(), traffic::key, traffic::body);
            }
            application.stop();

            application.start(Application.ALL_ROLES);
            ProcessUse before = ProcessUse.of(application);
            try (Backlog backlog = new Backlog(application.kafka()); Connection connection = application.database()) {
                backlog.awaitDrained(LIMIT);
                ProcessUse use = ProcessUse.of(application).since(before);
                Instant first = backlog.firstNormalized();
                Instant last = time(connection, "select max(pg_xact_commit_timestamp(xmin)) from orders");
                Instant middle = time(connection, "select percentile_disc(0.5) within group (order by pg_xact_commit_timestamp(xmin)) from orders");
                long locked = number(connection, "select count(*) from credit_order where locked");
                long accepted = number(connection, "select count(*) from credit_order where held = amount and not locked");
                long storedSo = number(connection, """
                    select count(*) from orders o join credit_order c using (platform, shop_id, order_id)
                     where o.credit_locked = c.locked and (o.status = 'ON_HOLD') = c.locked""");
                long held = number(connection, "select count(*) from credit_ledger");
                return new Decisions(traffic.count(), dealers, seconds(first, last), seconds(middle, last), accepted, locked, use,
                    application.heapPeakMiB(), number(connection, "select count(*) from credit_broken"),
                    accepted + locked == traffic.count() && storedSo == traffic.count() && held == accepted);
            }
        }
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Instant time(Connection connection, String sql) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getTimestamp(1).toInstant();
        }
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
