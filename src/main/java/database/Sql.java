package database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One statement, one transaction; an Instant goes in as a timestamp, and every value is bound. */
@ApplicationScoped
public class Sql {

    /** What one row reads as. */
    public interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private final AgroalDataSource source;

    public Sql(AgroalDataSource source) {
        this.source = source;
    }

    /** @return how many rows it changed */
    public int update(String sql, Object... values) {
        try (Connection connection = source.getConnection(); PreparedStatement statement = bound(connection, sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused a statement", e);
        }
    }

    public <T> List<T> query(String sql, Row<T> row, Object... values) {
        try (Connection connection = source.getConnection(); PreparedStatement statement = bound(connection, sql, values);
             ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(row.of(rows));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused a query", e);
        }
    }

    /** @return null for SQL's null */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    static PreparedStatement bound(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        bind(statement, values);
        return statement;
    }

    static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof Instant time) {
                statement.setTimestamp(i + 1, Timestamp.from(time));
            } else if (value instanceof String[] texts) {
                statement.setArray(i + 1, statement.getConnection().createArrayOf("text", texts));
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }
}
