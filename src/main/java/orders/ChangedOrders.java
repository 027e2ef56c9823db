package orders;

import database.Sql;
import database.Statements;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Orders as they are now, by their ids. */
@ApplicationScoped
public class ChangedOrders {

    private static final String SELECT = """
        select id, order_id, platform, shop_id, status, platform_status, amount, currency, created_at, updated_at, dealer_id, credit_locked
          from orders where id = any (?)""";

    /** In any order; one that was deleted is left out. */
    public List<ChangedOrder> of(Set<Long> ids, Connection connection) throws SQLException {
        return new Statements(connection).query(SELECT, ChangedOrders::order, (Object) ids.toArray(Long[]::new));
    }

    private static ChangedOrder order(ResultSet row) throws SQLException {
        String currency = row.getString("currency");
        return new ChangedOrder(row.getLong("id"), row.getString("order_id"), row.getString("platform"), row.getString("shop_id"),
            row.getString("status"), row.getString("platform_status"), Money.text(row.getBigDecimal("amount"), currency), currency,
            Sql.instant(row, "created_at"), Sql.instant(row, "updated_at"), row.getString("dealer_id"), row.getBoolean("credit_locked"));
    }
}
