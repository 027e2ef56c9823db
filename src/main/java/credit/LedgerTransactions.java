package credit;

import database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import javax.sql.DataSource;
import orders.OrderKey;

/** Runs work on accounts in a transaction of its own, and once more where somebody else was in its way. */
@ApplicationScoped
class LedgerTransactions {

    /** Being overtaken takes somebody who moves a dealer in this very moment; so often does not happen. */
    private static final int TRIES = 10;
    /** serialization_failure, deadlock_detected */
    private static final Set<String> IN_THE_WAY = Set.of("40001", "40P01");

    private final DataSource database;
    private final CreditConfig config;
    private final CreditMetrics metrics;

    LedgerTransactions(DataSource database, CreditConfig config, CreditMetrics metrics) {
        this.database = database;
        this.config = config;
        this.metrics = metrics;
    }

    /** What is done in one transaction; may be done more than once. */
    interface Work<T> {
        T in(Transaction transaction) throws SQLException;
    }

    /** A transaction under way. */
    final class Transaction {

        final Connection connection;
        private LedgerPage page;

        private Transaction(Connection connection) {
            this.connection = connection;
        }

        /** Locks accounts and orders until the end; to be called once. What is decided on them is counted at the commit. */
        LedgerPage open(Collection<String> dealers, Collection<OrderKey> orders) throws SQLException {
            return open(dealers, orders, config.lockLimit());
        }

        /** The same, and no row is waited for longer than {@code lockLimit}. */
        LedgerPage open(Collection<String> dealers, Collection<OrderKey> orders, Duration lockLimit) throws SQLException {
            page = LedgerPage.open(connection, config, dealers, orders, config.lockLimitWithin(lockLimit));
            return page;
        }
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

    private <T> T committed(Connection connection, Work<T> work) throws SQLException {
        Transaction transaction = new Transaction(connection);
        T result = Transactions.run(connection, () -> work.in(transaction));
        if (transaction.page != null) {
            transaction.page.count(metrics);
        }
        return result;
    }
}
