package credit;

import database.Sql;
import database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
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
    /** Any number that no other advisory lock of ours uses. */
    private static final long LOCK = 0xC4ED17;

    /** Its clock is read before the snapshot of the next statement, which so has all that was committed until then. */
    private static final String CLAIM = "select clock_timestamp() as as_of where pg_try_advisory_xact_lock(?)";
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
                Instant asOf = claim(connection);
                return asOf != null && !publish(connection, asOf, count, send);
            });
        }
    }

    /** Null: another replica is at it. */
    private static Instant claim(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(CLAIM)) {
            query.setLong(1, LOCK);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Sql.instant(row, "as_of") : null;
            }
        }
    }

    /** Ticks follow once Kafka has the accounts, and only when none is left. */
    private static boolean publish(Connection connection, Instant asOf, int count, Consumer<List<StateRecord>> send) throws SQLException {
        Taken taken = take(connection);
        if (!taken.changed.isEmpty()) {
            send.accept(taken.changed.stream().map(account -> StateRecord.of(account, count)).toList());
        }
        if (taken.isAll) {
            send.accept(IntStream.range(0, count).mapToObj(partition -> StateRecord.tick(partition, asOf)).toList());
        }
        return taken.isAll;
    }

    private static Taken take(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setInt(1, MAX_MARKS);
            try (ResultSet row = statement.executeQuery()) {
                List<Account> changed = new ArrayList<>();
                long marks = 0;
                while (row.next()) {
                    changed.add(LedgerRows.account(row));
                    marks = row.getLong("marks");
                }
                return new Taken(changed, marks < MAX_MARKS);
            }
        }
    }
}
