package database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;

/** One statement, one transaction; its values are bound as {@link Statements} does it. */
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
        try (Connection connection = source.getConnection()) {
            return new Statements(connection).update(sql, values);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused a statement", e);
        }
    }

    public <T> List<T> query(String sql, Row<T> row, Object... values) {
        try (Connection connection = source.getConnection()) {
            return new Statements(connection).query(sql, row, values);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused a query", e);
        }
    }

    /** @return null for SQL's null */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
