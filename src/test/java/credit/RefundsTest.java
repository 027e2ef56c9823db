package credit;

import static credit.CreditDatabase.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes back of dealers' payments: it is owed again, once, in whichever order that is told. */
class RefundsTest {

    private static final String MOVEMENTS = """
        select payment_id || ' ' || kind || ' ' || trim_scale(sum(outstanding)) from credit_ledger where payment_id is not null group by payment_id, kind order by 1""";
    private static final String INVOICES = "select order_id || ' ' || trim_scale(open) from invoice order by 1";
    private static final String PAYMENTS = """
        select payment_id || ' ' || trim_scale(credited) || ' ' || trim_scale(refunded) || ' ' || trim_scale(returned) || ' ' || trim_scale(unallocated)
          from dealer_payment order by 1""";

    private static CreditDatabase database;

    private final CreditLedger ledger = database.ledger();
    private final DealerPayments payments = database.payments();

    @BeforeAll
    static void open() throws SQLException {
        database = new CreditDatabase("refunds");
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        database.clear();
    }

    @AfterEach
    void proveTheSums() throws SQLException {
        assertThat(database.broken()).isEmpty();
    }

    @Test
    void itIsOwedAgainAndTheInvoiceIsOpenAgain() throws SQLException {
        // Given a payment that made room for an order
        database.dealer("d1", 100);
        delivered("o1", "d1", 80);
        payments.settle(List.of(payment("p1", "o1", 80, 0)));
        ledger.decide(List.of(event("o2", 6, "PENDING", "d1", 50L)));

        // When part of it goes back, and then all
        List<DealerPayments.Settlement> settled = new ArrayList<>(payments.settle(List.of(payment("p1", "o1", 80, 30))));
        assertThat(database.sums("d1")).isEqualTo("30/50");
        settled.addAll(payments.settle(List.of(payment("p1", "o1", 80, 80), payment("p1", "o1", 80, 80), payment("p1", "o1", 80, 30))));

        // Then what was accepted stays so, and nothing more is
        assertThat(settled).containsExactly(DealerPayments.Settlement.REFUNDED, DealerPayments.Settlement.REFUNDED, DealerPayments.Settlement.REPEATED, DealerPayments.Settlement.REPEATED);
        assertThat(database.sums("d1")).isEqualTo("80/50");
        assertThat(database.column(INVOICES)).containsExactly("o1 80");
        assertThat(database.column("select trim_scale(outstanding) from credit_ledger where kind = 'REFUND' order by id")).containsExactly("30", "50");
        assertThat(ledger.decide(List.of(event("o3", 7, "PENDING", "d1", 1L))).get(0).reason()).isEqualTo(Reason.OVER_LIMIT);
    }

    @Test
    void itIsTakenFromTheInvoiceThatIsDueLastAndAnotherPaymentPaysWhatIsOpenAgain() throws SQLException {
        // Given a payment of its order and of the one that is due first, and one that is left over
        database.dealer("d1", 1000);
        delivered("o1", "d1", 100);
        delivered("o2", "d1", 100);
        database.execute("update invoice set due_on = due_on - 1 where order_id = 'o1'");
        payments.settle(List.of(payment("p1", "o2", 180, 0)));
        payments.settle(List.of(payment("p2", null, 50, 0)));
        assertThat(database.column(PAYMENTS)).containsExactly("p1 180 0 0 0", "p2 50 0 0 30");

        // When
        payments.settle(List.of(payment("p1", "o2", 180, 60)));

        // Then
        assertThat(database.column("select payment_id || ' ' || order_id || ' ' || trim_scale(amount) from payment_allocation order by 1"))
            .containsExactly("p1 o1 20", "p1 o2 100", "p2 o1 50");
        assertThat(database.column(INVOICES)).containsExactly("o1 30", "o2 0");
        assertThat(database.sums("d1")).isEqualTo("30/0");
    }

    @Test
    void ofAnOrderThatCameBackNothingIsLeftOnceTheMoneyWentBackToo() throws SQLException {
        // Given
        database.dealer("d1", 1000);
        delivered("o1", "d1", 100);
        payments.settle(List.of(payment("p1", "o1", 100, 0)));
        ledger.decide(List.of(event("o1", 9, "RETURNED", null, (Long) null)));
        assertThat(database.sums("d1")).isEqualTo("-100/0");

        // When
        payments.settle(List.of(payment("p1", "o1", 100, 100)));

        // Then
        assertThat(database.sums("d1")).isEqualTo("0/0");
        assertThat(database.column(PAYMENTS)).containsExactly("p1 100 100 100 0");
    }

    @Test
    void whatWentBackWhileThePaymentWaitedIsOnTheAccountWithIt() throws SQLException {
        // Given
        database.dealer("d1", 1000);
        List<DealerPayments.Settlement> early = new ArrayList<>(payments.settle(List.of(payment("p1", "o1", 100, 0))));
        early.addAll(payments.settle(List.of(payment("p1", "o1", 100, 40))));

        // When its order comes
        delivered("o1", "d1", 100);
        int credited = payments.settleWaiting();

        // Then
        assertThat(early).containsExactly(DealerPayments.Settlement.WAITING, DealerPayments.Settlement.REFUNDED);
        assertThat(credited).isEqualTo(1);
        assertThat(database.column(MOVEMENTS)).containsExactly("p1 PAYMENT -100", "p1 REFUND 40");
        assertThat(database.column(INVOICES)).containsExactly("o1 40");
    }

    @Test
    void ofAPaymentInAnotherCurrencyItIsAsMuchAsWasCreditedWhateverTheRateIsNow() throws SQLException {
        // Given
        database.dealer("d1", 1_000_000);
        database.execute("insert into fx_rate values ('USD', '2026-11-01', 25333)");
        SettledPayment came = new SettledPayment("p1", null, "d1", new BigDecimal("3.00"), BigDecimal.ZERO, "USD", CreditDatabase.START);
        payments.settle(List.of(came));
        database.execute("update fx_rate set vnd = 30000");

        // When a third of it goes back, and then all
        payments.settle(List.of(refunded(came, "1.01")));
        List<String> some = database.column(MOVEMENTS);
        payments.settle(List.of(refunded(came, "3.00")));

        // Then
        assertThat(some).containsExactly("p1 PAYMENT -75999", "p1 REFUND 25586");
        assertThat(database.column(MOVEMENTS)).containsExactly("p1 PAYMENT -75999", "p1 REFUND 75999");
        assertThat(database.sums("d1")).isEqualTo("0/0");
    }

    @Test
    void whatContradictsThePaymentTakesNothingBack() throws SQLException {
        // Given
        database.dealer("d1", 1000);
        delivered("o1", "d1", 100);
        payments.settle(List.of(payment("p1", "o1", 100, 0)));

        // When
        List<DealerPayments.Settlement> settled = payments.settle(List.of(payment("p1", "o1", 90, 50), payment("p1", "o2", 100, 50)));

        // Then
        assertThat(settled).containsOnly(DealerPayments.Settlement.CONTRADICTED);
        assertThat(database.sums("d1")).isEqualTo("0/0");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOrderAndRepetitionOfWhatIsToldEndsInTheSameLedger(long seed) throws SQLException {
        // Given payments of orders, in the dealer's currency and in another, of which more and more goes back, as it happened
        List<SettledPayment> story = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            SettledPayment came = new SettledPayment("p" + i, "o" + i, i % 3 == 0 ? dealerOf(i) : null, BigDecimal.valueOf(900 + i), BigDecimal.ZERO,
                i % 4 == 3 ? "USD" : "VND", CreditDatabase.START.plusSeconds(i));
            story.add(came);
            for (int times = 1; times <= i % 4; times++) {
                story.add(refunded(came, Integer.toString(times == 3 ? 900 + i : 150 * times + i)));
            }
        }
        List<String> asItHappened = booked(story, new Random(seed), story.size());

        // When it is told in any order, most of it again and again, in batches, before and after the orders are
        Random random = new Random(seed);
        List<SettledPayment> shuffled = new ArrayList<>(story);
        shuffled.addAll(story.subList(random.nextInt(story.size()), story.size()));
        shuffled.addAll(story);
        Collections.shuffle(shuffled, random);
        database.clear();
        List<String> shuffledBooks = booked(shuffled, random, 9);

        // Then
        assertThat(shuffledBooks).isEqualTo(asItHappened);
        assertThat(database.column("select payment_id from credit_ledger where kind = 'PAYMENT' group by 1 having count(*) > 1")).isEmpty();
        assertThat(asItHappened).contains("p0 PAYMENT -900", "p1 REFUND 151", "p2 REFUND 302", "p3 REFUND " + 903 * 25_000);
    }

    /** The books after payments came in batches of at most so many, and their orders at any time meanwhile. */
    private List<String> booked(List<SettledPayment> told, Random random, int batchMax) throws SQLException {
        database.dealer("d0", 1_000_000_000);
        database.dealer("d1", 1_000_000_000);
        database.execute("insert into fx_rate values ('USD', '2026-11-01', 25000)");
        List<Integer> orders = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        Collections.shuffle(orders, random);
        for (int from = 0, size; from < told.size(); from += size) {
            size = Math.min(1 + random.nextInt(batchMax), told.size() - from);
            payments.settle(told.subList(from, from + size));
            if (!orders.isEmpty()) {
                int order = orders.remove(0);
                delivered("o" + order, dealerOf(order), 40_000_000);
            }
            if (random.nextBoolean()) {
                payments.settleWaiting();
            }
        }
        for (int order : orders) {
            delivered("o" + order, dealerOf(order), 40_000_000);
        }
        payments.settleAllWaiting();
        List<String> books = new ArrayList<>(database.column(MOVEMENTS));
        books.addAll(database.column(PAYMENTS));
        books.addAll(List.of(database.sums("d0"), database.sums("d1")));
        return books;
    }

    private static String dealerOf(int order) {
        return "d" + order % 2;
    }

    private void delivered(String order, String dealer, long amount) throws SQLException {
        ledger.decide(List.of(event(order, 1, "PENDING", dealer, amount), event(order, 5, "DELIVERED", null, (Long) null)));
    }

    private static SettledPayment refunded(SettledPayment came, String refunded) {
        return new SettledPayment(came.paymentId(), came.orderId(), came.customerId(), came.amount(), new BigDecimal(refunded), came.currency(), came.settledAt());
    }

    /** @param order null: it names the dealer alone */
    private static SettledPayment payment(String id, String order, long amount, long refunded) {
        return new SettledPayment(id, order, order == null ? "d1" : null, BigDecimal.valueOf(amount), BigDecimal.valueOf(refunded), "VND",
            CreditDatabase.START.plusSeconds(100));
    }
}
