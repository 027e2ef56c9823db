package live;

import database.Sql;
import database.Statements;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code order_change} so that no row is lost, though transactions commit in another order than they began.
 *
 * <p>A snapshot of PostgreSQL's, a short text, says which transactions had ended. So whoever has read everything that one shows goes on
 * with what a later one shows and it does not, however long some transaction stays open. Below the oldest that was under way
 * ({@code pg_snapshot_xmin}) all have ended: that number is the same on every replica, outlives a restart of PostgreSQL, and is what
 * a screen comes back with as Last-Event-ID. It does not outlive a crash, which undoes transactions that wrote nothing of lasting
 * and gives their numbers to others; a crash is known by PostgreSQL's statistics, which begin anew with it.
 */
@ApplicationScoped
public class ChangeLog {

    /** Rows read at a time; each is a batch of STORE, with up to 16,000 orders. */
    static final int MAX_ROWS = 125;

    private static final String READ = """
        select snapshot.*, change.*
          from (select pg_current_snapshot()::text as seen, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as ended,
                       clock_timestamp() as now, (select extract(epoch from stats_reset)::bigint from pg_stat_wal) as life) as snapshot
          left join lateral (select xid, id, at, orders, events, ages from order_change
                              where xid >= pg_snapshot_xmin(?::pg_snapshot)::text::bigint and not pg_visible_in_snapshot(xid::text::xid8, ?::pg_snapshot)
                                and (xid, id) > (?, ?) order by xid, id limit ?) as change on true""";
    private static final String RECENT = """
        select 0 as xid, 0 as id, at, array[]::bigint[] as orders, events, ages from order_change
         where at > now() - ? * interval '1 millisecond' order by at""";
    /** What is not in the lists of orders yet stays for them, for a day; whatever goes nevertheless they have to look for anew. */
    private static final String EXPIRE = """
        with gone as (delete from order_change using order_listing
                       where at < now() - ? * interval '1 millisecond'
                         and (pg_visible_in_snapshot(xid::text::xid8, told) or at < now() - ? * interval '1 millisecond')
                      returning xid, pg_visible_in_snapshot(xid::text::xid8, told) as listed),
             kept as (update order_change_deleted set xid = greatest(xid, (select max(xid) from gone)) where exists (select from gone)),
             lost as (update order_listing set missing = 9223372036854775807 where exists (select from gone where not listed))
        select count(*) from gone""";
    private static final Duration FOR_LISTS = Duration.ofDays(1);

    private final Sql sql;

    ChangeLog(Sql sql) {
        this.sql = sql;
    }

    /**
     * Where a reader stands that has read all that a snapshot shows.
     *
     * @param seen  the snapshot
     * @param ended all transactions before this one had ended
     * @param now   by PostgreSQL's clock
     * @param life  when PostgreSQL last crashed, or was made
     */
    record Point(String seen, long ended, Instant now, long life) {

        StreamPosition position() {
            return new StreamPosition(ended, life);
        }
    }

    /**
     * What one snapshot shows and another one does not, or a part of it.
     *
     * @param changes at most {@link #MAX_ROWS}
     */
    record Part(Point point, List<Change> changes) {

        boolean isAll() {
            return changes.size() < MAX_ROWS;
        }

        /** Where the next part begins. */
        Change last() {
            return changes.get(changes.size() - 1);
        }
    }

    /**
     * The rows that this snapshot does not show.
     *
     * @param after the last of them that was read already; null: none
     */
    Part since(String seen, Change after, Connection connection) throws SQLException {
        List<Change> changes = new ArrayList<>();
        List<Point> points = new Statements(connection).query(READ, row -> {
            if (row.getObject("id") != null) {
                changes.add(change(row));
            }
            return new Point(row.getString("seen"), row.getLong("ended"), Sql.instant(row, "now"), row.getLong("life"));
        }, seen, seen, after == null ? 0 : after.xid(), after == null ? 0 : after.id(), MAX_ROWS);
        return new Part(points.get(0), changes);
    }

    /** A snapshot that shows the transactions before this one, and no other. */
    static String before(long xid) {
        return xid + ":" + xid + ":";
    }

    /** Where a snapshot of now stands, without any row. */
    Point now(Connection connection) throws SQLException {
        return since(before(Long.MAX_VALUE), null, connection).point();
    }

    /** What was written not longer ago than that, without its orders: to tell how fresh it was. */
    List<Change> within(Duration age, Connection connection) throws SQLException {
        return new Statements(connection).query(RECENT, ChangeLog::change, age.toMillis());
    }

    /** The greatest transaction of which rows are kept no longer. */
    long deleted(Connection connection) throws SQLException {
        return new Statements(connection).query("select xid from order_change_deleted", row -> row.getLong(1)).get(0);
    }

    /**
     * Deletes what is older than that, and in the lists of orders.
     *
     * @return how many rows
     */
    public int expire(Duration age) {
        return sql.query(EXPIRE, row -> row.getInt(1), age.toMillis(), age.plus(FOR_LISTS).toMillis()).get(0);
    }

    private static Change change(ResultSet row) throws SQLException {
        return new Change(row.getLong("xid"), row.getLong("id"), Sql.instant(row, "at"), (Long[]) row.getArray("orders").getArray(),
            row.getInt("events"), (Integer[]) row.getArray("ages").getArray());
    }
}
