package bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * A day's reconciliation while webhooks keep arriving, from the request to its files.
 *
 * @param items         what was found, by class
 * @param seeded        what was to be found
 * @param longestTransactionSeconds the longest that any session's transaction was seen open meanwhile
 * @param duringTraffic whether webhooks arrived all the time that it took
 * @param traffic       the webhooks, before, during and after it
 */
record Reconcile(int orders, double seconds, Map<String, Long> items, Map<String, Long> seeded, double longestTransactionSeconds, boolean duringTraffic,
                 EndToEnd traffic) {

    /** A transaction that is open for longer holds back the cleaning of rows that each event updates. */
    private static final double TRANSACTION_LIMIT_SECONDS = 5;

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final long POLL_MILLIS = 200;
    /** The first webhooks of a traffic are on their way by then. */
    private static final long LEAD_SECONDS = 3;
    private static final String STATE = "select state from reconciliation where date = '" + SeededDay.DATE + "'";
    /** Of those of the application, for this process has none open meanwhile but the one that asks. */
    private static final String LONGEST_TRANSACTION = """
        select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0) from pg_stat_activity
         where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()""";

    boolean asSeeded() {
        return items.equals(seeded);
    }

    boolean holdsNothingBack() {
        return longestTransactionSeconds <= TRANSACTION_LIMIT_SECONDS;
    }

    /** @param webhooks makes the traffic of so many messages */
    static Reconcile measure(Path jar, Path directory, List<String> jvmOptions, int orders, int perSecond, int seconds, int warmupSeconds,
                             IntFunction<LazadaTraffic> webhooks) throws IOException, InterruptedException, SQLException, ExecutionException {
        try (Application application = new Application(jar, directory, jvmOptions)) {
            application.start("api");
            application.trackCommits();
            application.stop();
            application.start(Application.ALL_ROLES);
            try (Connection connection = application.database()) {
                SeededDay.insert(connection, orders);
                if (warmupSeconds > 0) {
                    EndToEnd.measure(application, webhooks.apply(perSecond * warmupSeconds), perSecond, warmupSeconds);
                }
                LazadaTraffic traffic = webhooks.apply(perSecond * seconds);
                long trafficEnd = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
                CompletableFuture<EndToEnd> arriving = CompletableFuture.supplyAsync(() -> endToEnd(application, traffic, perSecond, seconds));
                TimeUnit.SECONDS.sleep(LEAD_SECONDS);
                long start = System.nanoTime();
                ask(application);
                double longestTransaction = await(connection, start + LIMIT.toNanos());
                long end = System.nanoTime();
                return new Reconcile(orders, (end - start) / 1e9, SeededDay.found(connection), SeededDay.breaks(orders), longestTransaction,
                    end <= trafficEnd, arriving.get());
            }
        }
    }

    private static EndToEnd endToEnd(Application application, LazadaTraffic traffic, int perSecond, int seconds) {
        try {
            return EndToEnd.measure(application, traffic, perSecond, seconds);
        } catch (IOException | SQLException | ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void ask(Application application) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + application.httpPort() + "/reconciliations"))
            .header("Content-Type", "application/json").header("Authorization", application.authorization()).POST(HttpRequest.BodyPublishers.ofString("{\"date\":\"" + SeededDay.DATE + "\"}")).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new IllegalStateException("the reconciliation was not begun: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Until the run is done; returns how many seconds a transaction was open at most, as it was seen at each look. */
    private static double await(Connection connection, long limit) throws SQLException, InterruptedException {
        double longest = 0;
        while (!"DONE".equals(state(connection))) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("after " + LIMIT.toSeconds() + " s the reconciliation is " + state(connection));
            }
            longest = Math.max(longest, longestTransaction(connection));
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return longest;
    }

    private static double longestTransaction(Connection connection) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(LONGEST_TRANSACTION)) {
            row.next();
            return row.getDouble(1);
        }
    }

    private static String state(Connection connection) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(STATE)) {
            row.next();
            return row.getString(1);
        }
    }
}
