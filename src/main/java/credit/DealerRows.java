package credit;

import database.Statements;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of dealers within a transaction: locks them in order of their ids, and writes what follows from every change. */
@ApplicationScoped
class DealerRows {

    private static final String WITH_THOSE_ABOVE = "select distinct unnest(pool) from dealer where customer_id = any(?)";

    private static final String LOCK = "select * from dealer where customer_id = any(?) order by customer_id for update";

    private static final String RELEASE = """
        update dealer r set release_due = true
          from (select distinct pool[array_length(pool, 1)] as root from dealer where customer_id = any(?)) as p
         where r.customer_id = p.root and r.locked_orders > 0 and not r.release_due""";

    /** All that a person or a job can change; of the dealer {@code %1$s}. */
    private static final String SETTINGS = """
        jsonb_build_object('name', %1$s.name, 'limit', %1$s.credit_limit, 'currency', %1$s.currency, 'terms_days', %1$s.terms_days,
            'grace_days', %1$s.grace_days, 'parent', %1$s.parent, 'temporary_limit', %1$s.temporary_limit,
            'temporary_until', %1$s.temporary_until, 'locked_by_hand', %1$s.locked_by_hand, 'overdue_since', %1$s.overdue_since)""";

    private static final String CHANGE = """
        with changed as (
            update dealer d set version = d.version + 1, updated_at = now(), %s
              from dealer b where b.customer_id = d.customer_id and %s
            returning d.customer_id, %s as before, %s as after
        ), audited as (
            insert into credit_audit (actor, action, reason, customer_id, before, after)
            select ?, ?, ?, customer_id, before, after from changed order by customer_id
        )
        insert into credit_changed (customer_id) select customer_id from changed order by customer_id""";

    private final LedgerTransactions transactions;
    private final CreditConfig config;

    DealerRows(LedgerTransactions transactions, CreditConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** What is done in a transaction; it may be done more than once, and only the last counts. */
    interface Work<T> {
        T with(Statements statements) throws SQLException;
    }

    /** Which dealers a change concerns; asked again once they are locked. */
    interface Members {
        List<String> of(Statements statements) throws SQLException;
    }

    /** Does the work in one transaction; what it throws undoes it. */
    <T> T change(Work<T> work) throws SQLException {
        return transactions.run(transaction -> work.with(new Statements(transaction.connection)));
    }

    /** What is done to dealers that are locked; returns how many it changed. */
    interface PartWork {
        int on(Statements statements, List<String> dealers) throws SQLException;
    }

    /** Does the work on these dealers, in one transaction; where somebody holds some for long, in several without those. Returns how many changed. */
    int changeFree(List<String> dealers, PartWork work) throws SQLException {
        Map<String, String> roots = change(statements -> HeldRows.roots(statements, dealers));
        return HeldRows.around(dealers, dealer -> roots.getOrDefault(dealer, dealer), (part, lockLimit) -> change(statements -> {
            lock(statements, withThoseAbove(part), lockLimit);
            return work.on(statements, part);
        }));
    }

    /** Locks these dealers and all above them. Those that are not there are left out. */
    Map<String, Account> lock(Statements statements, Collection<String> ids) throws SQLException {
        return lock(statements, withThoseAbove(ids));
    }

    private static Members withThoseAbove(Collection<String> ids) {
        return statements -> statements.query(WITH_THOSE_ABOVE, row -> row.getString(1), (Object) ids.toArray(String[]::new));
    }

    /**
     * Locks the members.
     *
     * @throws OvertakenException there are more of them by the time they are locked: a dealer got another parent
     */
    Map<String, Account> lock(Statements statements, Members members) throws SQLException {
        return lock(statements, members, config.lockLimit());
    }

    private Map<String, Account> lock(Statements statements, Members members, Duration lockLimit) throws SQLException {
        limitWaiting(statements, config.lockLimitWithin(lockLimit));
        List<String> wanted = members.of(statements);
        Map<String, Account> locked = new LinkedHashMap<>();
        statements.query(LOCK, LedgerRows::account, (Object) wanted.toArray(String[]::new))
            .forEach(account -> locked.put(account.customerId(), account));
        if (!locked.keySet().containsAll(members.of(statements))) {
            throw new OvertakenException();
        }
        return locked;
    }

    /** No lock is waited for longer than {@code ordersync.credit.lock-limit}, until the transaction ends. */
    void limitWaiting(Statements statements) throws SQLException {
        limitWaiting(statements, config.lockLimit());
    }

    private static void limitWaiting(Statements statements, Duration lockLimit) throws SQLException {
        statements.query("select set_config('lock_timeout', ?, true)", row -> null, Long.toString(lockLimit.toMillis()));
    }

    /** There may be room in the pools of these dealers, which are locked, for orders that wait. */
    void release(Statements statements, Set<String> dealers) throws SQLException {
        statements.update(RELEASE, (Object) dealers.toArray(String[]::new));
    }

    /**
     * An update of dealers that tells of itself, in {@code credit_audit} and {@code credit_changed}: takes the values of
     * {@code set} and {@code condition}, then actor, action and reason. {@code d} is the dealer, {@code b} as it was before.
     */
    static String audited(String set, String condition) {
        return CHANGE.formatted(set, condition, SETTINGS.formatted("b"), SETTINGS.formatted("d"));
    }

    /** A statement that makes a dealer, and tells of it as {@link #audited} does. */
    static String creation(String insert) {
        return """
            with made as (
                %s returning *
            ), audited as (
                insert into credit_audit (actor, action, customer_id, after) select ?, ?, made.customer_id, %s from made
            )
            insert into credit_changed (customer_id) select customer_id from made""".formatted(insert, SETTINGS.formatted("made"));
    }
}
