package database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Outbox: messages for a topic, written to a table {@code (id, key, message)} in the transaction that made them true. They go in
 * order of id, at least once, by one replica at a time.
 */
public class Outbox {

    /** Messages of about 1 KiB in one transaction. */
    public static final int MAX_BATCH = 1_000;

    /** By the index: what was sent since the last vacuum is still in the table's pages. */
    private static final String WAITING = "select exists (select from (select from %s order by id limit 1) as oldest)";
    private static final String SELECT = "select id, key, message from %s order by id limit ?";
    private static final String DELETE = "delete from %s where id = any (?)";

    private final DataSource database;
    private final String table;
    private final AdvisoryLock lock;

    /**
     * @param table its name, which is trusted
     * @param lock  who sends what it has
     */
    protected Outbox(DataSource database, String table, AdvisoryLock lock) {
        this.database = database;
        this.table = table;
        this.lock = lock;
    }

    /**
     * A message on its way.
     *
     * @param key     the Kafka key
     * @param message UTF-8
     */
    public record Outgoing(long id, String key, byte[] message) { }

    /**
     * Sends the oldest messages on and deletes them, in one transaction: what {@code send} did not take stays.
     *
     * @param send returns once all of them are on disk elsewhere, or throws
     * @return how many went, at most {@link #MAX_BATCH}; 0 when none waits or another replica is at it
     */
    public int drain(Consumer<List<Outgoing>> send) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Statements statements = new Statements(connection);
            if (!statements.query(WAITING.formatted(table), row -> row.getBoolean(1)).get(0)) {
                return 0;
            }
            return Transactions.run(connection, () -> lock.tryToTake(statements) ? sendOldest(statements, send) : 0);
        }
    }

    private int sendOldest(Statements statements, Consumer<List<Outgoing>> send) throws SQLException {
        List<Outgoing> oldest = statements.query(SELECT.formatted(table),
            row -> new Outgoing(row.getLong(1), row.getString(2), row.getBytes(3)), MAX_BATCH);
        if (oldest.isEmpty()) {
            return 0;
        }
        send.accept(oldest);
        return statements.update(DELETE.formatted(table), (Object) oldest.stream().map(Outgoing::id).toArray(Long[]::new));
    }
}
