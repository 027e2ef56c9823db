package orders;

import database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Makes rows of canonical messages. What a batch changes in its orders is worked out here, from what is known of them, and
 * written by one call in one transaction ({@code db/migration/R__store_orders.sql}); what finance is told of it, in the same.
 *
 * <p>Every value kept of an order is the greatest (or least) of what the events told, by the source's time and, at equal
 * times, by the value itself. A greatest value does not care for order or repetition: any permutation and any duplication
 * of the same events ends in the same rows.
 */
@ApplicationScoped
public class OrderStore {

    /** Two write to one order only while a Kafka partition changes hands; so a second look is enough, but for bad luck. */
    private static final int LOOKS = 5;
    private static final String SERIALIZATION_FAILURE = "40001";

    private final DataSource database;
    private final KnownOrders orders;
    private final DetailsShops detailsShops;
    private final OrderPostings postings;
    private final SaleEffects effects;

    OrderStore(DataSource database, KnownOrders orders, DetailsShops detailsShops, OrderPostings postings) {
        this.database = database;
        this.orders = orders;
        this.detailsShops = detailsShops;
        this.postings = postings;
        this.effects = postings.effects();
    }

    /**
     * Stores all of the batch or nothing. Events that are stored already change nothing.
     *
     * @param partitions the Kafka partitions it came from: who stores of the same ones waits until it is done
     * @param replays    ids of the replays of dead letters in it, which are done with it
     * @throws SQLException 40001 when others wrote its orders at each look: to be tried again; else as PostgreSQL has it
     */
    public void store(OrderBatch batch, int[] partitions, String[] replays) throws SQLException {
        try (Connection connection = database.getConnection()) {
            int look = 1;
            while (!isStored(batch, partitions, replays, connection, look)) {
                look++;
            }
        } catch (SQLException e) {
            if (!isOvertaken(e)) {
                // PostgreSQL may come back as another one, without the last it committed.
                orders.forgetAll();
            }
            throw e;
        }
    }

    /** Whether it is. If not, somebody else has written some of the orders since they were read, and they have to be read again. */
    private boolean isStored(OrderBatch batch, int[] partitions, String[] replays, Connection connection, int look) throws SQLException {
        Collection<OrderKey> touched = batch.byOrder().keySet();
        try {
            Changes changes = new Changes(batch, orders.of(touched, connection), look > 1, effects);
            orders.keep(write(changes, partitions, replays, connection));
            return true;
        } catch (SQLException e) {
            if (!isOvertaken(e)) {
                throw e;
            }
            orders.forget(touched);
            if (look == LOOKS) {
                // Whatever keeps it from being written, it is no wrong value of the batch's.
                throw new SQLException(e.getMessage(), SERIALIZATION_FAILURE, e);
            }
            return false;
        }
    }

    /** One call; where finance may be concerned, the first of a transaction in which its postings are written as well. */
    private Map<OrderKey, OrderState> write(Changes changes, int[] partitions, String[] replays, Connection connection) throws SQLException {
        List<String> detailsOf = List.of(detailsShops.keys());
        if (changes.sold().isEmpty()) {
            return changes.write(connection, partitions, replays, detailsOf);
        }
        return Transactions.run(connection, () -> {
            Map<OrderKey, OrderState> stored = changes.write(connection, partitions, replays, detailsOf);
            postings.post(new Sales(effects).of(changes.sold(), connection), connection);
            return stored;
        });
    }

    /** serialization_failure: an order is no longer as it was read; unique_violation: an order, an event or a line is there already. */
    private static boolean isOvertaken(SQLException e) {
        return SERIALIZATION_FAILURE.equals(e.getSQLState()) || "23505".equals(e.getSQLState());
    }
}
