package database;

import java.sql.SQLException;
import java.util.Set;

/** What a failure of PostgreSQL tells, by its SQLSTATE. */
public final class SqlFailure {

    /** cardinality_violation, data_exception, integrity_constraint_violation, program_limit_exceeded */
    private static final Set<String> OF_VALUES = Set.of("21", "22", "23", "54");

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private SqlFailure() {
    }

    /** Whether the values are refused, and would be again, rather than the database away or busy. */
    public static boolean isOfValues(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.length() > 1 && OF_VALUES.contains(state.substring(0, 2));
    }

    /** Whether a row was waited for longer than the lock timeout. */
    public static boolean isHeldByOthers(SQLException e) {
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState());
    }
}
