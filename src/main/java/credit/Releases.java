package credit;

import database.Statements;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import orders.OrderKey;
import org.jboss.logging.Logger;

/**
 * Releases orders that wait for credit once there is room for them, oldest first, each that fits. A transaction that makes
 * room marks its pool ({@code dealer.release_due}), so a process that dies between the two leaves the mark to the next; where
 * more waits than one transaction looks at, the place it has reached is left as well ({@code release_place}).
 */
@ApplicationScoped
public class Releases {

    private static final Logger LOG = Logger.getLogger(Releases.class);

    /** Pools looked at in one transaction. */
    private static final int POOLS_MAX = 500;
    /** Orders that are looked at in one transaction; of a pool with more, those that follow are looked at in the next. */
    static final int ORDERS_MAX = 2_000;

    /** Where not all that waits has been looked at yet first. */
    private static final String DUE = """
        select customer_id from (select customer_id from release_place union select customer_id from dealer where release_due) as due
          join dealer using (customer_id) order by updated_at limit ?""";

    /** What tells whether somebody else was there in between. */
    private static final String POOLS = """
        select d.customer_id, d.version, p::text as place from dealer d left join release_place p using (customer_id) where d.customer_id = any (?)""";

    /** By index from the pools to their dealers to what waits of each behind the pool's place, whatever the plan was made for. */
    private static final String WAITING = """
        select o.* from (select id, place::release_place as place from unnest(?, ?) as _ (id, place)) as root
         cross join lateral (select customer_id from dealer where pool[array_length(pool, 1)] = root.id offset 0) as d
         cross join lateral (select platform, shop_id, order_id, customer_id, ordered_at from credit_order
                              where customer_id = d.customer_id and locked
                                and (root.place is null or (ordered_at, order_id, shop_id, platform) >
                                     ((root.place).ordered_at, (root.place).order_id, (root.place).shop_id, (root.place).platform)) offset 0) as o
         order by o.ordered_at, o.order_id, o.shop_id, o.platform limit ?""";

    private static final String BEGUN = "update dealer set release_due = false where customer_id = any (?)";

    private static final String REACHED = """
        insert into release_place (customer_id, ordered_at, order_id, shop_id, platform)
        select ?, ordered_at, order_id, shop_id, platform from credit_order where order_id = ? and shop_id = ? and platform = ?
        on conflict (customer_id) do update set ordered_at = excluded.ordered_at, order_id = excluded.order_id,
               shop_id = excluded.shop_id, platform = excluded.platform""";

    private static final String PASSED = "delete from release_place where customer_id = any (?)";

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

    /** @param place up to where what waits in it was looked at, a row of {@code release_place}; null: it is looked at from the oldest on */
    private record Pool(long version, String place) {

        boolean isAt(String other) {
            return Objects.equals(place, other);
        }
    }

    /** @param isFull there may be more that waits */
    private record Page(int released, Set<String> pools, boolean isFull) { }

    /**
     * Looks at the pools in which room was made or a lock was lifted, one run at a time in this process; a pool that somebody
     * else holds is left for the next. Returns how many orders were released.
     */
    public synchronized int run() throws SQLException {
        List<String> roots = transactions.run(transaction -> due(transaction.connection));
        return roots.isEmpty() ? 0 : HeldRows.around(roots, Function.identity(), this::release);
    }

    /** Ends what people allowed for a time that is over: what does not fit and was not delivered waits again. */
    public void endOverrides() throws SQLException {
        List<Waiting> ended = transactions.run(transaction ->
            read(transaction.connection, ENDED, Timestamp.from(Instant.now()), ORDERS_MAX));
        if (!ended.isEmpty()) {
            Map<String, String> roots = transactions.run(transaction ->
                HeldRows.roots(new Statements(transaction.connection), ended.stream().map(Waiting::customerId).collect(Collectors.toSet())));
            HeldRows.around(ended, order -> roots.getOrDefault(order.customerId, order.customerId), this::endOverrides);
        }
    }

    private int endOverrides(List<Waiting> ended, Duration lockLimit) throws SQLException {
        return transactions.run(transaction -> {
            LedgerPage page = open(transaction, ended, Set.of(), lockLimit);
            for (Waiting order : ended) {
                page.endOverride(order.order);
            }
            page.write(transaction.connection);
            return ended.size();
        });
    }

    private int release(List<String> roots, Duration lockLimit) throws SQLException {
        int released = 0;
        Page page;
        do {
            page = look(roots, lockLimit);
            if (page.isFull && roots.size() > 1) {
                int half = roots.size() / 2;
                return HeldRows.around(roots.subList(0, half), Function.identity(), this::release)
                    + HeldRows.around(roots.subList(half, roots.size()), Function.identity(), this::release);
            }
            released += page.released;
            if (page.released > 0) {
                measureLatency(page.pools);
            }
        } while (page.isFull);
        return released;
    }

    /** Looks at what follows in the pools, in one transaction; at nothing where that is too much of more than one. */
    private Page look(List<String> roots, Duration lockLimit) throws SQLException {
        return transactions.run(transaction -> {
            Connection connection = transaction.connection;
            Map<String, Pool> seen = pools(connection, roots);
            List<Waiting> waiting = waiting(connection, seen);
            boolean isFull = waiting.size() == ORDERS_MAX;
            if (isFull && roots.size() > 1) {
                return new Page(0, Set.of(), true);
            }
            LedgerPage page = open(transaction, waiting, Set.copyOf(roots), lockLimit);
            Map<String, Pool> locked = pools(connection, roots);
            if (roots.stream().anyMatch(root -> !seen.get(root).isAt(locked.get(root).place))) {
                // Another process is at them; what it leaves is still due.
                return new Page(0, Set.of(), false);
            }
            int released = 0;
            Set<String> pools = new HashSet<>();
            for (Waiting order : waiting) {
                if (page.reconsider(order.order)) {
                    released++;
                    pools.add(page.root(page.order(order.order).facts().customerId()));
                }
            }
            // From here on room marks its pool anew. What came between the look and the lock is looked at in the next run.
            update(connection, BEGUN, roots.stream().filter(root -> seen.get(root).isAt(null) && seen.get(root).equals(locked.get(root))).toList());
            if (isFull) {
                reached(connection, roots.get(0), waiting.get(waiting.size() - 1).order);
            } else {
                update(connection, PASSED, roots.stream().filter(root -> !seen.get(root).isAt(null)).toList());
            }
            // Last: an order that goes on with less than it held makes room itself, and marks its pool anew.
            page.write(connection);
            return new Page(released, pools, isFull);
        });
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

    private static LedgerPage open(LedgerTransactions.Transaction transaction, List<Waiting> orders, Set<String> dealers, Duration lockLimit)
        throws SQLException {
        Set<String> owners = orders.stream().map(Waiting::customerId).collect(Collectors.toSet());
        owners.addAll(dealers);
        return transaction.open(owners, orders.stream().map(Waiting::order).toList(), lockLimit);
    }

    private static Map<String, Pool> pools(Connection connection, List<String> roots) throws SQLException {
        Map<String, Pool> pools = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(POOLS)) {
            query.setArray(1, texts(connection, roots));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    pools.put(row.getString("customer_id"), new Pool(row.getLong("version"), row.getString("place")));
                }
            }
        }
        return pools;
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

    private static void update(Connection connection, String sql, List<String> roots) throws SQLException {
        if (roots.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setArray(1, texts(connection, roots));
            update.executeUpdate();
        }
    }

    private static void reached(Connection connection, String root, OrderKey last) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(REACHED)) {
            insert.setString(1, root);
            insert.setString(2, last.orderId());
            insert.setString(3, last.shopId());
            insert.setString(4, last.platform());
            insert.executeUpdate();
        }
    }

    private static Array texts(Connection connection, Collection<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static List<Waiting> waiting(Connection connection, Map<String, Pool> pools) throws SQLException {
        return read(connection, WAITING, texts(connection, pools.keySet()), texts(connection, pools.values().stream().map(Pool::place).toList()), ORDERS_MAX);
    }

    private static List<Waiting> read(Connection connection, String sql, Object... values) throws SQLException {
        List<Waiting> orders = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
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
