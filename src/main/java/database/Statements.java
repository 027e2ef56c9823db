package database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The statements of one transaction, which somebody else begins and ends; every value is bound as {@link Sql} does it. */
public final class Statements {

    private final Connection connection;

    public Statements(Connection connection) {
        this.connection = connection;
    }

    /** @return how many rows it changed */
    public int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = Sql.bound(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** One statement for each element of {@code rows}, sent together. */
    public void batch(String sql, List<Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] values : rows) {
                Sql.bind(statement, values);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** All rows at once; {@code row} may run other statements of the transaction. */
    public <T> List<T> query(String sql, Sql.Row<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = Sql.bound(connection, sql, values); ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(row.of(rows));
            }
            return found;
        }
    }
}
