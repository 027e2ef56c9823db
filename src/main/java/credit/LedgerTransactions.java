package credit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/** Runs work on accounts in a transaction of its own, and once more where somebody else was in its way. */
@ApplicationScoped
class LedgerTransactions {

    /** Being overtaken takes somebody who moves a dealer in this very moment; so often does not happen. */
    private static final int TRIES = 10;
    /** serialization_failure, deadlock_detected */
    private static final Set<String> IN_THE_WAY = Set.of("40001", "40P01");

    private final DataSource database;

    LedgerTransactions(DataSource database) {
        this.database = database;
    }

    /** What is done in one transaction; may be done more than once. */
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    <T> T run(Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = database.getConnection()) {
                return committed(connection, work);
            } catch (OvertakenException e) {
                if (attempt == TRIES) {
                    throw new SQLException("accounts were moved in each of " + TRIES + " tries", "40001", e);
                }
            } catch (SQLException e) {
                if (attempt == TRIES || !IN_THE_WAY.contains(e.getSQLState())) {
                    throw e;
                }
            }
        }
    }

    private static <T> T committed(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.in(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollback(connection, e);
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
