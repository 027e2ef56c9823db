package credit;

import database.Statements;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
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
        List<String> roots = transactions.run(transaction -> new Statements(transaction.connection).query(DUE, row -> row.getString(1), POOLS_MAX));
        return roots.isEmpty() ? 0 : HeldRows.around(roots, Function.identity(), this::release);
    }

    /** Ends what people allowed for a time that is over: what does not fit and was not delivered waits again. */
    public void endOverrides() throws SQLException {
        List<Waiting> ended = transactions.run(transaction -> new Statements(transaction.connection).query(ENDED, Releases::waiting, Instant.now(), ORDERS_MAX));
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
            Statements statements = new Statements(transaction.connection);
            Map<String, Pool> seen = pools(statements, roots);
            List<Waiting> waiting = statements.query(WAITING, Releases::waiting, seen.keySet().toArray(String[]::new),
                seen.values().stream().map(Pool::place).toArray(String[]::new), ORDERS_MAX);
            boolean isFull = waiting.size() == ORDERS_MAX;
            if (isFull && roots.size() > 1) {
                return new Page(0, Set.of(), true);
            }
            LedgerPage page = open(transaction, waiting, Set.copyOf(roots), lockLimit);
            Map<String, Pool> locked = pools(statements, roots);
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
            update(statements, BEGUN, roots.stream().filter(root -> seen.get(root).isAt(null) && seen.get(root).equals(locked.get(root))).toList());
            if (isFull) {
                OrderKey last = waiting.get(waiting.size() - 1).order;
                statements.update(REACHED, roots.get(0), last.orderId(), last.shopId(), last.platform());
            } else {
                update(statements, PASSED, roots.stream().filter(root -> !seen.get(root).isAt(null)).toList());
            }
            // Last: an order that goes on with less than it held makes room itself, and marks its pool anew.
            page.write(transaction.connection);
            return new Page(released, pools, isFull);
        });
    }

    /** From when the payment that made room was settled to now, by its own clock; none, where room was made otherwise. */
    private void measureLatency(Set<String> pools) {
        Instant now = Instant.now();
        try {
            transactions.run(transaction -> new Statements(transaction.connection).query(SETTLED, row -> row.getTimestamp(1).toInstant(),
                (Object) pools.toArray(String[]::new))).forEach(settled -> metrics.unlockLatency(Duration.between(settled, now)));
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

    private static Map<String, Pool> pools(Statements statements, List<String> roots) throws SQLException {
        Map<String, Pool> pools = new LinkedHashMap<>();
        statements.query(POOLS, row -> pools.put(row.getString("customer_id"), new Pool(row.getLong("version"), row.getString("place"))),
            (Object) roots.toArray(String[]::new));
        return pools;
    }

    private static void update(Statements statements, String sql, List<String> roots) throws SQLException {
        if (!roots.isEmpty()) {
            statements.update(sql, (Object) roots.toArray(String[]::new));
        }
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        return new Waiting(new OrderKey(row.getString("platform"), row.getString("shop_id"), row.getString("order_id")), row.getString("customer_id"));
    }
}
