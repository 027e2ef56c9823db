package bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.postgresql.PGConnection;

/** Events of one batch as columns, and the tables the plain trial stores them in: every event once, and each order's latest. */
final class PlainBatch {

    private static final String TABLES = """
        create table plain_first (at timestamptz not null);
        create table plain_order (
            platform        text collate "C" not null,
            shop_id         text collate "C" not null,
            order_id        text collate "C" not null,
            status          text not null,
            platform_status text not null,
            updated_at      timestamptz not null,
            primary key (order_id, shop_id, platform)
        ) with (fillfactor = 80);
        create table plain_event (
            event_id        text collate "C" primary key,
            platform        text collate "C" not null,
            shop_id         text collate "C" not null,
            order_id        text collate "C" not null,
            line_id         text collate "C" not null,
            status          text collate "C" not null,
            platform_status text collate "C" not null,
            occurred_at     timestamptz not null
        );
        create table connect_event (
            event_id        text collate "C" primary key,
            shop_id         text collate "C" not null,
            order_id        text collate "C" not null,
            line_id         text collate "C" not null,
            platform_status text collate "C" not null,
            occurred_at     bigint not null
        )""";

    private static final String STORE = """
        with history as (
            insert into plain_event (event_id, platform, shop_id, order_id, line_id, status, platform_status, occurred_at)
            select event_id, 'lazada', shop_id, order_id, line_id, status, platform_status, timestamptz 'epoch' + at * interval '1 second'
              from (select unnest(?::text[]) as event_id, unnest(?::text[]) as shop_id, unnest(?::text[]) as order_id,
                           unnest(?::text[]) as line_id, unnest(?::text[]) as status, unnest(?::text[]) as platform_status,
                           unnest(?::bigint[]) as at) as told
            on conflict do nothing
        )
        insert into plain_order as known (platform, shop_id, order_id, status, platform_status, updated_at)
        select 'lazada', shop_id, order_id, status, platform_status, timestamptz 'epoch' + at * interval '1 second'
          from (select unnest(?::text[]) as shop_id, unnest(?::text[]) as order_id, unnest(?::text[]) as status,
                       unnest(?::text[]) as platform_status, unnest(?::bigint[]) as at) as latest
        on conflict (order_id, shop_id, platform) do update
           set status = excluded.status, platform_status = excluded.platform_status, updated_at = excluded.updated_at
         where excluded.updated_at > known.updated_at""";

    private final String[] events;
    private final String[] shops;
    private final String[] orders;
    private final String[] lines;
    private final String[] statuses;
    private final String[] words;
    /** The source's times, epoch seconds. */
    private final long[] times;
    /** By order and shop, where its latest event stands. */
    private final Map<String, Integer> latest;
    private int size;

    PlainBatch(int capacity) {
        events = new String[capacity];
        shops = new String[capacity];
        orders = new String[capacity];
        lines = new String[capacity];
        statuses = new String[capacity];
        words = new String[capacity];
        times = new long[capacity];
        latest = new HashMap<>(2 * capacity);
    }

    static void createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
        }
    }

    /** Keeps when a loop had its first records. */
    static void noteFirst(Connection connection, Instant at) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into plain_first values (?)")) {
            insert.setTimestamp(1, Timestamp.from(at));
            insert.executeUpdate();
        }
    }

    void add(String event, String shop, String order, String line, String status, String word, long at) {
        int index = size++;
        events[index] = event;
        shops[index] = shop;
        orders[index] = order;
        lines[index] = line;
        statuses[index] = status;
        words[index] = word;
        times[index] = at;
        latest.merge(order + ':' + shop, index, (known, told) -> times[told] > times[known] ? told : known);
    }

    /** In one statement, which is a transaction of its own. The batch must be full. */
    void store(Connection connection) throws SQLException {
        Collection<Integer> changed = latest.values();
        Object[] columns = {events, shops, orders, lines, statuses, words, times,
            of(changed, index -> shops[index]), of(changed, index -> orders[index]), of(changed, index -> statuses[index]),
            of(changed, index -> words[index]), changed.stream().mapToLong(index -> times[index]).toArray()};
        PGConnection arrays = connection.unwrap(PGConnection.class);
        try (PreparedStatement store = connection.prepareStatement(STORE)) {
            for (int i = 0; i < columns.length; i++) {
                store.setArray(i + 1, arrays.createArrayOf(columns[i] instanceof long[] ? "int8" : "text", columns[i]));
            }
            store.executeUpdate();
        }
    }

    private static String[] of(Collection<Integer> indexes, IntFunction<String> column) {
        return indexes.stream().map(column::apply).toArray(String[]::new);
    }
}
