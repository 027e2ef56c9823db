package credit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import orders.OrderKey;

/**
 * Releases orders that wait for credit once there is room for them, oldest first, each that fits. A transaction that makes
 * room marks its pool ({@code dealer.release_due}), so a process that dies between the two leaves the mark to the next.
 */
@ApplicationScoped
public class Releases {

    /** Pools looked at in one run. */
    private static final int POOLS_MAX = 100;
    /** Orders of a pool that are looked at in one transaction; of more only the oldest, until some of them are released. */
    static final int ORDERS_MAX = 2_000;

    private static final String DUE = "select customer_id from dealer where release_due order by updated_at limit ?";

    /** By dealer, whatever the plan was made on: of all orders that wait only those of the pool are read. */
    private static final String WAITING = """
        select o.platform, o.shop_id, o.order_id, o.customer_id
          from dealer d cross join lateral (select * from credit_order o where o.customer_id = d.customer_id and o.locked offset 0) as o
         where d.pool[array_length(d.pool, 1)] = ?
         order by o.ordered_at, o.order_id, o.shop_id, o.platform limit ?""";

    private static final String ENDED = """
        select platform, shop_id, order_id, customer_id from credit_order where override_until <= ? order by override_until limit ?""";

    /** The latest settlement of a payment to a pool that came in lately. */
    private static final String SETTLED = """
        select max(p.settled_at)
          from dealer d cross join lateral (select * from dealer_payment p where p.customer_id = d.customer_id
                                                and p.received_at > now() - interval '1 minute' offset 0) as p
         where d.pool[array_length(d.pool, 1)] = ?""";

    private final LedgerTransactions transactions;
    private final CreditMetrics metrics;

    Releases(LedgerTransactions transactions, CreditMetrics metrics) {
        this.transactions = transactions;
        this.metrics = metrics;
    }

    private record Waiting(OrderKey order, String customerId) { }

    /** Looks at the pools in which room was made or a lock was lifted. Returns how many orders were released. */
    public int run() throws SQLException {
        int released = 0;
        for (String root : due()) {
            int ofPool = release(root);
            if (ofPool > 0) {
                measureLatency(root);
            }
            released += ofPool;
        }
        return released;
    }

    /** Ends what people allowed for a time that is over: what does not fit and was not delivered waits again. */
    public void endOverrides() throws SQLException {
        transactions.run(transaction -> {
            List<Waiting> ended = read(transaction.connection, ENDED, Timestamp.from(Instant.now()));
            LedgerPage page = open(transaction, ended, Set.of());
            for (Waiting order : ended) {
                page.endOverride(order.order);
            }
            page.write(transaction.connection);
            return null;
        });
    }

    private List<String> due() throws SQLException {
        return transactions.run(transaction -> {
            List<String> roots = new ArrayList<>();
            try (PreparedStatement query = transaction.connection.prepareStatement(DUE)) {
                query.setInt(1, POOLS_MAX);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        roots.add(row.getString(1));
                    }
                }
            }
            return roots;
        });
    }

    private int release(String root) throws SQLException {
        return transactions.run(transaction -> {
            Connection connection = transaction.connection;
            long seen = version(connection, root);
            List<Waiting> waiting = read(connection, WAITING, root);
            LedgerPage page = open(transaction, waiting, Set.of(root));
            // What came between the look and the lock is looked at in the next run.
            boolean complete = page.account(root).version() == seen;
            int released = 0;
            for (Waiting order : waiting) {
                released += page.reconsider(order.order) ? 1 : 0;
            }
            page.write(connection);
            if (complete && (released == 0 || waiting.size() < ORDERS_MAX)) {
                done(connection, root);
            }
            return released;
        });
    }

    /** From when the payment that made room was settled to now, by its own clock; none, where room was made otherwise. */
    private void measureLatency(String root) throws SQLException {
        Instant settledAt = transactions.run(transaction -> {
            try (PreparedStatement query = transaction.connection.prepareStatement(SETTLED)) {
                query.setString(1, root);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getTimestamp(1) == null ? null : row.getTimestamp(1).toInstant();
                }
            }
        });
        if (settledAt != null) {
            metrics.unlockLatency(Duration.between(settledAt, Instant.now()));
        }
    }

    private static LedgerPage open(LedgerTransactions.Transaction transaction, List<Waiting> orders, Set<String> dealers) throws SQLException {
        Set<String> owners = orders.stream().map(Waiting::customerId).collect(Collectors.toSet());
        owners.addAll(dealers);
        return transaction.open(owners, orders.stream().map(Waiting::order).toList());
    }

    private static long version(Connection connection, String root) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select version from dealer where customer_id = ?")) {
            query.setString(1, root);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void done(Connection connection, String root) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update dealer set release_due = false where customer_id = ?")) {
            update.setString(1, root);
            update.executeUpdate();
        }
    }

    private static List<Waiting> read(Connection connection, String sql, Object of) throws SQLException {
        List<Waiting> orders = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, of);
            query.setInt(2, ORDERS_MAX);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    orders.add(new Waiting(new OrderKey(row.getString("platform"), row.getString("shop_id"), row.getString("order_id")),
                        row.getString("customer_id")));
                }
            }
        }
        return orders;
    }
}
