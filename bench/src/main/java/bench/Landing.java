package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * How fast a backlog on order_events becomes committed rows.
 *
 * @param drain      what drained it
 * @param stored     orders that were in the tables before
 * @param events     messages of the backlog
 * @param fillRate   records a second the broker took when it was filled
 * @param seconds    from the first message out of order_events to the last commit
 * @param warmSeconds from the commit of the row in the middle to the last commit: by then most is compiled
 * @param restSeconds from "ready" to the last commit, for who would rather count the start of the consumers in
 * @param use        CPU and memory from "ready" to the end
 * @param heapMiB    the application's largest heap
 * @param truth      what was found stored
 * @param complete   whether that is all that had to be
 */
record Landing(Drain drain, long stored, int events, double fillRate, double seconds, double warmSeconds, double restSeconds, ProcessUse use,
               long heapMiB, StoredTruth truth, boolean complete) {

    private static final Duration LIMIT = Duration.ofMinutes(15);

    double eventsPerSecond() {
        return events / seconds;
    }

    double warmEventsPerSecond() {
        return events / 2.0 / warmSeconds;
    }

    /** @param storedOrders put into the tables first; 0 for empty tables */
    static Landing measure(Drain drain, Path jar, Path directory, List<String> jvmOptions, LazadaTraffic traffic, int storedOrders)
            throws IOException, InterruptedException, SQLException, ExecutionException {
        try (Application application = new Application(jar, directory, jvmOptions)) {
            application.start("api");
            application.trackCommits();
            long stored;
            try (Connection connection = application.database()) {
                StoredOrders.insert(connection, storedOrders);
                stored = StoredOrders.count(connection);
            }
            double fillRate;
            try (Backlog backlog = new Backlog(application.kafka())) {
                fillRate = backlog.fill(traffic);
            }
            application.stop();

            drain.start(application);
            Instant ready = Instant.now();
            ProcessUse before = ProcessUse.of(application);
            try (Backlog backlog = new Backlog(application.kafka()); Connection connection = application.database()) {
                backlog.awaitDrained(LIMIT);
                ProcessUse use = ProcessUse.of(application).since(before);
                Instant first = drain.first(backlog, connection);
                Instant last = lastCommit(drain, connection, traffic);
                BitSet taken = new BitSet();
                taken.set(0, traffic.deliveries().size());
                StoredTruth truth = drain.truth(connection, traffic, taken);
                return new Landing(drain, stored, traffic.deliveries().size(), fillRate, seconds(first, last),
                    seconds(middleCommit(drain, connection, traffic), last), seconds(ready, last), use,
                    application.heapPeakMiB(), truth, truth.complete(traffic));
            }
        }
    }

    /** When the last transaction that wrote an event or changed an order of the traffic was committed. */
    private static Instant lastCommit(Drain drain, Connection connection, LazadaTraffic traffic) throws SQLException {
        try (var select = connection.prepareStatement("""
                select max(at) from (
                    select max(pg_xact_commit_timestamp(xmin)) as at from %s where order_id between ? and ?
                    union all
                    select max(pg_xact_commit_timestamp(xmin)) from %s where order_id between ? and ?) commits""".formatted(drain.events, drain.orders))) {
            for (int i = 1; i <= 4; i++) {
                select.setString(i, i % 2 == 1 ? traffic.firstOrderId() : traffic.lastOrderId());
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                if (row.getTimestamp(1) == null) {
                    throw new IllegalStateException("nothing of the backlog was stored");
                }
                return row.getTimestamp(1).toInstant();
            }
        }
    }

    /** When half of the events of the traffic were committed. */
    private static Instant middleCommit(Drain drain, Connection connection, LazadaTraffic traffic) throws SQLException {
        try (var select = connection.prepareStatement("""
                select percentile_disc(0.5) within group (order by pg_xact_commit_timestamp(xmin))
                  from %s where order_id between ? and ?""".formatted(drain.events))) {
            select.setString(1, traffic.firstOrderId());
            select.setString(2, traffic.lastOrderId());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getTimestamp(1).toInstant();
            }
        }
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
