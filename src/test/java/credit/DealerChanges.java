package credit;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Puts dealers into the table and changes them, marking each change as the ledger does. */
public final class DealerChanges {

    private final DataSource database;

    public DealerChanges(DataSource database) {
        this.database = database;
    }

    /** A dealer with a limit in VND, and its pool: its parent's after itself. */
    public void add(String customerId, String limit, String... above) {
        List<String> pool = new ArrayList<>(List.of(customerId));
        pool.addAll(List.of(above));
        change(customerId, "insert into dealer (customer_id, name, currency, credit_limit, terms_days, grace_days, parent, pool) values (?, 'n', 'VND', ?, 30, 5, ?, ?)",
            customerId, new BigDecimal(limit), above.length == 0 ? null : above[0], pool.toArray(String[]::new));
    }

    /** Such as {@code set(id, "locked_by_hand = ?", "why")}. */
    public void set(String customerId, String assignment, Object... values) {
        List<Object> all = new ArrayList<>(List.of(values));
        all.add(customerId);
        change(customerId, "update dealer set version = version + 1, updated_at = now(), " + assignment + " where customer_id = ?", all.toArray());
    }

    private void change(String customerId, String sql, Object... values) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            execute(connection, sql, values);
            execute(connection, "insert into credit_changed (customer_id) values (?)", customerId);
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i] instanceof String[] texts ? connection.createArrayOf("text", texts) : values[i]);
            }
            statement.execute();
        }
    }
}
