package orders;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Puts rows into the tables of orders, as the store would. */
final class OrderRows {

    private final DataSource database;

    OrderRows(DataSource database) {
        this.database = database;
    }

    /** An order of 150,000 VND; times are ISO 8601. */
    void order(String platform, String shop, String orderId, String status, String createdAt, String buyer) {
        run("""
            with made as (
                insert into orders (platform, shop_id, order_id, status, platform_status, amount, currency, buyer, items, created_at, updated_at)
                values (?, ?, ?, ?, lower(?), 150000, 'VND', cast(? as jsonb), '[{"sku": "A", "quantity": "1", "price": "1.50"}]',
                        cast(? as timestamptz), '2026-05-01T00:00:00Z') returning id)
            insert into order_change (orders, events, ages) select array[id], 1, '{}' from made""",
            platform, shop, orderId, status, status, buyer, createdAt);
    }

    void line(String platform, String shop, String orderId, String lineId, String status, String statusAt, String reverse, String reverseAt) {
        run("""
            insert into order_line (platform, shop_id, order_id, line_id, status, platform_status, status_at, reverse_status, reverse_platform_status, reverse_at)
            values (?, ?, ?, ?, ?, lower(?), cast(? as timestamptz), ?, lower(?), cast(? as timestamptz))""",
            platform, shop, orderId, lineId, status, status, statusAt, reverse, reverse, reverseAt);
    }

    void event(String platform, String shop, String orderId, String lineId, String status, String effect, String occurredAt, String source) {
        run("""
            insert into order_event (event_id, platform, shop_id, order_id, line_id, status, effect, platform_status, occurred_at, received_at, source, mapping)
            values (gen_random_uuid()::text, ?, ?, ?, ?, ?, ?, lower(?), cast(? as timestamptz), now(), ?, 'test@1')""",
            platform, shop, orderId, lineId, status, effect, status, occurredAt, source);
    }

    void run(String sql, Object... values) {
        try (Connection connection = database.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
