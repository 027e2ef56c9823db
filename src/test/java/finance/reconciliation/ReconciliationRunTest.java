package finance.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A run that is killed, overtaken or beside others. */
class ReconciliationRunTest extends ReconciledDay {

    @Test
    void aRunThatWasKilledGoesOnWhereItWasAndTellsTheSame() throws SQLException, IOException {
        // Given a report, which is the same when it is made again, and nothing left of it
        MatchingDay.fill(database, DAY, 1000);
        SeededBreaks.in(database);
        database.reconcile(DAY);
        Map<String, byte[]> undisturbed = files();
        database.reconcile(DAY);
        Map<String, byte[]> again = files();
        undisturbed.forEach((format, bytes) -> assertThat(again.get(format)).as(format).isEqualTo(bytes));
        database.execute("truncate reconciliation, reconciliation_item");
        database.inSlicesOf(100);

        // When it is killed in the middle
        database.runs.request(LocalDate.parse(DAY));
        AtomicInteger slices = new AtomicInteger();
        assertThatThrownBy(() -> database.goOn(() -> {
            if (slices.incrementAndGet() == 5) {
                throw new IllegalStateException("kill -9");
            }
            return false;
        })).hasMessage("kill -9");
        assertThat(one("select position from reconciliation")).startsWith("order:M");
        // Then nobody takes it up before it has been silent long enough
        database.goOn(() -> false);
        assertThat(one("select state from reconciliation")).isEqualTo("RUNNING");
        // And when it has, and a process that goes on with it is stopped in order
        database.execute("update reconciliation set taken_until = now() - interval '1 second'");
        slices.set(0);
        database.goOn(() -> slices.incrementAndGet() == 3);
        database.goOn(() -> false);

        // Then
        assertThat(one("select state from reconciliation")).isEqualTo("DONE");
        Map<String, byte[]> resumed = files();
        undisturbed.forEach((format, bytes) -> assertThat(resumed.get(format)).as(format).isEqualTo(bytes));
    }

    @Test
    void aRunThatWasKilledWhileItsFilesWereWrittenCountsOnce() throws SQLException {
        // Given
        database.sale("O1", DAY, 100);
        database.sale("O2", DAY, 100);
        database.execute("insert into bank_line (line_id, account, booked_on, direction, amount, currency) values ('b', 'A', '2026-11-10', 'CREDIT', 1, 'VND')");
        database.runs.request(LocalDate.parse(DAY));

        // When it dies after its last slice, and another process takes it up
        database.execute("create function die() returns trigger language plpgsql as 'begin raise exception ''gone''; end'; "
            + "create trigger die before update of sha256 on reconciliation for each row execute function die()");
        assertThatThrownBy(() -> database.goOn(() -> false)).isInstanceOf(IllegalStateException.class);
        database.execute("drop function die cascade; update reconciliation set taken_until = now() - interval '1 second'");
        database.goOn(() -> false);

        // Then
        Reconciliation run = database.runs.find(LocalDate.parse(DAY)).orElseThrow();
        assertThat(List.of(run.state(), run.orders(), run.payments(), run.bankLines())).isEqualTo(List.of("DONE", 2L, 2L, 1L));
    }

    @Test
    void whoeverIsOvertakenWhileFilesAreWrittenDoesNotEndTheRun() throws SQLException {
        // Given a run that another process takes over when nothing but its files is left
        database.sale("O1", DAY, 100);
        database.runs.request(LocalDate.parse(DAY));
        AtomicInteger slices = new AtomicInteger();

        // When
        database.goOn(() -> {
            if (slices.incrementAndGet() == 3) {
                database.sql.update("create function take_over() returns trigger language plpgsql as 'begin new.taken_by = gen_random_uuid(); return new; end'");
                database.sql.update("create trigger take_over before update of position on reconciliation for each row when (new.position is null) execute function take_over()");
            }
            return false;
        });
        database.execute("drop function if exists take_over cascade");

        // Then
        assertThat(slices.get()).isGreaterThanOrEqualTo(3);
        assertThat(one("select state from reconciliation")).isEqualTo("RUNNING");
        assertThat(one("select sha256 from reconciliation")).isNull();
    }

    @Test
    void whoeverWasSilentTooLongWritesNothingMore() throws SQLException {
        // Given a run that another process takes over between two slices
        database.order("O1", DAY, "DELIVERED", 100);
        database.runs.request(LocalDate.parse(DAY));

        // When
        database.goOn(() -> {
            database.sql.update("update reconciliation set taken_by = gen_random_uuid()");
            return false;
        });

        // Then
        assertThat(database.found(DAY)).isEmpty();
        assertThat(one("select state from reconciliation")).isEqualTo("RUNNING");
    }

    @Test
    void runsWhileOrdersAreWrittenAndHoldsNobodyUp() throws SQLException, ExecutionException, InterruptedException {
        // Given
        MatchingDay.fill(database, DAY, 2000);
        database.inSlicesOf(50);
        database.runs.request(LocalDate.parse(DAY));

        // When orders, payments and postings are changed all the time by somebody who waits for no lock
        CompletableFuture<Integer> writer = new CompletableFuture<>();
        AtomicInteger writes = new AtomicInteger();
        Thread thread = new Thread(() -> {
            try (Connection connection = database.pool.getConnection(); Statement statement = connection.createStatement()) {
                statement.execute("set lock_timeout = '500ms'");
                while (!Thread.currentThread().isInterrupted()) {
                    int n = writes.incrementAndGet() % 2000 + 1;
                    String id = "M" + String.format("%07d", n);
                    statement.execute("update orders set platform_status = 'seen' where order_id = '" + id + "'; update payment set asked = asked + 1 where order_id = '"
                        + id + "'; update erp_posting set attempts = attempts + 1 where order_id = '" + id + "'");
                }
                statement.execute("reset lock_timeout");
                writer.complete(writes.get());
            } catch (SQLException e) {
                writer.completeExceptionally(e);
            }
        });
        thread.start();
        database.goOn(() -> false);
        thread.interrupt();

        // Then
        assertThat(writer.get()).isPositive();
        assertThat(database.found(DAY)).isEmpty();
        assertThat(one("select state from reconciliation")).isEqualTo("DONE");
    }

    private static Map<String, byte[]> files() {
        return Stream.of("json", "csv", "xlsx").collect(Collectors.toMap(extension -> extension, extension -> {
            try {
                return database.file(DAY, extension);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }
}
