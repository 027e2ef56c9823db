package credit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import access.Tokens;
import embedded.PackagedApplication;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import webhook.SignedSender;

/** Two processes that share PostgreSQL and Kafka, and 64 orders at once for a dealer of each test with room for 10. */
class TwoProcessesIT {

    private static final Path DIR = Path.of("target", "two-processes");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int ORDERS = 64;
    private static final int ROOM = 10;
    private static final int AMOUNT = 1_000;

    private static PackagedApplication first;
    private static List<PackagedApplication> processes = List.of();

    @BeforeAll
    static void start() throws Exception {
        FileUtils.deleteDirectory(DIR.toFile());
        first = process("a");
        first.start();
        PackagedApplication second = process("b").withServersOf(first);
        processes = List.of(first, second);
        second.start();
    }

    @AfterAll
    static void stop() {
        // The second first: its servers are the first's.
        List.copyOf(processes).stream().sorted((one, other) -> one == first ? 1 : -1).forEach(PackagedApplication::close);
    }

    @Test
    void ofOrdersSentToBothProcessesTheTenForWhichThereIsRoomGoOn() throws Exception {
        // Given
        dealer("D-W");

        // When
        List<HttpResponse<String>> answers = atOnce(i -> sender(i).sendSigned("""
            {"platform":"till","orderId":"W-%d","status":"confirmed","dealerId":"D-W","amount":{"total":%d,"currency":"VND"},"updatedAt":"2026-11-20T10:00:00Z"}"""
            .formatted(i, AMOUNT).getBytes(UTF_8)));

        // Then
        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(column("select order_id from orders where order_id like 'W-%' and credit is not null")).hasSize(ORDERS));
        assertThat(column("select order_id from orders where order_id like 'W-%' and status <> 'ON_HOLD' and not credit_locked")).hasSize(ROOM);
        proveTheRoomIsTakenOnce("D-W");
    }

    @Test
    void ofOrdersPostedToBothProcessesTheTenForWhichThereIsRoomAreAccepted() throws Exception {
        // Given
        dealer("D-P");

        // When each is posted to both
        List<HttpResponse<String>> answers = atOnce(i -> sender(i).send("/orders", """
            {"orderId":"P-%d","customerId":"D-P","amount":%d,"currency":"VND"}""".formatted(i / 2, AMOUNT).getBytes(UTF_8),
            "Content-Type", "application/json", "Authorization", "Bearer " + Tokens.of("shop", "shop")));

        // Then both were told the same
        assertThat(answers).extracting(HttpResponse::statusCode).filteredOn(status -> status == 201).hasSize(2 * ROOM);
        assertThat(answers).extracting(HttpResponse::statusCode).filteredOn(status -> status == 403).hasSize(ORDERS - 2 * ROOM);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(column("select order_id from orders where order_id like 'P-%' and credit is not null")).hasSize(ORDERS / 2));
        assertThat(column("select order_id from orders where order_id like 'P-%' and not credit_locked")).hasSize(ROOM);
        proveTheRoomIsTakenOnce("D-P");
    }

    /** With room for {@link #ROOM} orders. */
    private static void dealer(String id) throws SQLException {
        execute("""
            insert into dealer (customer_id, name, currency, credit_limit, terms_days, grace_days, pool)
            values ('%1$s', 'Dealer', 'VND', %2$d, 30, 5, array['%1$s'])""".formatted(id, ROOM * AMOUNT));
    }

    private static void proveTheRoomIsTakenOnce(String dealer) throws SQLException {
        String ofDealer = " where customer_id = '" + dealer + "'";
        assertThat(column("select trim_scale(held) from dealer" + ofDealer)).containsExactly(Integer.toString(ROOM * AMOUNT));
        assertThat(column("select kind from credit_ledger" + ofDealer)).hasSize(ROOM).containsOnly("HOLD");
        assertThat(column("select order_id from credit_order" + ofDealer + " and locked and reason <> 'OVER_LIMIT'")).isEmpty();
        assertThat(column("select \"of\" || ': ' || what from credit_broken")).isEmpty();
    }

    private static SignedSender sender(int i) {
        return new SignedSender(URI.create(processes.get(i % processes.size()).httpUrl()).getPort());
    }

    private interface Sending {
        HttpResponse<String> send(int i) throws Exception;
    }

    private static List<HttpResponse<String>> atOnce(Sending sending) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(ORDERS);
        try {
            CyclicBarrier start = new CyclicBarrier(ORDERS);
            List<Future<HttpResponse<String>>> sent = new ArrayList<>();
            for (int i = 0; i < ORDERS; i++) {
                int number = i;
                sent.add(threads.submit(() -> {
                    start.await();
                    return sending.send(number);
                }));
            }
            List<HttpResponse<String>> answers = new ArrayList<>();
            for (Future<HttpResponse<String>> one : sent) {
                answers.add(one.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static PackagedApplication process(String name) {
        return new PackagedApplication(DIR.resolve(name)).with("ordersync.channels.standard.secrets", SignedSender.SECRET);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = connection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> column(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = connection(); Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static Connection connection() throws SQLException {
        return DriverManager.getConnection(first.jdbcUrl(), "postgres", "postgres");
    }
}
