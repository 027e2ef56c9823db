package credit;

import database.SqlFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** Work on the rows of several dealers in one transaction. Where somebody holds one for long, its halves are tried, until the held one is alone and left out. */
final class HeldRows {

    private static final Logger LOG = Logger.getLogger(HeldRows.class);
    /** How long a batch waits for a row: longer than a decision of others takes. */
    static final Duration BATCH_LIMIT = Duration.ofSeconds(2);
    /** How long a part of such a batch does: one of its rows has been waited for already, and of 500 parts some twenty wait. */
    static final Duration PART_LIMIT = Duration.ofMillis(100);

    /** To be done again safely, and to lock its rows within the limit. */
    interface Work<T> {
        int on(List<T> part, Duration lockLimit) throws SQLException;
    }

    private HeldRows() {
    }

    /** Returns the sum of what the work does. What is left out is logged, and is the next run's. */
    static <T> int around(List<T> batch, Work<T> work) throws SQLException {
        return around(batch, BATCH_LIMIT, work);
    }

    private static <T> int around(List<T> batch, Duration lockLimit, Work<T> work) throws SQLException {
        try {
            return work.on(batch, lockLimit);
        } catch (SQLException e) {
            if (!SqlFailure.isHeldByOthers(e)) {
                throw e;
            }
            if (batch.size() == 1) {
                LOG.warnf("Left for the next run, for somebody holds the row of its dealer or of one above: %s", batch.get(0));
                return 0;
            }
            int half = batch.size() / 2;
            return around(batch.subList(0, half), PART_LIMIT, work) + around(batch.subList(half, batch.size()), PART_LIMIT, work);
        }
    }
}
