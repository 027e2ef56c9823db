package credit;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** What people and jobs do to dealers, in the statements that they need: all dealers locked in order of their ids, then changed. */
final class DealerDesk {

    private static final String LOCK_ALL = "select from dealer order by customer_id for update";

    private static final String CREATE = """
        insert into dealer (customer_id, name, currency, credit_limit, terms_days, grace_days, parent, pool, locked_orders, release_due)
        select d, d, c, l, t, 5, p, array[d] || coalesce((select pool from dealer where customer_id = p), '{}'), 0, false
          from (select ?::text, ?::text, ?::numeric, ?::int, ?::text) as _ (d, c, l, t, p)""";

    /** Whatever changed: sums and counts follow from the members, and orders may fit. */
    private static final String FOLLOW = """
        update dealer r
           set pool_held = s.held, pool_outstanding = s.outstanding, locked_orders = s.waiting,
               release_due = r.release_due and s.waiting > 0 or s.waiting > 0 and ?, version = version + 1, updated_at = now()
          from (select d.customer_id, sum(m.held) as held, sum(m.outstanding) as outstanding,
                       (select count(*) from credit_order o join dealer x using (customer_id)
                         where o.locked and d.parent is null and d.customer_id = x.pool[array_length(x.pool, 1)]) as waiting
                  from dealer d join dealer m on d.customer_id = any (m.pool) group by d.customer_id) as s
         where r.customer_id = s.customer_id""";

    private static final String MOVE = """
        with recursive tree as (
            select customer_id, array[customer_id] as pool from dealer where parent is null
            union all
            select d.customer_id, d.customer_id || t.pool from dealer d join tree t on d.parent = t.customer_id
        )
        update dealer d set pool = t.pool from tree t where t.customer_id = d.customer_id and d.pool <> t.pool""";

    private static final String LOCK_OVERDUE = """
        update dealer d set overdue_since = (select min(due_on) from invoice i where i.customer_id = d.customer_id and i.open > 0)
         where overdue_since is null
           and exists (select from invoice i where i.customer_id = d.customer_id and i.open > 0
                          and i.due_on + d.grace_days < (now() at time zone 'Asia/Ho_Chi_Minh')::date)""";

    private final DataSource database;

    DealerDesk(DataSource database) {
        this.database = database;
    }

    private record Step(String sql, Object... values) { }

    /** @param parent null: none */
    void create(String id, String currency, BigDecimal limit, int termsDays, String parent) throws SQLException {
        change(true, new Step(CREATE, id, currency, limit, termsDays, parent));
    }

    void limit(String id, BigDecimal limit) throws SQLException {
        change(true, new Step("update dealer set credit_limit = ? where customer_id = ?", limit, id));
    }

    /** @param limit null: there is none any more */
    void temporaryLimit(String id, BigDecimal limit) throws SQLException {
        change(true, new Step("update dealer set temporary_limit = ?, temporary_until = now() + interval '1 hour' where customer_id = ?", limit, id),
            new Step("update dealer set temporary_until = null where temporary_limit is null and customer_id = ?", id));
    }

    void lock(String id) throws SQLException {
        change(false, new Step("update dealer set locked_by_hand = 'by a test' where customer_id = ?", id));
    }

    void unlock(String id) throws SQLException {
        change(true, new Step("update dealer set locked_by_hand = null where customer_id = ?", id));
    }

    /** @param parent null: it is on its own from now on */
    void move(String id, String parent) throws SQLException {
        // The path's check wants parent and path changed at once.
        change(true, new Step("update dealer set parent = ?, pool = array[customer_id] || case when ?::text is null then '{}' else array[?::text] end where customer_id = ?",
            parent, parent, parent, id), new Step(MOVE));
    }

    void lockOverdue() throws SQLException {
        change(false, new Step(LOCK_OVERDUE));
    }

    void rate(String currency, String day, BigDecimal vnd) throws SQLException {
        change(true, new Step("insert into fx_rate values (?, ?::date, ?) on conflict (currency, day) do update set vnd = excluded.vnd", currency, day, vnd));
    }

    private void change(boolean mayMakeRoom, Step... steps) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            run(connection, new Step("select pg_advisory_xact_lock(1869768, 0)"));
            run(connection, new Step(LOCK_ALL));
            for (Step step : steps) {
                run(connection, step);
            }
            run(connection, new Step(FOLLOW, mayMakeRoom));
            connection.commit();
        }
    }

    private static void run(Connection connection, Step step) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(step.sql)) {
            List<Object> values = java.util.Arrays.asList(step.values);
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            statement.execute();
        }
    }
}
