package credit;

import database.Sql;
import database.Statements;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import money.Currencies;

/**
 * Payments of dealers. A payment is kept first, once, and then credited to the account of who paid; as long as its order, its
 * dealer or a rate is not known, it waits. The invoice it names is paid first, then the one that is due first; what is left
 * stays as credit. What went back of it is told as a total, of which the greatest counts, so it is owed again once, in
 * whichever order that is told and however often; which of two invoices is open then can depend on the order.
 */
@ApplicationScoped
public class DealerPayments {

    /** Payments that have waited and are credited in one transaction. */
    private static final int WAITED_MAX = 500;
    /** Payments that wait, the last that came in, that are looked at every time; the others are for {@link #settleAllWaiting}. */
    static final int LOOKED_AT_MAX = 2_000;
    private static final String NUMERIC_VALUE_OUT_OF_RANGE = "22003";

    private static final String KEEP = """
        insert into dealer_payment (payment_id, customer_id, order_id, amount, refunded, currency, settled_at, waits_for)
        select p, c, o, a::numeric, r::numeric, u, s::timestamptz, case when c is null then 'ORDER' else 'DEALER' end
          from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) with ordinality as _ (p, c, o, a, r, u, s, n)
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

    /** Of payments that wait: of others the account is to be locked first. */
    private static final String REFUNDED = """
        update dealer_payment p set refunded = greatest(refunded, r::numeric)
          from unnest(?::text[], ?::text[]) as _ (id, r) where payment_id = id and waits_for is not null""";

    private static final String TAKE_BACK = "select credit_take_back(?, ?, ?)";

    private static final String WAITS_FOR_RATE = "update dealer_payment set waits_for = 'RATE' where payment_id = any (?) and waits_for is not null";

    private static final String NEWEST = "select * from dealer_payment where waits_for is not null order by received_at desc, payment_id desc limit ?";

    private static final String FOLLOWING = """
        select * from dealer_payment where waits_for is not null and (received_at, payment_id) > (?, ?) order by received_at, payment_id limit ?""";

    /**
     * Of some that wait, whether their order, dealer or rates are known by now, the longest first; what still waits does not keep others
     * waiting, nor does what its rates make too large to be kept.
     */
    private static final String CAN_BE_CREDITED = """
        with looked_at as materialized (%s)
        select p.payment_id, p.received_at, p.waits_for = 'ORDER' and exists (
                   select from credit_order o join dealer d using (customer_id) where o.order_id = p.order_id
                      and not exists (select from credit_order x where x.order_id = o.order_id and x.customer_id <> o.customer_id))
            or p.waits_for = 'DEALER' and exists (select from dealer d where d.customer_id = p.customer_id)
            or p.waits_for = 'RATE' and exists (
                   select from dealer d cross join lateral (values (true, p.currency), (false, d.currency)) as needed (told, currency)
                     left join lateral (select 1 as vnd where needed.currency = 'VND' union all
                                        (select r.vnd from fx_rate r where r.currency = needed.currency
                                            and r.day between (p.settled_at at time zone ?)::date - ? and (p.settled_at at time zone ?)::date
                                          order by r.day desc limit 1)) as rate on true
                    where d.customer_id = p.customer_id
                    group by d.customer_id
                   having p.currency = d.currency or ? and count(vnd) = 2
                      and round(p.amount * min(vnd) filter (where told) / min(vnd) filter (where not told)) < 1e15) as can_be_credited
          from looked_at p order by p.received_at, p.payment_id""";

    private static final String CREDIT_NOTE = """
        insert into dealer_payment (payment_id, customer_id, amount, currency, settled_at, credited, unallocated)
        values (?, ?, ?, ?, now(), ?, ?)""";

    private final LedgerTransactions transactions;
    private final CreditConfig config;

    DealerPayments(LedgerTransactions transactions, CreditConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** What became of a payment. */
    public enum Settlement {
        /** It is on the dealer's account. */
        CREDITED,
        /** It is kept until its order, its dealer or a rate is known. */
        WAITING,
        /** It came before, and more of it went back since: that is on the account, or will be with it. */
        REFUNDED,
        /** It came before. */
        REPEATED,
        /** One of its id came before and said something else; nothing changed. */
        CONTRADICTED
    }

    /**
     * @param credited in the dealer's currency; null: it waits
     * @param returned of that, what went back
     */
    private record Kept(SettledPayment payment, BigDecimal credited, BigDecimal returned) {

        boolean waits() {
            return credited == null;
        }

        /** What went back in all, the greatest that was told: as much of what was credited as it is of the amount. */
        Refund refund(BigDecimal raisedTo, BigDecimal credit, String currency) {
            BigDecimal told = payment.refunded().max(raisedTo);
            return new Refund(payment.paymentId(), told, told.compareTo(payment.amount()) == 0 ? credit
                : credit.multiply(told).divide(payment.amount(), Currencies.decimals(currency), RoundingMode.HALF_UP));
        }
    }

    /**
     * @param told  in the payment's currency
     * @param inAll in the dealer's
     */
    private record Refund(String paymentId, BigDecimal told, BigDecimal inAll) { }

    /** What is to be written of payments. */
    private static final class Booked {

        /** In the currencies of their dealers. */
        private final Map<String, BigDecimal> credited = new LinkedHashMap<>();
        private final List<String> withoutRate = new ArrayList<>();
        private final Set<String> tooLarge = new HashSet<>();
        private final List<Refund> refunds = new ArrayList<>();

        void write(Connection connection) throws SQLException {
            Statements statements = new Statements(connection);
            statements.update(WAITS_FOR_RATE, (Object) withoutRate.toArray(String[]::new));
            statements.update(CREDIT, credited.keySet().toArray(String[]::new), texts(credited.values()));
            if (!refunds.isEmpty()) {
                statements.query(TAKE_BACK, row -> null, refunds.stream().map(Refund::paymentId).toArray(String[]::new),
                    texts(refunds.stream().map(Refund::told).toList()), texts(refunds.stream().map(Refund::inAll).toList()));
            }
        }
    }

    private record Waiting(String paymentId, Instant receivedAt, boolean canBeCredited) { }

    /**
     * Books payments, in one transaction. Orders that fit then are released by {@link Releases}.
     *
     * @return of each payment what became of it
     * @throws SQLException class 22 when what a payment is in its dealer's currency cannot be stored
     */
    public List<Settlement> settle(List<SettledPayment> payments) throws SQLException {
        return transactions.run(transaction -> {
            Set<String> fresh = keep(transaction.connection, payments);
            Map<String, Kept> before = kept(transaction.connection, payments);
            refuse(fresh, credit(transaction, fresh, raised(payments, before)).tooLarge);
            Map<String, Kept> kept = kept(transaction.connection, payments);
            Map<String, BigDecimal> refunded = new HashMap<>();
            before.forEach((id, payment) -> refunded.put(id, payment.payment.refunded()));
            List<Settlement> settled = new ArrayList<>();
            for (SettledPayment payment : payments) {
                String id = payment.paymentId();
                if (!tellTheSame(payment, kept.get(id).payment)) {
                    settled.add(Settlement.CONTRADICTED);
                } else if (fresh.remove(id)) {
                    settled.add(kept.get(id).waits() ? Settlement.WAITING : Settlement.CREDITED);
                } else {
                    boolean more = payment.refunded().compareTo(refunded.get(id)) > 0;
                    settled.add(more ? Settlement.REFUNDED : Settlement.REPEATED);
                    refunded.merge(id, payment.refunded(), BigDecimal::max);
                }
            }
            return settled;
        });
    }

    /** As PostgreSQL does it; one that was kept before, since something was not known yet, stays as it waits. */
    private static void refuse(Set<String> fresh, Set<String> tooLarge) throws SQLException {
        if (tooLarge.stream().anyMatch(fresh::contains)) {
            throw new SQLException("a payment is too large in the currency of its dealer", NUMERIC_VALUE_OUT_OF_RANGE);
        }
    }

    /** By payment what went back of it in all, where that is more than was known. */
    private static Map<String, BigDecimal> raised(List<SettledPayment> told, Map<String, Kept> known) {
        Map<String, BigDecimal> raised = new HashMap<>();
        for (SettledPayment payment : told) {
            SettledPayment before = known.get(payment.paymentId()).payment;
            if (tellTheSame(payment, before) && payment.refunded().compareTo(before.refunded()) > 0) {
                raised.merge(payment.paymentId(), payment.refunded(), BigDecimal::max);
            }
        }
        return raised;
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
                page.addAll(look(transaction.connection, FOLLOWING, after.receivedAt, after.paymentId, WAITED_MAX));
                return creditKnown(transaction, page);
            });
            last = page.isEmpty() ? null : page.get(page.size() - 1);
        }
        return credited;
    }

    private List<Waiting> look(Connection connection, String which, Object... values) throws SQLException {
        List<Object> all = new ArrayList<>(List.of(values));
        all.addAll(List.of(config.zone().getId(), config.rateMaxAgeDays(), config.zone().getId(), config.convert()));
        return new Statements(connection).query(CAN_BE_CREDITED.formatted(which),
            row -> new Waiting(row.getString("payment_id"), Sql.instant(row, "received_at"), row.getBoolean("can_be_credited")), all.toArray());
    }

    private int creditKnown(LedgerTransactions.Transaction transaction, List<Waiting> looked) throws SQLException {
        Set<String> known = looked.stream().filter(Waiting::canBeCredited).limit(WAITED_MAX).map(Waiting::paymentId).collect(Collectors.toSet());
        return known.isEmpty() ? 0 : credit(transaction, known, Map.of()).credited.size();
    }

    /** Keeps what a dealer owes less, by a correction, so that it pays invoices; the movement is the caller's. */
    static void credit(Connection connection, String id, Account account, BigDecimal amount) throws SQLException {
        new Statements(connection).update(CREDIT_NOTE, id, account.customerId(), amount, account.currency(), amount, amount);
    }

    /** Returns the ids of those that were not known. */
    private static Set<String> keep(Connection connection, List<SettledPayment> payments) throws SQLException {
        return new HashSet<>(new Statements(connection).query(KEEP, row -> row.getString(1), column(payments, SettledPayment::paymentId),
            column(payments, SettledPayment::customerId), column(payments, SettledPayment::orderId),
            column(payments, payment -> payment.amount().toPlainString()), column(payments, payment -> payment.refunded().toPlainString()),
            column(payments, SettledPayment::currency), column(payments, payment -> payment.settledAt().truncatedTo(ChronoUnit.MICROS).toString())));
    }

    /**
     * Credits those of the payments that wait for nothing any more, and takes back what went back. Payments that wait are locked
     * before the accounts, and others with them: nobody but who holds its account changes a payment that was credited.
     *
     * @param raised by payment what went back of it in all, where that is more than was known
     * @return what was written
     */
    private Booked credit(LedgerTransactions.Transaction transaction, Set<String> ids, Map<String, BigDecimal> raised) throws SQLException {
        Connection connection = transaction.connection;
        String[] asked = Stream.concat(ids.stream(), raised.keySet().stream()).distinct().toArray(String[]::new);
        read(connection, LOCK, asked);
        if (!raised.isEmpty()) {
            new Statements(connection).update(REFUNDED, raised.keySet().toArray(String[]::new), texts(raised.values()));
        }
        new Statements(connection).update(NAME_PAYER, (Object) asked);
        Set<String> payers = read(connection, KEPT, asked).stream().map(kept -> kept.payment.customerId()).filter(Objects::nonNull).collect(Collectors.toSet());
        LedgerPage page = transaction.open(payers, List.of());
        DayRates rates = new DayRates(connection, config);
        Booked booked = new Booked();
        for (Kept kept : read(connection, KEPT, asked)) {
            Account account = page.account(kept.payment.customerId());
            if (account != null) {
                book(kept, raised.getOrDefault(kept.payment.paymentId(), BigDecimal.ZERO), account, page, rates, booked);
            }
        }
        booked.write(connection);
        page.write(connection);
        return booked;
    }

    /** @param raisedTo what went back of it in all, where that is more than was known */
    private static void book(Kept kept, BigDecimal raisedTo, Account account, LedgerPage page, DayRates rates, Booked booked) throws SQLException {
        SettledPayment payment = kept.payment;
        BigDecimal credit = kept.credited;
        if (kept.waits()) {
            DayRates.Amount amount = rates.amount(payment.amount(), payment.currency(), account.currency(), payment.settledAt());
            if (amount.missing().isPresent()) {
                booked.withoutRate.add(payment.paymentId());
                if (amount.missing().get() == Reason.NO_AMOUNT) {
                    booked.tooLarge.add(payment.paymentId());
                }
                return;
            }
            credit = amount.value();
            page.pay(account.customerId(), credit, payment.paymentId());
            booked.credited.put(payment.paymentId(), credit);
        }
        Refund refund = kept.refund(raisedTo, credit, account.currency());
        if (refund.told.signum() > 0) {
            booked.refunds.add(refund);
        }
        if (refund.inAll.compareTo(kept.returned) > 0) {
            page.payBack(account.customerId(), refund.inAll.subtract(kept.returned), payment.paymentId());
        }
    }

    private static String[] texts(Collection<BigDecimal> amounts) {
        return amounts.stream().map(BigDecimal::toPlainString).toArray(String[]::new);
    }

    private static Map<String, Kept> kept(Connection connection, List<SettledPayment> payments) throws SQLException {
        return read(connection, KEPT, column(payments, SettledPayment::paymentId)).stream()
            .collect(Collectors.toMap(kept -> kept.payment.paymentId(), kept -> kept));
    }

    private static List<Kept> read(Connection connection, String sql, String[] ids) throws SQLException {
        return new Statements(connection).query(sql, row -> new Kept(new SettledPayment(row.getString("payment_id"), row.getString("order_id"),
            row.getString("customer_id"), row.getBigDecimal("amount"), row.getBigDecimal("refunded"), row.getString("currency"),
            Sql.instant(row, "settled_at")), row.getBigDecimal("credited"), row.getBigDecimal("returned")), (Object) ids);
    }

    /** A payer that was found by the order is no contradiction, and neither is what went back. */
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
