package live;

import database.Statements;
import java.sql.SQLException;
import java.util.List;

/**
 * The names by which orders are listed ({@code buyer_name}), each once; {@code order_by_buyer} has them with their keys. None of them outlives the
 * last of its orders. Whoever writes the two has {@link database.AdvisoryLock#BUYER_NAMES}.
 */
public final class BuyerNames {

    private static final String UNUSED = "not exists (select from order_by_buyer kept where kept.name_key = buyer_name.key)";

    private BuyerNames() {
    }

    /** Deletes those that no order has any more. */
    public static void deleteUnused(List<String> keys, Statements statements) throws SQLException {
        if (!keys.isEmpty()) {
            statements.update("delete from buyer_name where key = any (?::uuid[]) and " + UNUSED, (Object) keys.toArray(String[]::new));
        }
    }

    /** The same of all names, which reads them all. */
    public static void deleteUnused(Statements statements) throws SQLException {
        statements.update("delete from buyer_name where " + UNUSED);
    }
}
