package overview;

import database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** The columns of a row, for a lambda, which cannot throw what JDBC throws. */
record Columns(ResultSet row) {

    String text(String column) {
        return read(() -> row.getString(column));
    }

    long number(String column) {
        return read(() -> row.getLong(column));
    }

    /** Null for SQL's null. */
    Instant instant(String column) {
        return read(() -> Sql.instant(row, column));
    }

    private interface Read<T> {
        T of() throws SQLException;
    }

    private static <T> T read(Read<T> read) {
        try {
            return read.of();
        } catch (SQLException e) {
            throw new IllegalStateException("A column could not be read", e);
        }
    }
}
