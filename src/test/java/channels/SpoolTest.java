package channels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import database.OwnDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The spool's limits, and its writer after an error: in a database of its own, whose table a test can lock. */
class SpoolTest {

    private static final int MIB = 1 << 20;
    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();

    private static OwnDatabase own;

    private final Spool spool = new Spool(DATABASE, new SimpleMeterRegistry());
    private Connection lock;

    @BeforeAll
    static void makeTheDatabase() throws SQLException {
        own = OwnDatabase.migrated("spool_test");
        DATABASE.setURL(own.url());
        DATABASE.setUser("postgres");
    }

    @AfterAll
    static void close() {
        own.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        lock = DATABASE.getConnection();
        lock.createStatement().execute("truncate spool");
    }

    @AfterEach
    void stop() throws Exception {
        lock.close();
        spool.stop();
    }

    @Test
    void takesNoMoreBytesThanMemoryHasRoomForUntilPostgresqlTakesThem() throws Exception {
        // Given
        postgresqlTakesNothing();
        List<CompletableFuture<Void>> taken = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            taken.add(spool.add(message("large-" + i, new byte[MIB])));
        }

        // When
        CompletableFuture<Void> oneByteMore = spool.add(message("one byte", new byte[1]));

        // Then that is refused at once, and the others wait
        assertThatThrownBy(oneByteMore::get).hasCauseInstanceOf(Spool.SpoolFullException.class);
        assertThat(taken).noneMatch(CompletableFuture::isDone);

        // And when PostgreSQL takes them
        postgresqlIsBack();

        // Then all of them are stored, and there is room again
        await().untilAsserted(() -> assertThat(taken).allMatch(CompletableFuture::isDone));
        assertThat(taken).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(stored()).hasSize(64);
        await().until(() -> isStored(spool.add(message("room again", new byte[MIB]))));
    }

    @Test
    void takesNoMoreMessagesThanItsQueueHolds() throws Exception {
        // Given a writer that waits for PostgreSQL with one message in hand, and a full queue behind it
        postgresqlTakesNothing();
        List<CompletableFuture<Void>> taken = new ArrayList<>(List.of(spool.add(message("in hand"))));
        await().until(this::writerWaits);
        for (int i = 0; i < 20_000; i++) {
            taken.add(spool.add(message("small")));
        }

        // When, Then
        assertThatThrownBy(spool.add(message("one more"))::get).hasCauseInstanceOf(Spool.SpoolFullException.class);
        postgresqlIsBack();
        await().untilAsserted(() -> assertThat(taken).allMatch(CompletableFuture::isDone));
        assertThat(stored()).hasSize(20_001).doesNotContain("one more");
    }

    @Test
    void aMessageThatPostgresqlRefusesCostsItsBatchNothing() throws Exception {
        // Given a batch that gathers behind a message in hand
        postgresqlTakesNothing();
        spool.add(message("in hand"));
        await().until(this::writerWaits);
        CompletableFuture<Void> before = spool.add(message("before"));
        CompletableFuture<Void> refused = spool.add(message("NUL \u0000"));
        CompletableFuture<Void> after = spool.add(message("after"));

        // When
        postgresqlIsBack();

        // Then
        await().until(after::isDone);
        assertThatThrownBy(refused::get).hasCauseInstanceOf(SQLException.class);
        assertThat(before).isCompleted();
        assertThat(stored()).containsExactly("in hand", "before", "after");
    }

    @Test
    void itsWriterGoesOnAfterAnErrorAndGivesTheRoomBack() throws Exception {
        // Given a message that there is no memory for, again and again
        for (int i = 0; i < 65; i++) {
            assertThatThrownBy(spool.add(new RawMessage("standard", "k", new byte[MIB], new NoMemory(), Instant.now(), RawMessage.Source.WEBHOOK, null))
                ::get).hasCauseInstanceOf(OutOfMemoryError.class);
        }

        // When
        CompletableFuture<Void> next = spool.add(message("next"));

        // Then
        await().until(next::isDone);
        assertThat(next).isCompleted();
        assertThat(stored()).containsExactly("next");
    }

    private static RawMessage message(String key) {
        return message(key, "{}".getBytes(UTF_8));
    }

    private static RawMessage message(String key, byte[] body) {
        return new RawMessage("standard", key, body, Map.of(), Instant.now(), RawMessage.Source.WEBHOOK, null);
    }

    private void postgresqlTakesNothing() throws SQLException {
        lock.setAutoCommit(false);
        lock.createStatement().execute("lock table spool in access exclusive mode");
    }

    private void postgresqlIsBack() throws SQLException {
        lock.commit();
    }

    /** Whether the writer's statement waits for the lock. */
    private boolean writerWaits() throws SQLException {
        try (Connection connection = DATABASE.getConnection(); Statement statement = connection.createStatement();
             ResultSet waiting = statement.executeQuery("select from pg_locks where relation = 'spool'::regclass and not granted")) {
            return waiting.next();
        }
    }

    private static boolean isStored(CompletableFuture<Void> added) {
        return !added.handle((nothing, failure) -> failure != null).join();
    }

    /** The keys of what is in the spool, in its order. */
    private List<String> stored() throws SQLException {
        try (Connection connection = DATABASE.getConnection(); Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery("select key from spool order by id")) {
            List<String> keys = new ArrayList<>();
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
            return keys;
        }
    }

    /** Headers that fail as a batch too large for the heap does. */
    private static final class NoMemory extends AbstractMap<String, String> {
        @Override
        public Set<Entry<String, String>> entrySet() {
            throw new OutOfMemoryError("of this test");
        }
    }
}
