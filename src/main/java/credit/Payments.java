package credit;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Payments of dealers. A payment is kept first, once, and then credited to the account of who paid; as long as its order, its
 * dealer or a rate is not known, it waits. The invoice it names is paid first, then the one that is due first; what is left
 * stays as credit.
 */
@ApplicationScoped
public class Payments {

    /** Payments that have waited and are credited in one transaction. */
    private static final int WAITED_MAX = 500;
    /** Payments that wait, the last that came in, that are looked at every time; the others are for {@link #settleAllWaiting}. */
    static final int LOOKED_AT_MAX = 2_000;

    private static final String KEEP = """
        insert into dealer_payment (payment_id, customer_id, order_id, amount, currency, settled_at, waits_for)
        select p, c, o, a::numeric, u, s::timestamptz, case when c is null then 'ORDER' else 'DEALER' end
          from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) with ordinality as _ (p, c, o, a, u, s, n)
         order by p, n
        on conflict (payment_id) do nothing returning payment_id""";

    private static final String KEPT = "select * from dealer_payment where payment_id = any (?) order by payment_id";

    /** In the order of their ids, as all who wait for some of them do. */
    private static final String LOCK = "select * from dealer_payment where payment_id = any (?) and waits_for is not null order by payment_id for update";

    /** An order's id tells whose it is only where all orders of that id are one dealer's, and that dealer is known. */
    private static final String NAME_PAYER = """
        update dealer_payment p set customer_id = o.customer_id, waits_for = 'DEALER'
          from credit_order o join dealer d using (customer_id)
         where p.payment_id = any (?) and p.customer_id is null and o.order_id = p.order_id
           and not exists (select from credit_order x where x.order_id = o.order_id and x.customer_id <> o.customer_id)""";

    private static final String CREDIT = """
        update dealer_payment p set credited = c::numeric, unallocated = c::numeric, waits_for = null
          from unnest(?::text[], ?::text[]) as _ (id, c) where payment_id = id""";

    private static final String WAITS_FOR_RATE = "update dealer_payment set waits_for = 'RATE' where payment_id = any (?) and waits_for is not null";

    private static final String NEWEST = "select * from dealer_payment where waits_for is not null order by received_at desc, payment_id desc limit ?";

    private static final String FOLLOWING = """
        select * from dealer_payment where waits_for is not null and (received_at, payment_id) > (?, ?) order by received_at, payment_id limit ?""";

    /** Of some that wait, whether their order, dealer or rates are known by now, the longest first; what still waits does not keep others waiting. */
    private static final String CAN_BE_CREDITED = """
        with looked_at as materialized (%s)
        select p.payment_id, p.received_at, p.waits_for = 'ORDER' and exists (
                   select from credit_order o join dealer d using (customer_id) where o.order_id = p.order_id
                      and not exists (select from credit_order x where x.order_id = o.order_id and x.customer_id <> o.customer_id))
            or p.waits_for = 'DEALER' and exists (select from dealer d where d.customer_id = p.customer_id)
            or p.waits_for = 'RATE' and not exists (
                   select from dealer d cross join lateral (values (p.currency), (d.currency)) as needed (currency)
                    where d.customer_id = p.customer_id and p.currency <> d.currency and needed.currency <> 'VND'
                      and not (? and exists (select from fx_rate r where r.currency = needed.currency
                                                and r.day between (p.settled_at at time zone ?)::date - ? and (p.settled_at at time zone ?)::date))) as can_be_credited
          from looked_at p order by p.received_at, p.payment_id""";

    private static final String CREDIT_NOTE = """
        insert into dealer_payment (payment_id, customer_id, amount, currency, settled_at, credited, unallocated)
        values (?, ?, ?, ?, now(), ?, ?)""";

    private final LedgerTransactions transactions;
    private final CreditConfig config;

    Payments(LedgerTransactions transactions, CreditConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** What became of a payment. */
    public enum Settlement {
        /** It is on the dealer's account. */
        CREDITED,
        /** It is kept until its order, its dealer or a rate is known. */
        WAITING,
        /** It came before. */
        REPEATED,
        /** One of its id came before and said something else; nothing changed. */
        CONTRADICTED
    }

    private record Kept(SettledPayment payment, boolean waits) { }

    private record Waiting(String paymentId, Instant receivedAt, boolean canBeCredited) { }

    /**
     * Books payments, in one transaction. Orders that fit then are released by {@link Releases}.
     *
     * @return of each payment what became of it
     */
    public List<Settlement> settle(List<SettledPayment> payments) throws SQLException {
        return transactions.run(transaction -> {
            Set<String> fresh = keep(transaction.connection, payments);
            credit(transaction, fresh);
            Map<String, Kept> kept = kept(transaction.connection, payments);
            List<Settlement> settled = new ArrayList<>();
            for (SettledPayment payment : payments) {
                Kept known = kept.get(payment.paymentId());
                settled.add(!tellTheSame(payment, known.payment) ? Settlement.CONTRADICTED : !fresh.remove(payment.paymentId()) ? Settlement.REPEATED
                    : known.waits ? Settlement.WAITING : Settlement.CREDITED);
            }
            return settled;
        });
    }

    /** Books payments that have waited for what has become known since, of the {@link #LOOKED_AT_MAX} newest. Returns how many. */
    public int settleWaiting() throws SQLException {
        return transactions.run(transaction -> creditKnown(transaction, look(transaction.connection, NEWEST, LOOKED_AT_MAX)));
    }

    /** The same of all that wait, page by page, each in a transaction of its own. */
    public int settleAllWaiting() throws SQLException {
        int credited = 0;
        Waiting last = new Waiting("", Instant.EPOCH, false);
        while (last != null) {
            Waiting after = last;
            List<Waiting> page = new ArrayList<>();
            credited += transactions.run(transaction -> {
                page.clear();
                page.addAll(look(transaction.connection, FOLLOWING, Timestamp.from(after.receivedAt), after.paymentId, WAITED_MAX));
                return creditKnown(transaction, page);
            });
            last = page.isEmpty() ? null : page.get(page.size() - 1);
        }
        return credited;
    }

    private List<Waiting> look(Connection connection, String which, Object... values) throws SQLException {
        List<Object> all = new ArrayList<>(List.of(values));
        all.addAll(List.of(config.convert(), config.zone().getId(), config.rateMaxAgeDays(), config.zone().getId()));
        List<Waiting> looked = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(CAN_BE_CREDITED.formatted(which))) {
            for (int i = 0; i < all.size(); i++) {
                query.setObject(i + 1, all.get(i));
            }
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    looked.add(new Waiting(row.getString("payment_id"), row.getTimestamp("received_at").toInstant(), row.getBoolean("can_be_credited")));
                }
            }
        }
        return looked;
    }

    private int creditKnown(LedgerTransactions.Transaction transaction, List<Waiting> looked) throws SQLException {
        Set<String> known = looked.stream().filter(Waiting::canBeCredited).limit(WAITED_MAX).map(Waiting::paymentId).collect(Collectors.toSet());
        return known.isEmpty() ? 0 : credit(transaction, known);
    }

    /** Keeps what a dealer owes less, by a correction, so that it pays invoices; the movement is the caller's. */
    static void credit(Connection connection, String id, Account account, BigDecimal amount) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(CREDIT_NOTE)) {
            insert.setString(1, id);
            insert.setString(2, account.customerId());
            insert.setBigDecimal(3, amount);
            insert.setString(4, account.currency());
            insert.setBigDecimal(5, amount);
            insert.setBigDecimal(6, amount);
            insert.executeUpdate();
        }
    }

    /** Returns the ids of those that were not known. */
    private static Set<String> keep(Connection connection, List<SettledPayment> payments) throws SQLException {
        Set<String> fresh = new HashSet<>();
        try (PreparedStatement insert = connection.prepareStatement(KEEP)) {
            insert.setObject(1, column(payments, SettledPayment::paymentId));
            insert.setObject(2, column(payments, SettledPayment::customerId));
            insert.setObject(3, column(payments, SettledPayment::orderId));
            insert.setObject(4, column(payments, payment -> payment.amount().toPlainString()));
            insert.setObject(5, column(payments, SettledPayment::currency));
            insert.setObject(6, column(payments, payment -> payment.settledAt().truncatedTo(ChronoUnit.MICROS).toString()));
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    fresh.add(row.getString(1));
                }
            }
        }
        return fresh;
    }

    /** Credits those of the payments that wait for nothing any more. Returns how many. */
    private int credit(LedgerTransactions.Transaction transaction, Set<String> ids) throws SQLException {
        Connection connection = transaction.connection;
        String[] asked = ids.toArray(String[]::new);
        waiting(connection, LOCK, asked);
        update(connection, NAME_PAYER, (Object) asked);
        Set<String> payers = waiting(connection, KEPT, asked).stream().map(SettledPayment::customerId).filter(Objects::nonNull).collect(Collectors.toSet());
        LedgerPage page = transaction.open(payers, List.of());
        DayRates rates = new DayRates(connection, config);
        List<String> credited = new ArrayList<>();
        List<String> amounts = new ArrayList<>();
        List<String> withoutRate = new ArrayList<>();
        for (SettledPayment payment : waiting(connection, KEPT, asked)) {
            Account account = page.account(payment.customerId());
            if (account == null) {
                continue;
            }
            DayRates.Amount amount = rates.amount(payment.amount(), payment.currency(), account.currency(), payment.settledAt());
            if (amount.missing().isPresent()) {
                withoutRate.add(payment.paymentId());
                continue;
            }
            page.pay(account.customerId(), amount.value(), payment.paymentId());
            credited.add(payment.paymentId());
            amounts.add(amount.value().toPlainString());
        }
        update(connection, WAITS_FOR_RATE, (Object) withoutRate.toArray(String[]::new));
        update(connection, CREDIT, credited.toArray(String[]::new), amounts.toArray(String[]::new));
        page.write(connection);
        return credited.size();
    }

    private static List<SettledPayment> waiting(Connection connection, String query, String[] ids) throws SQLException {
        return read(connection, query, ids).stream().filter(Kept::waits).map(Kept::payment).toList();
    }

    private static Map<String, Kept> kept(Connection connection, List<SettledPayment> payments) throws SQLException {
        return read(connection, KEPT, column(payments, SettledPayment::paymentId)).stream()
            .collect(Collectors.toMap(kept -> kept.payment.paymentId(), kept -> kept));
    }

    private static List<Kept> read(Connection connection, String sql, String[] ids) throws SQLException {
        List<Kept> kept = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, ids);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    kept.add(new Kept(new SettledPayment(row.getString("payment_id"), row.getString("order_id"), row.getString("customer_id"),
                        row.getBigDecimal("amount"), row.getString("currency"), row.getTimestamp("settled_at").toInstant()),
                        row.getString("waits_for") != null));
                }
            }
        }
        return kept;
    }

    private static void update(Connection connection, String sql, Object... arrays) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arrays.length; i++) {
                statement.setObject(i + 1, arrays[i]);
            }
            statement.executeUpdate();
        }
    }

    /** A payer that was found by the order is no contradiction. */
    private static boolean tellTheSame(SettledPayment told, SettledPayment known) {
        return told.amount().compareTo(known.amount()) == 0 && told.currency().equals(known.currency())
            && told.settledAt().truncatedTo(ChronoUnit.MICROS).equals(known.settledAt())
            && Objects.equals(told.orderId(), known.orderId())
            && (told.customerId() == null || told.customerId().equals(known.customerId()));
    }

    private static String[] column(List<SettledPayment> payments, Function<SettledPayment, String> value) {
        return payments.stream().map(value).toArray(String[]::new);
    }
}
