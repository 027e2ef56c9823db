package bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;

/**
 * Signed webhooks at a fixed rate against the whole application, from the socket to the committed row.
 *
 * @param perSecond webhooks that were due a second
 * @param seconds   for so long
 * @param ingest    the answers
 * @param freshness from received, as the edge stamped it, to committed, as PostgreSQL stamped it
 * @param use       CPU and memory until all was stored
 * @param heapMiB   the application's largest heap
 * @param truth     what was found stored
 */
record EndToEnd(int perSecond, int seconds, OpenLoop.Result ingest, Freshness freshness, ProcessUse use, long heapMiB,
                StoredTruth truth) {

    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(5);

    /** Milliseconds over all rows of order_event that the run wrote. */
    record Freshness(double p50Millis, double p99Millis, double maxMillis) { }

    /** Whether every acknowledged message was stored. */
    boolean nothingLost() {
        return truth.lost() == 0;
    }

    /** Whether every request was taken and everything told by them stored as told. */
    boolean allTaken(LazadaTraffic traffic) {
        return ingest.accepted().cardinality() == traffic.deliveries().size() && truth.complete(traffic);
    }

    static EndToEnd measure(Application application, LazadaTraffic traffic, int perSecond, int seconds)
            throws IOException, InterruptedException, SQLException, ExecutionException {
        ProcessUse before = ProcessUse.of(application);
        Instant start = Instant.now();
        OpenLoop.Result ingest;
        try (SignedRequests requests = SignedRequests.webhooks(traffic)) {
            ingest = OpenLoop.run(requests, perSecond, application.httpPort());
        }
        try (Backlog backlog = new Backlog(application.kafka())) {
            backlog.awaitDrained(DRAIN_LIMIT);
        }
        ProcessUse use = ProcessUse.of(application).since(before);
        try (Connection connection = application.database()) {
            return new EndToEnd(perSecond, seconds, ingest, freshness(connection, traffic, start), use, application.heapPeakMiB(),
                StoredTruth.of(connection, traffic, ingest.accepted()));
        }
    }

    private static Freshness freshness(Connection connection, LazadaTraffic traffic, Instant start) throws SQLException {
        try (var select = connection.prepareStatement("""
                select (percentile_disc(array[0.5, 0.99, 1.0]) within group (
                           order by extract(epoch from pg_xact_commit_timestamp(xmin) - received_at) * 1000))::float8[]
                  from order_event where order_id between ? and ? and received_at >= ?""")) {
            select.setString(1, traffic.firstOrderId());
            select.setString(2, traffic.lastOrderId());
            select.setTimestamp(3, Timestamp.from(start.minusSeconds(1)));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                if (row.getArray(1) == null) {
                    throw new IllegalStateException("no webhook was stored");
                }
                Double[] millis = (Double[]) row.getArray(1).getArray();
                return new Freshness(millis[0], millis[1], millis[2]);
            }
        }
    }
}
