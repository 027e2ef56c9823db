package orders;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import database.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is stored of orders: from memory, for those that were lately read or written here, else from PostgreSQL. What
 * memory says may be old, since others write as well: whoever writes names the version that it knew.
 */
@ApplicationScoped
class KnownOrders {

    private final Cache<OrderKey, OrderState> kept;

    KnownOrders(StoreConfig config) {
        kept = Caffeine.newBuilder().maximumWeight(config.keptLines())
            .weigher((OrderKey key, OrderState order) -> 1 + order.lines().size())
            .expireAfterWrite(config.keptFor()).executor(Runnable::run).build();
    }

    /** Of each of the orders, {@link OrderState#NOT_STORED} where there is none. */
    Map<OrderKey, OrderState> of(Collection<OrderKey> orders, Connection connection) throws SQLException {
        Map<OrderKey, OrderState> known = new HashMap<>();
        List<OrderKey> unknown = new ArrayList<>();
        for (OrderKey order : orders) {
            OrderState state = kept.getIfPresent(order);
            if (state == null) {
                unknown.add(order);
            } else {
                known.put(order, state);
            }
        }
        if (!unknown.isEmpty()) {
            read(unknown, connection, known);
        }
        return known;
    }

    void keep(Map<OrderKey, OrderState> stored) {
        kept.putAll(stored);
    }

    void forget(Collection<OrderKey> orders) {
        kept.invalidateAll(orders);
    }

    void forgetAll() {
        kept.invalidateAll();
    }

    private static void read(List<OrderKey> orders, Connection connection, Map<OrderKey, OrderState> known) throws SQLException {
        for (OrderKey order : orders) {
            known.put(order, OrderState.NOT_STORED);
        }
        try (PreparedStatement query = connection.prepareStatement("select * from known_orders(?, ?, ?)")) {
            Object[] columns = Columns.of(orders).texts(OrderKey::platform).texts(OrderKey::shopId).texts(OrderKey::orderId).arrays().toArray();
            for (int i = 0; i < columns.length; i++) {
                query.setObject(i + 1, columns[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    OrderKey order = orders.get(row.getInt("ordinal") - 1);
                    OrderState before = known.get(order);
                    known.put(order, (before == OrderState.NOT_STORED ? order(row) : before).with(line(row)));
                }
            }
        }
    }

    private static OrderState order(ResultSet row) throws SQLException {
        if (row.getString("version") == null) {
            return OrderState.NOT_STORED;
        }
        return new OrderState((int) row.getLong("version"), row.getLong("created_at"), row.getLong("updated_at"),
            row.getString("status"), row.getString("platform_status"), credit(row), row.getBoolean("priced"), List.of());
    }

    private static CreditState credit(ResultSet row) throws SQLException {
        int version = row.getInt("credit_version");
        return version == 0 ? CreditState.NONE : new CreditState(version, row.getBoolean("credit_locked"));
    }

    private static LineState line(ResultSet row) throws SQLException {
        String lineId = row.getString("line_id");
        return lineId == null ? null : new LineState(lineId,
            row.getString("line_status"), row.getString("line_word"), time(row, "line_at"),
            row.getString("reverse_status"), row.getString("reverse_word"), time(row, "reverse_at"));
    }

    private static long time(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? LineState.NEVER : micros;
    }
}
