package endtoend;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import embedded.PackagedApplication;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import webhook.SignedSender;

/** A process that dies while dealers' payments, and what goes back of them, are told books each once. */
class RefundLossIT {

    private static final Path DIR = Path.of("target", "refund-loss");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long PACE_NANOS = 10_000_000;
    /** Each over 1,000, delivered, and paid by a payment of its own. */
    private static final int ORDERS = 200;
    /** So many more acknowledged before the next blow falls. */
    private static final int UNDER_LOAD = 150;

    private final AtomicInteger acknowledged = new AtomicInteger();

    @BeforeEach
    void clean() throws Exception {
        FileUtils.deleteDirectory(DIR.toFile());
    }

    @Test
    void whatStaysOfEachPaymentIsOnTheAccountAndPostedThoughKilledAgainAndAgain() throws Exception {
        // Given a dealer who owes all its orders
        PackagedApplication application = new PackagedApplication(DIR).with("ordersync.channels.standard.secrets", SignedSender.SECRET);
        ExecutorService shop = Executors.newSingleThreadExecutor();
        try (application) {
            application.start();
            run(application, """
                insert into dealer (customer_id, name, currency, credit_limit, terms_days, grace_days, pool)
                values ('D-1', 'Dealer', 'VND', 1000000000, 30, 0, array['D-1'])""");
            SignedSender edge = new SignedSender(URI.create(application.httpUrl()).getPort());
            for (int order = 0; order < ORDERS; order++) {
                assertThat(edge.sendSigned("""
                    {"platform":"myshop","orderId":"R-%d","status":"delivered","dealerId":"D-1","amount":{"total":1000,"currency":"VND"},"updatedAt":"2026-11-20T10:00:00Z"}"""
                    .formatted(order).getBytes(UTF_8)).statusCode()).isEqualTo(200);
            }
            await().atMost(LIMIT).untilAsserted(() -> assertThat(column(application, """
                select count(*) from orders join invoice using (order_id) where orders.amount = 1000 and dealer_id = 'D-1'""")).containsExactly(Integer.toString(ORDERS)));

            // When its shop tells of each payment, and of more and more that went back, in any order and twice, while the process is killed
            Future<?> told = shop.submit(() -> payments().forEach(payment -> tell(application, payment)));
            for (int kill = 1; kill <= 2; kill++) {
                int before = acknowledged.get();
                await().atMost(LIMIT).until(() -> acknowledged.get() >= before + UNDER_LOAD);
                application.kill();
                application.start();
            }
            told.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

            // Then
            long wentBack = IntStream.range(0, ORDERS).mapToLong(RefundLossIT::wentBack).sum();
            await().atMost(LIMIT).untilAsserted(() -> assertThat(column(application, "select outstanding::int from dealer")).containsExactly(Long.toString(wentBack)));
            assertThat(column(application, "select count(*) || ' ' || sum(refunded)::int from payment")).containsExactly(ORDERS + " " + wentBack);
            assertThat(column(application, """
                select payment_id from payment p
                 where amount - refunded <> -(select coalesce(sum(outstanding), 0) from credit_ledger l where l.payment_id = p.payment_id)
                    or amount - refunded <> (select coalesce(sum(amount), 0) from erp_posting e where e.payment_id = p.payment_id)""")).isEmpty();
            assertThat(column(application, "select \"of\" || ': ' || what from credit_broken")).isEmpty();
            assertThat(column(application, "select reason from dead_letter")).isEmpty();
        } finally {
            shop.shutdownNow();
        }
    }

    /** Of some orders nothing, of some all. */
    private static int wentBack(int order) {
        return order % 5 * 250;
    }

    private static List<String> payments() {
        List<String> payments = new ArrayList<>();
        for (int order = 0; order < ORDERS; order++) {
            for (int refunded = 0; refunded <= wentBack(order); refunded += 250) {
                String payment = """
                    {"provider":"till","reference":"R-%d","orderId":"R-%d","amount":1000,"currency":"VND","refunded":%d,"settledAt":"2026-11-20T11:00:00Z"}"""
                    .formatted(order, order, refunded);
                payments.addAll(List.of(payment, payment));
            }
        }
        Collections.shuffle(payments, new Random(1));
        return payments;
    }

    /** Until it is acknowledged. */
    private void tell(PackagedApplication application, String payment) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                int status = given().contentType("application/json").body(payment).post(application.httpUrl() + "/payments").statusCode();
                if (status == 200 || status == 201) {
                    acknowledged.incrementAndGet();
                    return;
                }
            } catch (Exception notTaken) {
                // Nobody is there, or the answer was lost.
            }
            LockSupport.parkNanos(PACE_NANOS);
        }
    }

    private static void run(PackagedApplication application, String sql) throws SQLException {
        try (Connection connection = connection(application); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> column(PackagedApplication application, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = connection(application); Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static Connection connection(PackagedApplication application) throws SQLException {
        return DriverManager.getConnection(application.jdbcUrl(), "postgres", "postgres");
    }
}
