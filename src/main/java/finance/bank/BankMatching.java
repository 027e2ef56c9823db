package finance.bank;

import database.AdvisoryLock;
import database.Sql;
import database.Statements;
import database.Transactions;
import finance.FinanceConfig;
import finance.payments.Payments;
import finance.payments.PaymentStatus;
import finance.payments.PaymentsConfig;
import finance.payments.ToldPayment;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds of each line what it takes back, which payment it is and which order it names, by its words and its amount. One
 * transaction in the cluster does it at a time. A line is one payment and a payment one line.
 */
@ApplicationScoped
public class BankMatching {

    /** Lines looked at in one transaction. */
    static final int PAGE = 1_000;
    private static final double MILLIS_A_SECOND = 1_000;
    /** As {@code payment.provider} has it, and the beginning of the payment's id. */
    private static final String PROVIDER = "bank";

    private static final String TAKEN_BACK = "exists (select from bank_line r where r.reverses = %s)";

    /** A payment that some line is all that is known of, and so no other line. */
    private static final String OF_LINE = "(%1$s.provider = '" + PROVIDER + "' and exists (select from bank_line own where own.line_id = substr(%1$s.payment_id, "
        + (PROVIDER.length() + 2) + ")))";

    /** Lines that are to us and of which no payment is known. */
    private static final String OPEN = "l.line_id = any (?) and l.payment_id is null and l.direction = 'CREDIT' and not l.reversal and l.amount > 0 and not "
        + TAKEN_BACK.formatted("l.line_id");

    /**
     * Where the bank says that a line takes back another, they share a word; a debit of which it does not say so has all words of
     * the credit. The line of the last day counts, of that day's the one known first. What stands for an erased buyer is of different
     * people, and no word. A debit may have been read before its credit, and is no longer among the lines when that comes.
     */
    private static final String TAKE_BACK = """
        with back as (
            select b.line_id, c.line_id as original
              from bank_line b cross join lateral (
                   select * from bank_line c
                    where c.account = b.account and c.amount = b.amount and c.currency = b.currency and c.direction <> b.direction and not c.reversal
                      and c.booked_on between b.booked_on - ? and b.booked_on
                      and (c.reference = b.reference and c.reference not like '%%[erased]%%'
                           or b.reversal and exists (select from unnest(string_to_array(c.reference, ' ')) as word
                                                      where word = any (string_to_array(b.reference, ' ')) and word not like '%%[erased]%%')) and not %s
                    order by c.booked_on desc, c.created_at, c.line_id limit 1) c
             where b.line_id = any (array(
                       select unnest(?::text[])
                        union all
                       select d.line_id
                         from bank_line l cross join lateral (
                              select d.line_id from bank_line d
                               where d.account = l.account and d.direction = 'DEBIT' and d.amount = l.amount
                                 and d.booked_on between l.booked_on and l.booked_on + ? and d.reference = l.reference offset 0) d
                        where l.line_id = any (?) and l.direction = 'CREDIT' and not l.reversal))
               and b.reverses is null and (b.reversal or b.direction = 'DEBIT')
        ), once as (
            select distinct on (original) * from back order by original, line_id
        )
        update bank_line b set reversal = true, reverses = once.original from once where b.line_id = once.line_id
        returning once.original""".formatted(TAKEN_BACK.formatted("c.line_id"));

    /** Payments that a word names. An offset keeps each a query of its own for each word, which finds its rows by index. */
    private static final String BY_WORD = """
        (select * from payment where payment_id = l.word union all select * from payment where transaction_id = l.word
         union all select * from payment where reference = l.word and reference <> order_id %s offset 0)""";

    /** Of the line's amount, also before the bank took its charges of it. */
    private static final String BE_PAYMENT = """
        with line as materialized (
            select l.line_id, l.amount, l.amount + coalesce(l.charges, 0) as gross, l.currency, word
              from bank_line l cross join unnest(string_to_array(l.reference, ' ')) as word where %s
        ), named as materialized (
            select l.line_id, p.* from line l cross join lateral %s as p where p.amount in (l.amount, l.gross) and p.currency = l.currency
        ), free as (
            select * from named n where n.status in ('CAPTURED', 'REFUNDING', 'REFUNDED')
                and not exists (select from bank_line t where t.payment_id = n.payment_id and not %s) and not %s
        ), first as (
            select distinct on (line_id) line_id, payment_id, order_id from free f
             where not exists (select from free x where x.line_id = f.line_id and x.order_id <> f.order_id)
             order by line_id, settled_at, payment_id
        ), once as (
            select distinct on (payment_id) * from first order by payment_id, line_id
        )
        update bank_line b set payment_id = once.payment_id, order_id = once.order_id from once where b.line_id = once.line_id"""
        .formatted(OPEN, BY_WORD.formatted("union all select * from payment where order_id = l.word"), TAKEN_BACK.formatted("t.line_id"),
            OF_LINE.formatted("n"));

    /** An order by its own id, of one channel alone, or by a payment of it. */
    private static final String NAME_ORDER = """
        with line as materialized (
            select l.line_id, word from bank_line l cross join unnest(string_to_array(l.reference, ' ')) as word where %s and l.order_id is null
        ), named as materialized (
            select l.line_id, o.order_id, count(*) as orders from line l cross join lateral (select order_id from orders where order_id = l.word offset 0) as o
             group by l.line_id, o.order_id
            union all
            select distinct l.line_id, p.order_id, 1 from line l cross join lateral %s as p
        ), one as (
            select line_id, min(order_id) as order_id from named group by line_id having count(distinct order_id) = 1 and max(orders) = 1
        )
        update bank_line b set order_id = one.order_id from one where b.line_id = one.line_id""".formatted(OPEN, BY_WORD.formatted(""));

    /**
     * Not while a payment of the order may still come true, nor while one that came true may be what the line is, less or more. One that is
     * older than its provider is asked about may stay open for ever, for nobody tells how it ended.
     */
    private static final String PAYS = """
        select l.line_id, l.order_id, l.amount, l.currency, l.charges, l.booked_on::timestamp at time zone ? as settled_at
          from bank_line l
         where %s and l.order_id is not null
           and (select count(*) = 1 and bool_and(o.amount = l.amount and o.currency = l.currency) from orders o where o.order_id = l.order_id)
           and not exists (select from payment p where p.order_id = l.order_id
                              and (p.status in ('PENDING', 'AUTHORISED', 'ON_HOLD') and p.created_at > now() - make_interval(secs => ?)
                                   or p.status in ('CAPTURED', 'REFUNDING', 'REFUNDED')
                                      and not exists (select from bank_line t where t.payment_id = p.payment_id and not %s) and not %s))
         order by l.line_id""".formatted(OPEN, TAKEN_BACK.formatted("t.line_id"), OF_LINE.formatted("p"));

    /** Lines that are all that is known of their payment. */
    private static final String UNDONE = """
        select l.*, l.booked_on::timestamp at time zone ? as settled_at from bank_line l
         where l.line_id = any (?) and l.payment_id = '%s:' || l.line_id""".formatted(PROVIDER);

    private static final String IS_PAYMENT = "update bank_line set payment_id = '" + PROVIDER + ":' || line_id where line_id = any (?)";

    private static final String UNMATCHED = """
        select line_id from bank_line where payment_id is null and direction = 'CREDIT' and not reversal and line_id > ? and booked_on >= ?
         order by line_id limit ?""";

    private static final String REVERSING = """
        select line_id from bank_line where reversal and reverses is null and line_id > ? and booked_on >= ? order by line_id limit ?""";

    private final AgroalDataSource source;
    private final Payments payments;
    private final int lookBackDays;
    private final Duration mayComeTrue;
    private final FinanceConfig finance;
    private final Clock clock = Clock.systemUTC();

    BankMatching(AgroalDataSource source, Payments payments, PaymentsConfig asked, BankConfig config, FinanceConfig finance) {
        this.source = source;
        this.payments = payments;
        this.mayComeTrue = asked.ask().age();
        this.lookBackDays = config.lookBackDays();
        this.finance = finance;
    }

    /** Looks at lines, in a transaction that somebody else begins and ends. */
    void match(Connection connection, String[] lineIds) throws SQLException {
        Statements statements = new Statements(connection);
        // Plans are kept by each connection, maybe from when the tables were empty.
        statements.query("select pg_advisory_xact_lock(" + AdvisoryLock.BANK_LINES.key + "), set_config('enable_seqscan', 'off', true)", row -> null);
        List<ToldPayment> told = new ArrayList<>(statements.query(UNDONE, row -> payment(row, PaymentStatus.REVERSED),
            finance.zone().getId(), (Object) takeBack(statements, lineIds)));
        while (statements.update(BE_PAYMENT, (Object) lineIds) > 0) {
            // A payment that several lines name goes to the first; the others are looked at once more for another.
        }
        statements.update(NAME_ORDER, (Object) lineIds);
        told.addAll(statements.query(PAYS, row -> payment(row, PaymentStatus.CAPTURED), finance.zone().getId(), lineIds,
            mayComeTrue.toMillis() / MILLIS_A_SECOND));
        if (!told.isEmpty()) {
            payments.record(connection, told);
            statements.update(IS_PAYMENT, (Object) told.stream().map(ToldPayment::reference).toArray(String[]::new));
        }
    }

    /** @return the lines that are taken back now; where several take back the same, they are told apart one after the other */
    private String[] takeBack(Statements statements, String[] lineIds) throws SQLException {
        List<String> undone = new ArrayList<>();
        List<String> more;
        do {
            more = statements.query(TAKE_BACK, row -> row.getString(1), lookBackDays, lineIds, lookBackDays, lineIds);
            undone.addAll(more);
        } while (!more.isEmpty());
        return undone.toArray(String[]::new);
    }

    /** It settled when the day began on which the bank booked it. */
    private static ToldPayment payment(ResultSet row, PaymentStatus status) throws SQLException {
        return new ToldPayment(PROVIDER, row.getString("order_id"), row.getString("line_id"), null, row.getBigDecimal("amount"), row.getString("currency"),
            row.getBigDecimal("charges"), null, status, null, null, Sql.instant(row, "settled_at"));
    }

    /** Looks again at lines of the last days that nothing is known of, a page a transaction: their payment or order may have come since. */
    public void lookAgain() throws SQLException {
        LocalDate since = LocalDate.ofInstant(clock.instant(), finance.zone()).minusDays(lookBackDays);
        lookAgain(REVERSING, since);
        lookAgain(UNMATCHED, since);
    }

    private void lookAgain(String lines, LocalDate since) throws SQLException {
        List<String> page = page(lines, "", since);
        while (!page.isEmpty()) {
            String[] ids = page.toArray(String[]::new);
            try (Connection connection = source.getConnection()) {
                Transactions.run(connection, () -> {
                    match(connection, ids);
                    return null;
                });
            }
            page = page(lines, ids[ids.length - 1], since);
        }
    }

    private List<String> page(String lines, String after, LocalDate since) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return new Statements(connection).query(lines, row -> row.getString(1), after, since, PAGE);
        }
    }
}
