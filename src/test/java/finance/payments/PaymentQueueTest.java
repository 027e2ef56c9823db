package finance.payments;

import static finance.payments.PaymentsDatabase.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Payments are recorded together; what cannot be recorded in time is said so, and costs the others nothing. */
class PaymentQueueTest {

    private static PaymentsDatabase database;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private PaymentQueue queue;

    @BeforeAll
    static void connect() throws SQLException {
        database = new PaymentsDatabase("payment_queue_test");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        database.clear();
        queue = queue(database.payments(), "30s", 4_000);
    }

    @AfterEach
    void stop() throws InterruptedException {
        queue.stop();
    }

    @Test
    void manyThatWaitAreRecordedInFewTransactions() throws SQLException {
        // Given: nobody can write for now
        List<CompletableFuture<Recorded>> all;
        try (Connection other = database.pool.getConnection(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table payment");

            // When
            all = IntStream.range(0, 3_000).mapToObj(i -> queue.record(told("o" + i, "t", 100, PaymentStatus.CAPTURED))).toList();
            other.rollback();
        }
        all.forEach(CompletableFuture::join);

        // Then
        assertThat(database.rows("select count(*), count(distinct xmin::text) < 30 from payment")).containsExactly("3000 t");
    }

    @Test
    void oneThatPostgresqlCannotStoreCostsTheOthersNothing() throws SQLException {
        // When
        List<CompletableFuture<Recorded>> all = IntStream.range(0, 50)
            .mapToObj(i -> queue.record(told("o" + i, i == 7 ? "t\0" : "t", 100, PaymentStatus.CAPTURED))).toList();

        // Then
        assertThatThrownBy(() -> all.get(7).join()).hasRootCauseInstanceOf(IllegalArgumentException.class);
        all.stream().filter(answer -> answer != all.get(7)).forEach(CompletableFuture::join);
        assertThat(database.rows("select count(*) from payment")).containsExactly("49");
    }

    @Test
    void oneThatFailsOnOurSideFailsAlone() throws SQLException {
        // When: of one nobody told the amount
        List<CompletableFuture<Recorded>> all = IntStream.range(0, 50).mapToObj(i -> told("o" + i, "t", 100, PaymentStatus.CAPTURED))
            .map(told -> queue.record(told.orderId().equals("o7") ? new ToldPayment(told.provider(), told.orderId(), told.reference(), told.transactionId(), null,
                told.currency(), null, null, told.status(), null, null, null) : told)).toList();

        // Then
        assertThatThrownBy(() -> all.get(7).join()).hasRootCauseInstanceOf(NotRecordedException.class);
        all.stream().filter(answer -> answer != all.get(7)).forEach(CompletableFuture::join);
        assertThat(database.rows("select count(*) from payment")).containsExactly("49");
    }

    @Test
    void whatWaitsTooLongOrFindsNoRoomIsToBeToldAgain() throws Exception {
        // Given
        queue.stop();
        queue = queue(database.payments(), "300ms", 10);

        try (Connection other = database.pool.getConnection(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table payment");

            // When
            List<CompletableFuture<Recorded>> all = IntStream.range(0, 50).mapToObj(i -> queue.record(told("o" + i, "t", 100, PaymentStatus.CAPTURED))).toList();

            // Then
            assertThat(all).allSatisfy(answer -> assertThatThrownBy(answer::join).hasRootCauseInstanceOf(NotRecordedException.class));
            assertThat(all).anySatisfy(answer -> assertThatThrownBy(answer::join).hasMessageContaining("Too many"));
            assertThat(all).anySatisfy(answer -> assertThatThrownBy(answer::join).hasMessageContaining("in time"));
            other.rollback();
        }
        await().ignoreExceptions().untilAsserted(() -> assertThat(queue.record(told("again", "t", 100, PaymentStatus.CAPTURED)).join().status()).isEqualTo(PaymentStatus.CAPTURED));
    }

    @Test
    void withoutPostgresqlEachIsToBeToldAgain() throws InterruptedException {
        // Given
        PGSimpleDataSource nobody = new PGSimpleDataSource();
        nobody.setUrl("jdbc:postgresql://localhost:1/postgres");
        queue.stop();
        queue = queue(new Payments(nobody, PaymentsDatabase.CONFIG), "10s", 4_000);

        // When
        CompletableFuture<Recorded> answer = queue.record(told("o", "t", 100, PaymentStatus.CAPTURED));

        // Then
        assertThatThrownBy(answer::join).hasRootCauseInstanceOf(NotRecordedException.class);
    }

    private PaymentQueue queue(Payments payments, String waitLimit, int maxWaiting) {
        PaymentsConfig config = new SmallRyeConfigBuilder().withMapping(PaymentsConfig.class).withDefaultValue("ordersync.payments.wait-limit", waitLimit)
            .withDefaultValue("ordersync.payments.max-waiting", Integer.toString(maxWaiting)).addDiscoveredConverters().build()
            .getConfigMapping(PaymentsConfig.class);
        return new PaymentQueue(payments, config, new PaymentMetrics(meters), meters);
    }
}
