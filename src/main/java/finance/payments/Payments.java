package finance.payments;

import database.Statements;
import database.Transactions;
import finance.FinanceConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/**
 * Payments, kept and compared with their orders. One that is captured and agrees with its order is announced, once: in the
 * transaction that finds that out. One that does not agree waits, and is looked at again.
 */
@ApplicationScoped
public class Payments {

    /** Payments that have waited and are written in one transaction. */
    private static final int WAITED_MAX = 500;
    /** Payments that wait, the last that came in, that are looked at every time; the others are for {@link #lookAtAll}. */
    static final int LOOKED_AT_MAX = 2_000;
    /** Payments, the last that came in, of which it is looked at whether their order is a dealer's only now. */
    private static final int TOLD_LATE_MAX = 10_000;

    /** Whether it is one order alone, and what is to be paid for it is known. */
    private static final String IS_ONE = """
        select count(*) = 1 and count(o.amount) = 1 and count(o.currency) = 1 from (select amount, currency from orders o where o.order_id = %s limit 2) as o""";
    /** Whether an order is over what p's order id was paid together. Of payments that paid alone: the others would be looked at for ever. */
    private static final String IS_PAID_TOGETHER = """
        p.status in ('CAPTURED', 'REFUNDING') and exists (
            select from orders o cross join lateral (select sum(x.amount) as came, sum(x.amount - x.refunded) as stays from payment x
                                                      where x.order_id = o.order_id and x.currency = o.currency and x.status in ('CAPTURED', 'REFUNDING')) as paid
             where o.order_id = p.order_id and o.currency = p.currency and o.amount in (came, stays))""";
    /** Whether what a payment waits for may have come; what still waits does not keep others waiting. */
    private static final String MAY_GO_ON = """
        with looked_at as materialized (%%s)
        select p.payment_id, p.order_id, p.created_at, case p.waits_for
                   when 'ORDER' then (%s)
                   when 'PAID' then not exists (select from payment x where x.order_id = p.order_id and x.payment_id <> p.payment_id
                                                   and x.announced_at is not null and x.status in ('CAPTURED', 'REFUNDING')) or %s
                   else exists (select from orders o where o.order_id = p.order_id and o.amount in (p.amount, p.amount - p.refunded) and o.currency = p.currency)
                        or %s
               end as may_go_on
          from looked_at p order by p.created_at, p.payment_id""".formatted(IS_ONE.formatted("p.order_id"), IS_PAID_TOGETHER, IS_PAID_TOGETHER);
    private static final String KNOWS = IS_ONE.formatted("?");
    private static final String NEWEST = "select * from payment where waits_for is not null order by created_at desc, payment_id desc limit ?";
    /** But those that will never be announced: they pile up, for many a failed payment's order never comes. */
    private static final String FOLLOWING = """
        select * from payment where waits_for is not null and status not in ('FAILED', 'VOIDED', 'REFUNDED', 'REVERSED') and (created_at, payment_id) > (?, ?) order by created_at, payment_id limit ?""";
    /** Of the newest, those announced as nobody's whose order is a dealer's now. The lookup is run once for each, by the key. */
    private static final String DEALER_TOLD_LATE = """
        with newest as materialized (select * from payment order by created_at desc, payment_id desc limit ?)
        select p.payment_id, p.order_id, p.created_at, true as may_go_on
          from newest p
         cross join lateral (select dealer_id from orders o
                              where o.order_id = p.order_id and o.shop_id = p.shop_id and o.platform = p.platform offset 0) as o
         where p.announced_at is not null and not p.on_account and o.dealer_id is not null""";

    private final DataSource database;
    private final FinanceConfig config;
    private final Clock clock = Clock.systemUTC();

    private record Waiting(String paymentId, String orderId, Instant createdAt, boolean mayGoOn) { }

    Payments(DataSource database, FinanceConfig config) {
        this.database = database;
        this.config = config;
    }

    /**
     * Records what was told, in one transaction, in this order.
     *
     * @return of each what was made of it; it is on disk
     */
    List<Recorded> record(List<ToldPayment> told) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Transactions.run(connection, () -> record(connection, told));
        }
    }

    /** The same in a transaction that somebody else begins and ends; it is on disk when that is. */
    public List<Recorded> record(Connection connection, List<ToldPayment> told) throws SQLException {
        PaymentPage page = open(connection, told.stream().map(ToldPayment::orderId).toList(), told.stream().map(ToldPayment::paymentId).toList());
        List<Recorded> recorded = told.stream().map(page::tell).toList();
        page.write(connection);
        return recorded;
    }

    /** Looks at the {@link #LOOKED_AT_MAX} newest that wait. Returns how many go on, or wait for something else now. */
    public int lookAgain() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return goOn(connection, look(connection, NEWEST, LOOKED_AT_MAX));
        }
    }

    /**
     * The same of all that wait and may still be announced, page by page, each in a transaction of its own; and of the
     * {@link #TOLD_LATE_MAX} newest, those that are found to be a dealer's after they were announced.
     */
    public int lookAtAll() throws SQLException {
        int changed = 0;
        Waiting last = new Waiting("", "", Instant.EPOCH, false);
        while (last != null) {
            try (Connection connection = database.getConnection()) {
                List<Waiting> page = look(connection, FOLLOWING, Timestamp.from(last.createdAt), last.paymentId, WAITED_MAX);
                changed += goOn(connection, page);
                last = page.isEmpty() ? null : page.get(page.size() - 1);
            }
        }
        try (Connection connection = database.getConnection()) {
            return changed + goOn(connection, read(connection, DEALER_TOLD_LATE, TOLD_LATE_MAX));
        }
    }

    /** Whether payments can be compared with the order of this id: there is one, and its amount is known. */
    boolean knowsOrder(String orderId) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return new Statements(connection).query(KNOWS, row -> row.getBoolean(1), orderId).get(0);
        }
    }

    private static List<Waiting> look(Connection connection, String which, Object... values) throws SQLException {
        return read(connection, MAY_GO_ON.formatted(which), values);
    }

    private static List<Waiting> read(Connection connection, String query, Object... values) throws SQLException {
        return new Statements(connection).query(query, row -> new Waiting(row.getString("payment_id"), row.getString("order_id"),
            row.getTimestamp("created_at").toInstant(), row.getBoolean("may_go_on")), values);
    }

    private int goOn(Connection connection, List<Waiting> looked) throws SQLException {
        List<Waiting> ready = looked.stream().filter(Waiting::mayGoOn).limit(WAITED_MAX).toList();
        if (ready.isEmpty()) {
            return 0;
        }
        return Transactions.run(connection, () -> {
            PaymentPage page = open(connection, ready.stream().map(Waiting::orderId).toList(), List.of());
            int changed = ready.stream().map(Waiting::paymentId).filter(page::lookAgain).toList().size();
            page.write(connection);
            return changed;
        });
    }

    private PaymentPage open(Connection connection, List<String> orderIds, List<String> paymentIds) throws SQLException {
        return PaymentPage.open(connection, orderIds, paymentIds, clock.instant(), config.zone());
    }
}
