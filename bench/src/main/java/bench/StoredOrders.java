package bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Orders of earlier days, delivered long ago, put straight into the tables: what a shop has after some years. */
final class StoredOrders {

    private static final int ORDERS_A_TRANSACTION = 500_000;

    private StoredOrders() {
    }

    /**
     * Puts {@code count} orders into empty tables, each with its lines (1.6 on average) and one event, spread over the
     * two months before this one; ids are older than those of any {@link LazadaTraffic}, shops the same.
     */
    static void insert(Connection connection, int count) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (int from = 0; from < count; from += ORDERS_A_TRANSACTION) {
                statement.execute("set local synchronous_commit = off");
                select(connection, from, Math.min(count, from + ORDERS_A_TRANSACTION), count);
                statement.execute("""
                    insert into orders (platform, shop_id, order_id, status, platform_status, created_at, updated_at)
                    select 'lazada', shop_id, order_id, 'DELIVERED', 'delivered', at - interval '3 days', at from old""");
                statement.execute("""
                    insert into order_line (platform, shop_id, order_id, line_id, status, platform_status, status_at)
                    select 'lazada', shop_id, order_id, line_id, 'DELIVERED', 'delivered', at
                      from (select *, ((sequence + line) * 100000 + buyer)::text as line_id
                              from old cross join generate_series(1, 3) line
                             where line <= case when n % 20 < 11 then 1 when n % 20 < 17 then 2 else 3 end) lines""");
                statement.execute("""
                    insert into order_event (occurred_at, event_id, platform, shop_id, order_id, line_id, status,
                                             platform_status, received_at, source, mapping)
                    select at, concat_ws(':', 'lazada', shop_id, 0, line_id, 'delivered', extract(epoch from at)::bigint),
                           'lazada', shop_id, order_id, line_id, 'DELIVERED', 'delivered', at, 'webhook', 'preloaded'
                      from (select *, ((sequence + 1) * 100000 + buyer)::text as line_id from old) lines""");
                // As the lists by status would have followed them, which a start would otherwise make good while it is measured.
                statement.execute("""
                    insert into order_by_status (id, platform, shop_id, status, created_at)
                    select id, platform, shop_id, status, created_at from orders join old using (order_id, shop_id)""");
                statement.execute("drop table old");
                connection.commit();
            }
        }
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("update order_listing set missing = 0");
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
        }
    }

    static long count(Connection connection) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery("select count(*) from orders")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Orders number {@code from} to {@code to}, exclusive, of {@code count} as a temporary table. */
    private static void select(Connection connection, int from, int to, int count) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
            create temporary table old as
            select n, 2000000000 + n::bigint * 4 as sequence, n % 100000 as buyer, (1000000000 + n % 50)::text as shop_id,
                   ((2000000000 + n::bigint * 4) * 100000 + n % 100000)::text as order_id,
                   date_trunc('month', now()) - interval '2 months' + n * (interval '59 days' / ?) as at
              from generate_series(?, ? - 1) n""")) {
            statement.setInt(1, count);
            statement.setInt(2, from);
            statement.setInt(3, to);
            statement.execute();
        }
    }
}
