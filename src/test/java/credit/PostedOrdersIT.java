package credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import access.Tokens;
import embedded.PackagedApplication;
import http.Clients;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;

/** A posted order is neither lost nor held twice, whenever the process dies. */
class PostedOrdersIT {

    private static final Path DIR = Path.of("target", "posted-orders");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final HttpClient HTTP = Clients.http11();
    private static final String TOKEN = Tokens.of("shop", "shop");
    private static final int SHOPS = 6;
    /** So many more answered before the next blow falls. */
    private static final int UNDER_LOAD = 200;
    private static final long PAUSE_NANOS = 10_000_000;

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean stopped;

    @Test
    void isHeldOnceAndStoredOnceWhenTheProcessIsKilled() throws Exception {
        // Given a dealer with room for all, and shops that post each order until they have its answer
        FileUtils.deleteDirectory(DIR.toFile());
        ExecutorService shops = Executors.newFixedThreadPool(SHOPS);
        try (PackagedApplication application = new PackagedApplication(DIR).start()) {
            query(application, "insert into dealer (customer_id, name, currency, credit_limit, terms_days, grace_days, pool) "
                + "values ('D-1', 'Test', 'VND', 1000000000, 30, 7, '{D-1}') returning 1");
            for (int i = 0; i < SHOPS; i++) {
                shops.execute(() -> post(URI.create(application.httpUrl() + "/orders")));
            }

            // When
            underLoad();
            application.kill();
            application.start();
            underLoad();
            stopped = true;
            shops.shutdown();
            assertThat(shops.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

            // Then
            int orders = answered.get();
            assertThat(orders).isEqualTo(begun.get());
            String once = orders + " " + orders;
            assertThat(query(application, "select trim_scale(held) from dealer")).isEqualTo(Integer.toString(orders * 1000));
            assertThat(query(application, "select count(*) || ' ' || count(distinct order_id) from credit_ledger")).isEqualTo(once);
            await().atMost(LIMIT).untilAsserted(() ->
                assertThat(query(application, "select count(*) || ' ' || count(distinct order_id) from order_event")).isEqualTo(once));
        } finally {
            stopped = true;
            shops.shutdownNow();
        }
    }

    private void post(URI orders) {
        while (!stopped) {
            int number = begun.incrementAndGet();
            HttpRequest request = HttpRequest.newBuilder(orders).header("Content-Type", "application/json").header("Idempotency-Key", "K-" + number)
                .header("Authorization", "Bearer " + TOKEN)
                .POST(BodyPublishers.ofString("""
                    {"orderId": "O-%d", "customerId": "D-1", "amount": 1000, "currency": "VND"}""".formatted(number))).build();
            while (!isAccepted(request)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            answered.incrementAndGet();
        }
    }

    private static boolean isAccepted(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString()).statusCode() == 201;
        } catch (IOException | InterruptedException nobodyThere) {
            // Or the answer was lost: it is asked for again.
            return false;
        }
    }

    private void underLoad() {
        int before = answered.get();
        await().atMost(LIMIT).until(() -> answered.get() >= before + UNDER_LOAD);
    }

    /** The one value of a query. */
    private static String query(PackagedApplication application, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(application.jdbcUrl(), "postgres", "postgres");
             Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
