package bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Many orders to be listed, put straight into the tables: four platforms, fifty shops, 2,000 dealers, buyers with names and numbers, made
 * evenly over two years; most are COMPLETED, the newest are on their way, and of ON_HOLD there is one in a hundred thousand. Half of the
 * orders are of 5,760 names, the other half of nearly two million.
 */
final class ListedOrders {

    private static final int ORDERS_A_TRANSACTION = 500_000;
    private static final List<String> TABLES = List.of("orders", "order_by_status", "order_by_buyer", "buyer_name");

    private ListedOrders() {
    }

    /** Whether a directory that was kept has them, as an earlier run left them. */
    static boolean areThere(Connection connection, int count) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("select count(*) = " + count + " from order_by_status")) {
            return row.next() && row.getBoolean(1);
        }
    }

    static void insert(Connection connection, int count) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            List<String> indexes = dropIndexes(statement);
            statement.execute("set synchronous_commit = off");
            statement.execute("set maintenance_work_mem = '512MB'");
            for (int from = 0; from < count; from += ORDERS_A_TRANSACTION) {
                statement.execute(orders(from, Math.min(count, from + ORDERS_A_TRANSACTION), count));
            }
            statement.execute("insert into order_by_status select id, platform, shop_id, status, created_at from orders order by id");
            statement.execute("""
                insert into buyer_name select distinct md5(searched(buyer ->> 'name'))::uuid, searched(buyer ->> 'name') from orders""");
            statement.execute("""
                insert into order_by_buyer (id, created_at, name_key, name, phone)
                select id, created_at, md5(searched(buyer ->> 'name'))::uuid, searched(buyer ->> 'name'), lower(buyer ->> 'phone') from orders order by id""");
            for (String index : indexes) {
                statement.execute(index);
            }
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
        }
    }

    private static List<String> dropIndexes(Statement statement) throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> definitions = new ArrayList<>();
        for (String table : TABLES) {
            try (ResultSet row = statement.executeQuery("select indexname, indexdef from pg_indexes where tablename = '" + table
                + "' and indexname not like '%_pkey' and indexname <> 'orders_by_id'")) {
                while (row.next()) {
                    names.add(row.getString(1));
                    definitions.add(row.getString(2));
                }
            }
        }
        for (String name : names) {
            statement.execute("drop index " + name);
        }
        return definitions;
    }

    private static String orders(int from, int to, int count) {
        return """
            insert into orders (platform, shop_id, order_id, status, platform_status, amount, currency, created_at, updated_at, dealer_id, buyer)
            select platform, platform || (n / 7 %% 13), (2000000000 + n)::text || lpad((n %% 9973)::text, 4, '0'), status, lower(status),
                   (n %% 900 + 100) * 1000, 'VND', at, at + interval '1 day', case when platform = 'b2b' then 'D' || n %% 2000 end,
                   jsonb_build_object('name',
                       (array['Nguyễn','Trần','Lê','Phạm','Hoàng','Huỳnh','Phan','Vũ','Võ','Đặng','Bùi','Đỗ','Hồ','Ngô','Dương','Lý'])[1 + hash %% 16] || ' ' ||
                       (array['Văn','Thị','Bảo','Minh','Thanh','Ngọc','Quang','Hữu','Đức','Kim','Thu','Hồng'])[1 + hash / 16 %% 12] || ' ' ||
                       case when more < 360 then '' else
                           (array['Văn','Thị','Bảo','Minh','Thanh','Ngọc','Quang','Hữu','Đức','Kim','Thu','Hồng'])[1 + more %% 12] || ' ' ||
                           (array['An','Bình','Châu','Dũng','Giang','Hà','Hải','Hạnh','Hiếu','Hoa','Hùng','Hương','Khánh','Lan','Linh','Long','Mai','Nam','Nga','Nhung',
                                  'Phong','Phúc','Quân','Quỳnh','Sơn','Tâm','Thảo','Trang','Tuấn','Vy'])[1 + (more - 360) / 12] || ' ' end ||
                       (array['An','Bình','Châu','Dũng','Giang','Hà','Hải','Hạnh','Hiếu','Hoa','Hùng','Hương','Khánh','Lan','Linh','Long','Mai','Nam','Nga','Nhung',
                              'Phong','Phúc','Quân','Quỳnh','Sơn','Tâm','Thảo','Trang','Tuấn','Vy'])[1 + hash / 192 %% 30],
                       'phone', '09' || lpad((hash %% 100000000)::text, 8, '0'))
              from (select n, platform, hash, hash / 5760 %% 720 as more, now() - interval '730 days' + n * (interval '730 days' / %d) as at,
                           case when n %% 100000 = 7 then 'ON_HOLD' when n %% 50 = 1 then 'CANCELLED' when n %% 200 = 3 then 'RETURNED' when n %% 1000 = 9 then 'FAILED'
                                when n > %d * 0.999 then (array['PENDING','CONFIRMED','PACKED','READY_TO_SHIP','SHIPPED'])[1 + n %% 5]
                                when n > %d * 0.98 then 'DELIVERED' else 'COMPLETED' end as status
                      from (select n, abs(hashint4(n)) as hash,
                                   case when n %% 100 < 65 then 'lazada' when n %% 100 < 85 then 'tiki' when n %% 100 < 97 then 'sendo' else 'b2b' end as platform
                              from generate_series(%d, %d - 1) as n) as told) as made""".formatted(count, count, count, from, to);
    }
}
