package credit;

import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Ends temporary limits. No decision counts one that is over; this is for those who read, and for the audit. */
@ApplicationScoped
public class TemporaryLimits {

    private static final int PAGE = 500;

    private static final String OVER = "select customer_id from dealer where temporary_until <= now() and customer_id > ? order by customer_id limit ?";

    private static final String END = DealerRows.audited("temporary_limit = null, temporary_until = null",
        "d.customer_id = any(?) and b.temporary_until <= now()");

    private final Sql database;
    private final DealerRows rows;

    TemporaryLimits(Sql database, DealerRows rows) {
        this.database = database;
        this.rows = rows;
    }

    /** Returns how many ended; who is held by somebody else is left for the next run. */
    public int end() throws SQLException {
        int ended = 0;
        List<String> page = next("");
        while (!page.isEmpty()) {
            ended += end(page);
            page = next(page.get(page.size() - 1));
        }
        return ended;
    }

    private List<String> next(String after) {
        return database.query(OVER, row -> row.getString(1), after, PAGE);
    }

    /** The limit that holds from now on may be the greater one. */
    private int end(List<String> dealers) throws SQLException {
        return rows.changeFree(dealers, (statements, part) -> {
            int ended = statements.update(END, part.toArray(String[]::new), "job", "TEMPORARY_LIMIT_ENDED", null);
            rows.release(statements, Set.copyOf(part));
            return ended;
        });
    }
}
