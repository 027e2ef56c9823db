package credit;

import database.SqlFailure;
import database.Statements;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Work on the rows of several dealers in one transaction. Where somebody holds one for long, half of the pools are tried, until the held one is alone and left out. */
final class HeldRows {

    private static final Logger LOG = Logger.getLogger(HeldRows.class);
    /** How long a batch waits for a row: longer than a decision of others takes. */
    static final Duration BATCH_LIMIT = Duration.ofSeconds(2);
    /** How long a part of such a batch does: one of its rows has been waited for already, and of 500 pools some twenty parts wait. */
    static final Duration PART_LIMIT = Duration.ofMillis(100);

    private static final String ROOTS = "select customer_id, pool[array_length(pool, 1)] from dealer where customer_id = any (?)";

    /** To be done again safely, and to lock its rows within the limit. */
    interface Work<T> {
        int on(List<T> part, Duration lockLimit) throws SQLException;
    }

    private HeldRows() {
    }

    /**
     * Returns the sum of what the work does. What is left out is logged, and is the next run's.
     *
     * @param root the dealer at the top of the pool that it locks a row of, and with it that of the top
     */
    static <T> int around(List<T> batch, Function<T, String> root, Work<T> work) throws SQLException {
        return around(batch, BATCH_LIMIT, root, work);
    }

    private static <T> int around(List<T> batch, Duration lockLimit, Function<T, String> root, Work<T> work) throws SQLException {
        try {
            return work.on(batch, lockLimit);
        } catch (SQLException e) {
            if (!SqlFailure.isHeldByOthers(e)) {
                throw e;
            }
            List<String> roots = batch.stream().map(root).distinct().toList();
            if (roots.size() == 1) {
                LOG.warnf("The pool of the dealer %s is left for the next run, with %d to do, for somebody holds a row of it", roots.get(0), batch.size());
                return 0;
            }
            Set<String> half = Set.copyOf(roots.subList(0, roots.size() / 2));
            Map<Boolean, List<T>> parts = batch.stream().collect(Collectors.partitioningBy(one -> half.contains(root.apply(one))));
            return around(parts.get(true), PART_LIMIT, root, work) + around(parts.get(false), PART_LIMIT, root, work);
        }
    }

    /** Who is at the top of the pool of each. */
    static Map<String, String> roots(Statements statements, Collection<String> dealers) throws SQLException {
        Map<String, String> roots = new HashMap<>();
        statements.query(ROOTS, row -> roots.put(row.getString(1), row.getString(2)), (Object) dealers.toArray(String[]::new));
        return roots;
    }
}
