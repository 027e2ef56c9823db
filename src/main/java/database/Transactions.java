package database;

import java.sql.Connection;
import java.sql.SQLException;

/** Work done in one transaction of a connection. */
public final class Transactions {

    private Transactions() {
    }

    /** The statements of a transaction. */
    public interface Work<T> {
        T done() throws SQLException;
    }

    /** Commits when {@code work} returns; when it throws, rolls back and throws the same, whether or not that could be. */
    public static <T> T run(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.done();
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollback(connection, e);
            throw e;
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
