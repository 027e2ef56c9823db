package credit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import orders.OrderKey;
import org.jboss.logging.Logger;

/**
 * Releases orders that wait for credit once there is room for them, oldest first, each that fits. A transaction that makes
 * room marks its pool ({@code dealer.release_due}), so a process that dies between the two leaves the mark to the next.
 */
@ApplicationScoped
public class Releases {

    private static final Logger LOG = Logger.getLogger(Releases.class);

    /** Pools looked at in one transaction. */
    private static final int POOLS_MAX = 500;
    /** Orders that are looked at in one transaction; of a pool with more only the oldest, until some of them are released. */
    static final int ORDERS_MAX = 2_000;

    private static final String DUE = "select customer_id from dealer where release_due order by updated_at limit ?";

    private static final String VERSIONS = "select customer_id, version from dealer where customer_id = any (?)";

    /** By index from the pools to their dealers to what waits of each, whatever the plan was made for. */
    private static final String WAITING = """
        select o.* from unnest(?) as root (id)
         cross join lateral (select customer_id from dealer where pool[array_length(pool, 1)] = root.id offset 0) as d
         cross join lateral (select platform, shop_id, order_id, customer_id, ordered_at from credit_order
                              where customer_id = d.customer_id and locked offset 0) as o
         order by o.ordered_at, o.order_id, o.shop_id, o.platform limit ?""";

    private static final String DONE = "update dealer set release_due = false where customer_id = any (?)";

    private static final String ENDED = """
        select platform, shop_id, order_id, customer_id from credit_order where override_until <= ? order by override_until limit ?""";

    /** Of each pool the latest settlement of a payment that came in lately. */
    private static final String SETTLED = """
        select max(p.settled_at) from unnest(?) as root (id)
         cross join lateral (select customer_id from dealer where pool[array_length(pool, 1)] = root.id offset 0) as d
         cross join lateral (select settled_at from dealer_payment where customer_id = d.customer_id and received_at > now() - interval '1 minute' offset 0) as p
         group by root.id""";

    private final LedgerTransactions transactions;
    private final CreditMetrics metrics;

    Releases(LedgerTransactions transactions, CreditMetrics metrics) {
        this.transactions = transactions;
        this.metrics = metrics;
    }

    private record Waiting(OrderKey order, String customerId) { }

    /**
     * Looks at the pools in which room was made or a lock was lifted, one run at a time in this process. Returns how many
     * orders were released.
     */
    public synchronized int run() throws SQLException {
        List<String> roots = transactions.run(transaction -> due(transaction.connection));
        return roots.isEmpty() ? 0 : release(roots);
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

    private int release(List<String> roots) throws SQLException {
        List<OrderKey> released = new ArrayList<>();
        Set<String> pools = new HashSet<>();
        boolean done = transactions.run(transaction -> {
            released.clear();
            pools.clear();
            Map<String, Long> seen = versions(transaction.connection, roots);
            List<Waiting> waiting = read(transaction.connection, WAITING, texts(transaction.connection, roots));
            if (waiting.size() == ORDERS_MAX && roots.size() > 1) {
                return false;
            }
            LedgerPage page = open(transaction, waiting, Set.copyOf(roots));
            for (Waiting order : waiting) {
                if (page.reconsider(order.order)) {
                    released.add(order.order);
                    pools.add(page.root(page.order(order.order).facts().customerId()));
                }
            }
            // What came between the look and the lock is looked at in the next run.
            List<String> complete = roots.stream().filter(root -> page.account(root).version() == seen.get(root)).toList();
            if (released.isEmpty() || waiting.size() < ORDERS_MAX) {
                done(transaction.connection, complete);
            }
            // Last: an order that goes on with less than it held makes room itself, and marks its pool anew.
            page.write(transaction.connection);
            return true;
        });
        if (!done) {
            int half = roots.size() / 2;
            return release(roots.subList(0, half)) + release(roots.subList(half, roots.size()));
        }
        if (!released.isEmpty()) {
            measureLatency(pools);
        }
        return released.size();
    }

    /** From when the payment that made room was settled to now, by its own clock; none, where room was made otherwise. */
    private void measureLatency(Set<String> pools) {
        Instant now = Instant.now();
        try {
            transactions.run(transaction -> {
                try (PreparedStatement query = transaction.connection.prepareStatement(SETTLED)) {
                    query.setArray(1, texts(transaction.connection, pools));
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next()) {
                            metrics.unlockLatency(Duration.between(row.getTimestamp(1).toInstant(), now));
                        }
                    }
                }
                return null;
            });
        } catch (SQLException e) {
            LOG.warnf("How long %d releases took was not measured: %s", pools.size(), e.getMessage());
        }
    }

    private static LedgerPage open(LedgerTransactions.Transaction transaction, List<Waiting> orders, Set<String> dealers) throws SQLException {
        Set<String> owners = orders.stream().map(Waiting::customerId).collect(Collectors.toSet());
        owners.addAll(dealers);
        return transaction.open(owners, orders.stream().map(Waiting::order).toList());
    }

    private static Map<String, Long> versions(Connection connection, List<String> roots) throws SQLException {
        Map<String, Long> versions = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(VERSIONS)) {
            query.setArray(1, texts(connection, roots));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    versions.put(row.getString(1), row.getLong(2));
                }
            }
        }
        return versions;
    }

    private static List<String> due(Connection connection) throws SQLException {
        List<String> roots = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(DUE)) {
            query.setInt(1, POOLS_MAX);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    roots.add(row.getString(1));
                }
            }
        }
        return roots;
    }

    private static void done(Connection connection, List<String> roots) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(DONE)) {
            update.setArray(1, texts(connection, roots));
            update.executeUpdate();
        }
    }

    private static Array texts(Connection connection, Collection<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
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
