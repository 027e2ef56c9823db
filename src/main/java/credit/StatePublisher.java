package credit;

import database.AdvisoryLock;
import database.Sql;
import database.Statements;
import database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Tells on {@code credit.state} which accounts have changed, as they are now, and how far that goes. At least once: marks
 * are deleted by the transaction that commits when Kafka has the accounts. One replica at a time.
 */
@ApplicationScoped
public class StatePublisher {

    /** Marks taken in a round; several may be of one dealer. */
    private static final int MAX_MARKS = 10_000;

    /** Its clock is read before the snapshot of the next statement, which so has all that was committed until then. */
    private static final String CLAIM = "select clock_timestamp() as as_of where pg_try_advisory_xact_lock(" + AdvisoryLock.CREDIT_STATE.key + ")";
    private static final String TAKE = """
        with taken as (delete from credit_changed where id in (select id from credit_changed order by id limit ?) returning customer_id)
        select dealer.*, (select count(*) from taken) as marks from dealer where customer_id in (select customer_id from taken)""";

    private final DataSource database;
    private final StatePartitions partitions;

    /** What a round found. */
    private record Taken(List<Account> changed, boolean isAll) { }

    StatePublisher(DataSource database, StatePartitions partitions) {
        this.database = database;
        this.partitions = partitions;
    }

    /**
     * Tells what has changed since the last round.
     *
     * @param send returns once Kafka has all of the records, or throws
     * @return whether more waits than a round takes
     * @throws ExecutionException when Kafka does not say how many partitions there are
     */
    public boolean publish(Consumer<List<StateRecord>> send) throws SQLException, ExecutionException, InterruptedException {
        int count = partitions.count();
        try (Connection connection = database.getConnection()) {
            return Transactions.run(connection, () -> {
                Statements statements = new Statements(connection);
                List<Instant> asOf = statements.query(CLAIM, row -> Sql.instant(row, "as_of"));
                // None: another replica is at it.
                return !asOf.isEmpty() && !publish(statements, asOf.get(0), count, send);
            });
        }
    }

    /** Ticks follow once Kafka has the accounts, and only when none is left. */
    private static boolean publish(Statements statements, Instant asOf, int count, Consumer<List<StateRecord>> send) throws SQLException {
        Taken taken = take(statements);
        if (!taken.changed.isEmpty()) {
            send.accept(taken.changed.stream().map(account -> StateRecord.of(account, count)).toList());
        }
        if (taken.isAll) {
            send.accept(IntStream.range(0, count).mapToObj(partition -> StateRecord.tick(partition, asOf)).toList());
        }
        return taken.isAll;
    }

    private static Taken take(Statements statements) throws SQLException {
        long[] marks = {0};
        List<Account> changed = statements.query(TAKE, row -> {
            marks[0] = row.getLong("marks");
            return LedgerRows.account(row);
        }, MAX_MARKS);
        return new Taken(changed, marks[0] < MAX_MARKS);
    }
}
