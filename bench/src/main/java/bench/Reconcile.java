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
 * @param duringTraffic whether webhooks arrived all the time that it took
 * @param traffic       the webhooks, before, during and after it
 */
record Reconcile(int orders, double seconds, Map<String, Long> items, Map<String, Long> seeded, boolean duringTraffic, EndToEnd traffic) {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final long POLL_MILLIS = 200;
    /** The first webhooks of a traffic are on their way by then. */
    private static final long LEAD_SECONDS = 3;
    private static final String STATE = "select state from reconciliation where date = '" + SeededDay.DATE + "'";

    boolean asSeeded() {
        return items.equals(seeded);
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
                await(connection, start + LIMIT.toNanos());
                long end = System.nanoTime();
                return new Reconcile(orders, (end - start) / 1e9, SeededDay.found(connection), SeededDay.breaks(orders), end <= trafficEnd, arriving.get());
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

    private static void await(Connection connection, long limit) throws SQLException, InterruptedException {
        while (!"DONE".equals(state(connection))) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("after " + LIMIT.toSeconds() + " s the reconciliation is " + state(connection));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static String state(Connection connection) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(STATE)) {
            row.next();
            return row.getString(1);
        }
    }
}
