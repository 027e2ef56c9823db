package credit;

import credit.DealerTree.Fault;
import database.AdvisoryLock;
import database.Statements;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes dealers, and changes what a person says of them. A dealer that moves takes all dealers below it along. */
@ApplicationScoped
class Dealers {

    /** Rows that one change may lock: itself, those above, and those below what moves. */
    static final int MAX_LOCKED = 50_000;

    private static final String MEMBERS = """
        with recursive change as (
            select * from unnest(?::text[], ?::text[], ?::text[]) as c (customer_id, parent, currency)
        ), below as (
            select d.customer_id from dealer d join change c using (customer_id)
             where ? and d.parent is distinct from c.parent or d.currency <> c.currency::char(3)
            union
            select d.customer_id from dealer d join below b on d.parent = b.customer_id
        ), named as (
            select customer_id from change union select parent from change union select customer_id from below
        )
        select distinct member from named join dealer d using (customer_id) cross join unnest(d.pool) as member limit ?""";

    private static final String CREATE = DealerRows.creation("""
        insert into dealer (customer_id, name, credit_limit, currency, terms_days, grace_days, parent, pool)
        values (?, ?, ?, ?, ?, ?, ?, ?)""");

    /** Another limit ends a temporary one: a person who says a limit means what he says. */
    private static final String CHANGE = DealerRows.audited("""
        name = ?, credit_limit = ?, currency = ?, terms_days = ?, grace_days = ?, parent = ?, pool = ?,
        temporary_limit = case when b.credit_limit = ? then b.temporary_limit end,
        temporary_until = case when b.credit_limit = ? then b.temporary_until end""", "d.customer_id = ?");

    private static final String FOLLOW = """
        with moved as (
            update dealer set pool = ?, version = version + 1, updated_at = now() where customer_id = ? returning customer_id
        )
        insert into credit_changed (customer_id) select customer_id from moved""";

    private static final String SHARE = """
        with changed as (
            update dealer set pool_outstanding = pool_outstanding + ?, pool_held = pool_held + ?, version = version + 1, updated_at = now()
             where customer_id = ? returning customer_id
        )
        insert into credit_changed (customer_id) select customer_id from changed""";

    /** What waits in a pool is its root's to know; there may be room for it in another pool. */
    private static final String RECOUNT = """
        with counted as (
            update dealer r set locked_orders = c.orders, release_due = c.orders > 0, version = version + 1, updated_at = now()
              from (select d.customer_id, (select count(*) from dealer m join credit_order o on o.customer_id = m.customer_id and o.locked
                                            where d.parent is null and m.pool[array_length(m.pool, 1)] = d.customer_id) as orders
                      from dealer d where d.customer_id = any(?)) as c
             where r.customer_id = c.customer_id and (r.locked_orders > 0 or c.orders > 0)
            returning r.customer_id
        )
        insert into credit_changed (customer_id) select customer_id from counted""";

    /** What was converted into another currency than is the dealer's now is converted anew. */
    private static final String FORGET_CONVERTED = "update credit_order set amount = null where customer_id = ? and amount is not null";

    /** What is said of a dealer in its currency. */
    private static final String IN_USE = """
        select 1 where exists (select from credit_ledger where customer_id = ?)
                    or exists (select from limit_request where customer_id = ? and state = 'OPEN')""";

    private final DealerRows rows;
    private final OverdueDealers overdue;
    private final Actor actor;

    Dealers(DealerRows rows, OverdueDealers overdue, Actor actor) {
        this.rows = rows;
        this.overdue = overdue;
        this.actor = actor;
    }

    /** @param created dealers that were not there before; {@code changed}: that were, and otherwise */
    record Outcome(Set<String> created, Set<String> changed) { }

    /**
     * Makes and changes dealers, all or none. Those who have other grace days are looked at for overdue invoices.
     *
     * @param terms at most one of a dealer; a parent may come after its children
     * @throws ImpossibleDealersException says of each change why it cannot be
     */
    Outcome apply(List<DealerTerms> terms) throws SQLException {
        return apply(terms, true);
    }

    /** @param tellsParents false: a dealer stays below whom it is, whatever the terms say; who is made is below nobody */
    Outcome apply(List<DealerTerms> terms, boolean tellsParents) throws SQLException {
        return rows.change(statements -> apply(statements, terms, tellsParents));
    }

    private Outcome apply(Statements statements, List<DealerTerms> told, boolean tellsParents) throws SQLException {
        rows.limitWaiting(statements);
        lockUnknown(statements, told);
        Map<String, Account> known = rows.lock(statements, again -> members(again, told, tellsParents));
        List<DealerTerms> terms = tellsParents ? told : withKnownParents(told, known);
        DealerTree tree = new DealerTree(known.values(), terms);
        refuseImpossible(statements, tree, known, terms);

        Set<String> created = new LinkedHashSet<>();
        Set<String> changed = new LinkedHashSet<>();
        write(statements, tree.pools(), known, terms, created, changed);
        Set<String> roots = moveSums(statements, tree.pools(), known, changed);
        created.forEach(dealer -> roots.add(last(tree.pools().get(dealer))));
        statements.update(RECOUNT, (Object) roots.toArray(String[]::new));
        overdue.look(statements, withOtherGraceDays(known, terms));
        rows.release(statements, raised(known, terms));
        return new Outcome(created, changed);
    }

    /** Whoever decides on an order of a dealer that is not there waits until it is, and the other way round. */
    private static void lockUnknown(Statements statements, List<DealerTerms> terms) throws SQLException {
        int known = statements.query("select count(*) from dealer where customer_id = any(?)", row -> row.getInt(1),
            (Object) terms.stream().map(DealerTerms::customerId).toArray(String[]::new)).get(0);
        if (known < terms.size()) {
            AdvisoryLock.NEW_DEALERS.take(statements);
        }
    }

    private static List<DealerTerms> withKnownParents(List<DealerTerms> terms, Map<String, Account> known) {
        return terms.stream().map(one -> known.containsKey(one.customerId()) ? one.below(known.get(one.customerId()).parent()) : one).toList();
    }

    private static List<String> members(Statements statements, List<DealerTerms> terms, boolean tellsParents) throws SQLException {
        List<String> members = statements.query(MEMBERS, row -> row.getString(1),
            terms.stream().map(DealerTerms::customerId).toArray(String[]::new), terms.stream().map(DealerTerms::parent).toArray(String[]::new),
            terms.stream().map(DealerTerms::currency).toArray(String[]::new), tellsParents, MAX_LOCKED + 1);
        if (members.size() > MAX_LOCKED) {
            throw new ImpossibleDealersException(List.of(new Fault(0, "parent", "with the dealers above and below, more than " + MAX_LOCKED
                + " dealers would change at once; move smaller groups")));
        }
        return members;
    }

    private static void refuseImpossible(Statements statements, DealerTree tree, Map<String, Account> known, List<DealerTerms> terms)
            throws SQLException {
        List<Fault> faults = new ArrayList<>(tree.faults());
        for (int i = 0; i < terms.size(); i++) {
            DealerTerms wanted = terms.get(i);
            Account account = known.get(wanted.customerId());
            if (account != null && !account.currency().equals(wanted.currency()) && isInUse(statements, account)) {
                faults.add(new Fault(i, "currency", wanted.customerId() + " has movements, a temporary limit or an open limit request in " + account.currency()
                    + ", which stays its currency"));
            }
        }
        if (!faults.isEmpty()) {
            throw new ImpossibleDealersException(faults.stream().sorted(Comparator.comparingInt(Fault::row)).toList());
        }
    }

    private static boolean isInUse(Statements statements, Account account) throws SQLException {
        return account.temporaryUntil() != null || !statements.query(IN_USE, row -> true, account.customerId(), account.customerId()).isEmpty();
    }

    /** Parents before their children, for a parent must be there. */
    private void write(Statements statements, Map<String, List<String>> pools, Map<String, Account> known, List<DealerTerms> terms,
                       Set<String> created, Set<String> changed) throws SQLException {
        List<Object[]> creations = new ArrayList<>();
        List<Object[]> changes = new ArrayList<>();
        for (DealerTerms wanted : terms.stream().sorted(Comparator.comparingInt(one -> pools.get(one.customerId()).size())).toList()) {
            Account account = known.get(wanted.customerId());
            String[] pool = pools.get(wanted.customerId()).toArray(String[]::new);
            if (account == null) {
                created.add(wanted.customerId());
                creations.add(new Object[] {wanted.customerId(), wanted.name(), wanted.limit(), wanted.currency(), wanted.termsDays(),
                    wanted.graceDays(), wanted.parent(), pool, actor.name(), "DEALER_CREATED"});
            } else if (!wanted.describe(account)) {
                changed.add(wanted.customerId());
                changes.add(new Object[] {wanted.name(), wanted.limit(), wanted.currency(), wanted.termsDays(), wanted.graceDays(),
                    wanted.parent(), pool, wanted.limit(), wanted.limit(), wanted.customerId(), actor.name(), "DEALER_CHANGED", null});
            }
        }
        statements.batch(CREATE, creations);
        statements.batch(CHANGE, changes);
        statements.batch(FORGET_CONVERTED, terms.stream().filter(one -> known.containsKey(one.customerId())
            && !one.currency().equals(known.get(one.customerId()).currency())).map(one -> new Object[] {one.customerId()}).toList());
    }

    /** What a dealer that moved owes and holds leaves the sums of those it was below, and goes to those it is below now. Returns the roots of both. */
    private static Set<String> moveSums(Statements statements, Map<String, List<String>> pools, Map<String, Account> known, Set<String> changed)
            throws SQLException {
        Set<String> roots = new HashSet<>();
        List<Object[]> follows = new ArrayList<>();
        Map<String, BigDecimal> outstanding = new HashMap<>();
        Map<String, BigDecimal> held = new HashMap<>();
        for (Account account : known.values()) {
            List<String> pool = pools.get(account.customerId());
            if (pool.equals(account.pool())) {
                continue;
            }
            roots.add(last(account.pool()));
            roots.add(last(pool));
            account.pool().forEach(above -> add(outstanding, held, above, account.outstanding().negate(), account.held().negate()));
            pool.forEach(above -> add(outstanding, held, above, account.outstanding(), account.held()));
            if (!changed.contains(account.customerId())) {
                follows.add(new Object[] {pool.toArray(String[]::new), account.customerId()});
            }
        }
        statements.batch(FOLLOW, follows);
        statements.batch(SHARE, outstanding.keySet().stream().filter(id -> outstanding.get(id).signum() != 0 || held.get(id).signum() != 0)
            .map(id -> new Object[] {outstanding.get(id), held.get(id), id}).toList());
        return roots;
    }

    private static void add(Map<String, BigDecimal> outstanding, Map<String, BigDecimal> held, String id, BigDecimal owes, BigDecimal holds) {
        outstanding.merge(id, owes, BigDecimal::add);
        held.merge(id, holds, BigDecimal::add);
    }

    private static Set<String> withOtherGraceDays(Map<String, Account> known, List<DealerTerms> terms) {
        return terms.stream().filter(wanted -> known.containsKey(wanted.customerId()) && known.get(wanted.customerId()).graceDays() != wanted.graceDays())
            .map(DealerTerms::customerId).collect(Collectors.toSet());
    }

    private static Set<String> raised(Map<String, Account> known, List<DealerTerms> terms) {
        Instant now = Instant.now();
        Set<String> raised = new HashSet<>();
        for (DealerTerms wanted : terms) {
            Account account = known.get(wanted.customerId());
            if (account != null && (wanted.limit().compareTo(account.limit(now)) > 0 || !wanted.currency().equals(account.currency()))) {
                raised.add(wanted.customerId());
            }
        }
        return raised;
    }

    private static String last(List<String> pool) {
        return pool.get(pool.size() - 1);
    }
}
