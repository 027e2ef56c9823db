package database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Several statements that hold together or not at all. What lost a deadlock, or found that the rows it had locked were no
 * longer the right ones, is begun anew.
 */
@ApplicationScoped
public class Transaction {

    private static final Logger LOG = Logger.getLogger(Transaction.class);
    private static final int MAX_ATTEMPTS = 8;
    /** PostgreSQL's deadlock_detected and serialization_failure. */
    private static final List<String> LOST = List.of("40P01", "40001");

    private final AgroalDataSource source;

    Transaction(AgroalDataSource source) {
        this.source = source;
    }

    /** What is done in a transaction; it may be done more than once, and only the last counts. */
    public interface Work<T> {
        T with(Statements statements) throws SQLException;
    }

    /** To be thrown by the work: all it did is undone, and it is begun anew. */
    public static final class BeginAnew extends RuntimeException {
        public BeginAnew(String why) {
            super(why, null, false, false);
        }
    }

    /** Does the work and commits it; what it throws undoes it. */
    public <T> T of(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (BeginAnew moved) {
                if (attempt == MAX_ATTEMPTS) {
                    throw moved;
                }
                LOG.debugf("A transaction is begun anew: %s", moved.getMessage());
            } catch (SQLException e) {
                if (attempt == MAX_ATTEMPTS || !LOST.contains(e.getSQLState())) {
                    throw new IllegalStateException("PostgreSQL refused a statement", e);
                }
            }
        }
    }

    private <T> T once(Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T done = work.with(new Statements(connection));
                connection.commit();
                return done;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    /** The statements of one transaction; every value is bound as {@link Sql} does it. */
    public static final class Statements {

        private final Connection connection;

        private Statements(Connection connection) {
            this.connection = connection;
        }

        /** @return how many rows it changed */
        public int update(String sql, Object... values) throws SQLException {
            try (PreparedStatement statement = Sql.bound(connection, sql, values)) {
                return statement.executeUpdate();
            }
        }

        /** One statement for each element of {@code rows}, sent together. */
        public void batch(String sql, List<Object[]> rows) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (Object[] values : rows) {
                    Sql.bind(statement, values);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }

        public <T> List<T> query(String sql, Sql.Row<T> row, Object... values) throws SQLException {
            try (PreparedStatement statement = Sql.bound(connection, sql, values); ResultSet rows = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(row.of(rows));
                }
                return found;
            }
        }
    }
}
