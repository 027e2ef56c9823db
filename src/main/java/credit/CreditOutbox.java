package credit;

import database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Outbox: canonical messages that were written in the transaction that released an order, or locked it again. They go in
 * order of id, which of one order is the order of its decisions, at least once, by one replica at a time.
 */
@ApplicationScoped
public class CreditOutbox {

    /** Messages of about 1 KiB in one transaction. */
    public static final int MAX_BATCH = 1_000;

    /** Any pair that no other advisory lock of ours uses. */
    private static final String LOCK = "select pg_try_advisory_xact_lock(1869769, 0)";
    private static final String WAITING = "select exists (select from credit_outbox)";
    private static final String SELECT = "select id, key, message from credit_outbox order by id limit ?";
    private static final String DELETE = "delete from credit_outbox where id = any (?)";

    private final DataSource database;

    CreditOutbox(DataSource database) {
        this.database = database;
    }

    /**
     * A message on its way.
     *
     * @param key     {@code platform:shop_id:order_id}, the Kafka key
     * @param message UTF-8, valid against {@code schemas/order_normalized.v1.json}
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
            if (!isTrue(connection, WAITING)) {
                return 0;
            }
            return Transactions.run(connection, () -> isTrue(connection, LOCK) ? sendOldest(connection, send) : 0);
        }
    }

    private static boolean isTrue(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query); ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static int sendOldest(Connection connection, Consumer<List<Outgoing>> send) throws SQLException {
        List<Outgoing> oldest = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setInt(1, MAX_BATCH);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    oldest.add(new Outgoing(row.getLong(1), row.getString(2), row.getBytes(3)));
                }
            }
        }
        if (oldest.isEmpty()) {
            return 0;
        }
        send.accept(oldest);
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setArray(1, connection.createArrayOf("bigint", oldest.stream().map(Outgoing::id).toArray()));
            return statement.executeUpdate();
        }
    }
}
