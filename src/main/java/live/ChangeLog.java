package live;

import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Reads {@code order_change} so that no row is lost, though transactions commit in another order than they began.
 *
 * <p>PostgreSQL's snapshot says below which transaction all have ended ({@code pg_snapshot_xmin}): what those wrote is seen in
 * it, and nothing will be added. So whoever has read everything of one snapshot goes on, in a later one, with the rows of
 * transactions from there on, and passes over those it has seen among them. That point, a plain number, is the same on every
 * replica; it outlives a restart of PostgreSQL and is what a screen comes back with as Last-Event-ID.
 */
@ApplicationScoped
public class ChangeLog {

    /** Rows read at a time; each is a batch of STORE, with up to 10,000 orders. */
    static final int MAX_ROWS = 200;

    private static final String READ = """
        select snapshot.*, change.*
          from (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as ended, clock_timestamp() as now) as snapshot
          left join lateral (select xid, id, at, orders, events, ages from order_change
                              where xid >= ? and id <> all (?) order by xid, id limit ?) as change on true""";
    private static final String RECENT = """
        select 0 as xid, 0 as id, at, array[]::bigint[] as orders, events, ages from order_change
         where at > now() - ? * interval '1 millisecond' order by at""";
    private static final String EXPIRE = """
        with gone as (delete from order_change where at < now() - ? * interval '1 millisecond' returning xid),
             kept as (update order_change_deleted set xid = greatest(xid, (select max(xid) from gone)) where exists (select from gone))
        select count(*) from gone""";

    private final Sql sql;

    ChangeLog(Sql sql) {
        this.sql = sql;
    }

    /**
     * Rows of one snapshot.
     *
     * @param ended   all transactions before this one have ended
     * @param now     by PostgreSQL's clock
     * @param changes at most {@link #MAX_ROWS}
     */
    record Snapshot(long ended, Instant now, List<Change> changes) {

        boolean isAll() {
            return changes.size() < MAX_ROWS;
        }
    }

    /** The rows of transactions from {@code xid} on, but for those with these ids. */
    Snapshot from(long xid, Collection<Long> seen, Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(READ)) {
            query.setLong(1, xid);
            query.setArray(2, connection.createArrayOf("bigint", seen.toArray()));
            query.setInt(3, MAX_ROWS);
            try (ResultSet row = query.executeQuery()) {
                long ended = 0;
                Instant now = Instant.EPOCH;
                List<Change> changes = new ArrayList<>();
                while (row.next()) {
                    ended = row.getLong("ended");
                    now = Sql.instant(row, "now");
                    if (row.getObject("id") != null) {
                        changes.add(change(row));
                    }
                }
                return new Snapshot(ended, now, changes);
            }
        }
    }

    /** Where a snapshot of now stands, without any row. */
    Snapshot now(Connection connection) throws SQLException {
        return from(Long.MAX_VALUE, List.of(), connection);
    }

    /** What was written not longer ago than that, without its orders: to tell how fresh it was. */
    List<Change> within(Duration age, Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(RECENT)) {
            query.setLong(1, age.toMillis());
            try (ResultSet row = query.executeQuery()) {
                List<Change> changes = new ArrayList<>();
                while (row.next()) {
                    changes.add(change(row));
                }
                return changes;
            }
        }
    }

    /** The greatest transaction of which rows are kept no longer. */
    long deleted(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select xid from order_change_deleted"); ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Deletes what is older than that.
     *
     * @return how many rows
     */
    public int expire(Duration age) {
        return sql.query(EXPIRE, row -> row.getInt(1), age.toMillis()).get(0);
    }

    private static Change change(ResultSet row) throws SQLException {
        return new Change(row.getLong("xid"), row.getLong("id"), Sql.instant(row, "at"), (Long[]) row.getArray("orders").getArray(),
            row.getInt("events"), (Integer[]) row.getArray("ages").getArray());
    }
}
