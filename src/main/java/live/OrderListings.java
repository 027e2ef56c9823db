package live;

import database.AdvisoryLock;
import database.Statements;
import database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Has {@code order_by_status} and {@code order_by_buyer} (and its names) follow {@code orders}, by what {@code order_change} tells: a list by status or
 * by the buyer's name is found in them. One replica at a time; it is all the same which, and whether it dies in it.
 */
@ApplicationScoped
public class OrderListings {

    /** Orders looked at anew in a round, where it is not known which have changed. */
    private static final int MAX_ANEW = 20_000;

    /** Were it lost in a crash, the position would be as well. */
    private static final String CLAIM = "select set_config('synchronous_commit', 'off', true) from order_listing where pg_try_advisory_xact_lock("
        + AdvisoryLock.BUYER_NAMES.key + ")";
    private static final String BY_STATUS = """
        insert into order_by_status as kept (id, platform, shop_id, status, created_at)
        select id, platform, shop_id, status, created_at from orders where id = any (?) and status is not null
        on conflict (id) do update set status = excluded.status, created_at = excluded.created_at
         where (kept.status, kept.created_at) is distinct from (excluded.status, excluded.created_at)""";
    /**
     * In one statement, for it sees each order as it is at one moment: else a name could be added, or left, that another statement does
     * not see, and nobody would ever delete it. Returns the names that an order has no more.
     */
    private static final String BY_BUYER = """
        with now as materialized (
            select id, created_at, name, md5(name)::uuid as name_key, phone
              from (select id, created_at, searched(buyer ->> 'name') as name, lower(buyer ->> 'phone') as phone from orders where id = any (?)) as told),
        names as (
            insert into buyer_name (key, name) select distinct name_key, name from now where name is not null on conflict do nothing),
        listed as (
            insert into order_by_buyer as kept (id, created_at, name_key, name, phone)
            select id, created_at, name_key, name, phone from now where name is not null or phone is not null
            on conflict (id) do update set name_key = excluded.name_key, name = excluded.name, phone = excluded.phone, created_at = excluded.created_at
             where (kept.name_key, kept.name, kept.phone, kept.created_at) is distinct from (excluded.name_key, excluded.name, excluded.phone, excluded.created_at)),
        erased as (
            delete from order_by_buyer kept using now where kept.id = now.id and now.name is null and now.phone is null)
        select distinct kept.name_key from order_by_buyer kept join now on now.id = kept.id
         where kept.name_key is not null and kept.name_key is distinct from now.name_key""";
    /** Transactions that store orders, or wait to (R__store_orders.sql). */
    private static final String STORING = """
        select distinct virtualtransaction from pg_locks
         where database = (select oid from pg_database where datname = current_database())
           and (relation = 'orders'::regclass and mode = 'RowExclusiveLock' or locktype = 'advisory' and classid = %d)""".formatted(AdvisoryLock.STORE);
    private static final String ANEW = "select id from orders where id <= ? order by id desc limit ?";

    private final DataSource database;
    private final ChangeLog log;
    private final Sparing sparing = new Sparing();
    /** What is under way; null: nothing. */
    private Pass pass;
    /** Those that stored orders when all were to be looked at anew, and still do; null: none were to. */
    private Set<String> storing;

    OrderListings(DataSource database, ChangeLog log) {
        this.database = database;
        this.log = log;
    }

    private record Position(String told, long ended, long missing) { }

    /**
     * Changes that are more than a round's.
     *
     * @param from  the snapshot from which on they are read
     * @param until all that this one shows will be in the lists then
     * @param last  of those that are
     */
    private record Pass(String from, String until, Change last) { }

    /**
     * Follows, unless it did a moment ago: of a STORE that is at its limit, an order that changes again and again is written the more
     * seldom the longer writing takes.
     */
    public synchronized void followSparingly() throws SQLException {
        long began = System.nanoTime();
        if (sparing.isDue(began)) {
            follow();
            sparing.worked(began, System.nanoTime());
        }
    }

    /** Follows until nothing is left, unless another replica is at it. */
    synchronized void follow() throws SQLException {
        try (Connection connection = database.getConnection()) {
            while (Transactions.run(connection, () -> hasMore(connection))) {
                // A transaction each: what was done stays done.
            }
        } catch (SQLException | RuntimeException e) {
            pass = null;
            storing = null;
            throw e;
        }
    }

    private boolean hasMore(Connection connection) throws SQLException {
        Statements statements = new Statements(connection);
        if (statements.query(CLAIM, row -> true).isEmpty()) {
            return false;
        }
        Position from = statements.query("select told, pg_snapshot_xmin(told)::text::bigint, missing from order_listing",
            row -> new Position(row.getString(1), row.getLong(2), row.getLong(3))).get(0);
        boolean goesOn = pass != null && pass.from.equals(from.told);
        ChangeLog.Part part = log.since(from.told, goesOn ? pass.last : null, connection);
        if (part.point().ended() < from.ended) {
            // PostgreSQL was set back to an older state, or moved: its transactions are counted anew.
            statements.update("update order_listing set told = ?::pg_snapshot, missing = ?", part.point().seen(), Long.MAX_VALUE);
            return true;
        }
        Set<Long> changed = new HashSet<>();
        part.changes().forEach(change -> changed.addAll(List.of(change.orders())));
        list(changed, statements);
        boolean isMissing = from.missing > 0 && canLookAnew(from.missing, statements);
        long missing = isMissing ? lookAnew(from.missing, statements) : from.missing;
        String until = goesOn ? pass.until : part.point().seen();
        boolean isPassed = part.isAll() && (goesOn || !part.changes().isEmpty());
        // Not whenever time goes on: that would be written for its own writing, for ever.
        if (isPassed || missing != from.missing) {
            statements.update("update order_listing set told = ?::pg_snapshot, missing = case when missing = ? then ? else missing end",
                isPassed ? until : from.told, from.missing, missing);
        }
        pass = part.isAll() ? null : new Pass(from.told, until, part.last());
        return !part.isAll() || isMissing && missing > 0;
    }

    /**
     * Whether what is stored without a word of it can be seen. The release before may still be storing with its own functions when
     * this one begins to look: whatever was under way then has to end first, or its orders would be in no list.
     */
    private boolean canLookAnew(long upTo, Statements statements) throws SQLException {
        if (upTo < Long.MAX_VALUE) {
            return true;
        }
        Set<String> now = new HashSet<>(statements.query(STORING, row -> row.getString(1)));
        if (storing == null) {
            storing = now;
        } else {
            storing.retainAll(now);
        }
        if (!storing.isEmpty()) {
            return false;
        }
        storing = null;
        return true;
    }

    private static void list(Set<Long> ids, Statements statements) throws SQLException {
        if (!ids.isEmpty()) {
            Long[] all = ids.toArray(Long[]::new);
            statements.update(BY_STATUS, (Object) all);
            List<String> left = statements.query(BY_BUYER, row -> row.getString(1), (Object) all);
            BuyerNames.deleteUnused(left, statements);
        }
    }

    /** @return up to which id orders are still to be looked at; 0: none */
    private static long lookAnew(long upTo, Statements statements) throws SQLException {
        List<Long> ids = statements.query(ANEW, row -> row.getLong(1), upTo, MAX_ANEW);
        list(Set.copyOf(ids), statements);
        return ids.size() < MAX_ANEW ? 0 : ids.get(ids.size() - 1) - 1;
    }
}
