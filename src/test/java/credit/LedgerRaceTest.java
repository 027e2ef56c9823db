package credit;

import static credit.CreditDatabase.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Many at once: whoever comes first, no limit is broken, nothing is lost, and nobody is told of a deadlock. */
class LedgerRaceTest {

    private static final int THREADS = 64;
    private static final int ROOM = 10;
    private static final long AMOUNT = 1_000;

    private static CreditDatabase database;
    private static ExecutorService threads;

    private final CreditLedger ledger = database.ledger();
    private final DealerPayments payments = database.payments();
    private final Releases releases = database.releases();
    private final DealerDesk desk = database.desk();

    @BeforeAll
    static void open() throws SQLException {
        database = new CreditDatabase("ledger_race");
        threads = Executors.newFixedThreadPool(THREADS);
    }

    @AfterAll
    static void close() throws SQLException {
        threads.shutdownNow();
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

    @RepeatedTest(3)
    void ofSixtyFourOrdersAtOnceExactlyTheTenForWhichThereIsRoomAreAccepted() throws Exception {
        // Given
        database.dealer("d", ROOM * AMOUNT);

        // When
        List<Boolean> accepted = atOnce(i -> () -> order("o" + i, "d"));

        // Then
        assertThat(accepted).filteredOn(one -> one).hasSize(ROOM);
        assertThat(database.sums("d")).isEqualTo("0/" + ROOM * AMOUNT);
        assertThat(database.column("select count(*) from credit_ledger")).containsExactly(Integer.toString(ROOM));
        assertThat(database.column("select reason || ' ' || count(*) from credit_order where locked group by reason")).containsExactly("OVER_LIMIT 54");
    }

    @RepeatedTest(3)
    void dealersOfAPoolShareTheRoomOfTheDealersAbove() throws Exception {
        // Given two groups of four dealers, which have room for more than the one at the top has
        database.dealer("top", ROOM * AMOUNT);
        database.dealer("g0", 8 * AMOUNT, "top");
        database.dealer("g1", 8 * AMOUNT, "top");
        for (int i = 0; i < 8; i++) {
            database.dealer("d" + i, 5 * AMOUNT, "g" + i % 2, "top");
        }

        // When
        List<Boolean> accepted = atOnce(i -> () -> order("o" + i, "d" + i % 8));

        // Then
        assertThat(accepted).filteredOn(one -> one).hasSize(ROOM);
        assertThat(database.column("select trim_scale(pool_held) from dealer where customer_id = 'top'")).containsExactly(Long.toString(ROOM * AMOUNT));
        assertThat(database.column("select customer_id from dealer where pool_held > credit_limit")).isEmpty();
    }

    @RepeatedTest(5)
    void whoTellsOfANewOrderAtTheSameTimeTellsOfOneOrder() throws Exception {
        // Given
        database.dealer("a", 100 * AMOUNT);
        database.dealer("b", 100 * AMOUNT);

        // When each order is told to be of one dealer, of the other, of none yet cancelled, and all of it again in batches
        atOnce(i -> () -> {
            String order = "o" + i % 8;
            return switch (i / 8 % 4) {
                case 0 -> ledger.decide(List.of(event(order, 1, "PENDING", "a", AMOUNT)));
                case 1 -> ledger.decide(List.of(event(order, 2, "PENDING", "b", AMOUNT)));
                case 2 -> ledger.decide(List.of(event(order, 3, "CANCELLED", null, (Long) null)));
                default -> ledger.decide(List.of(event("o" + (i + 1) % 8, 2, "PENDING", "b", AMOUNT), event(order, 1, "PENDING", "a", AMOUNT)));
            };
        });

        // Then
        assertThat(database.column("select distinct customer_id || ' ' || effect from credit_order")).containsExactly("b VOID");
        assertThat(List.of(database.sums("a"), database.sums("b"))).containsOnly("0/0");
    }

    @RepeatedTest(3)
    void aPaymentThatComesManyTimesAtOnceCountsOnce() throws Exception {
        // Given
        database.dealer("d", ROOM * AMOUNT);
        ledger.decide(List.of(event("o1", 1, "DELIVERED", "d", AMOUNT)));
        SettledPayment one = payment("p1", null, "d", 300);
        SettledPayment other = payment("p2", "o1", null, 200);

        // When
        List<List<DealerPayments.Settlement>> settled = atOnce(i -> () -> payments.settle(i % 2 == 0 ? List.of(one, other) : List.of(other, one)));

        // Then
        assertThat(settled.stream().flatMap(List::stream)).filteredOn(DealerPayments.Settlement.CREDITED::equals).hasSize(2);
        assertThat(database.sums("d")).isEqualTo("500/0");
        assertThat(database.column("select trim_scale(open) from invoice")).containsExactly("500");
    }

    @RepeatedTest(3)
    void whatWentBackAndIsToldManyTimesAtOnceIsOwedAgainOnce() throws Exception {
        // Given
        database.dealer("d", ROOM * AMOUNT);
        ledger.decide(List.of(event("o1", 1, "DELIVERED", "d", AMOUNT)));

        // When it is told by some before the payments are, and of less by some than of others
        atOnce(i -> () -> {
            SettledPayment one = payment("p1", null, "d", 300, 100 * (i % 4));
            SettledPayment other = payment("p2", "o1", null, 200, 50 * (i % 3));
            return payments.settle(i % 2 == 0 ? List.of(one, other) : List.of(other, one));
        });

        // Then
        assertThat(database.sums("d")).isEqualTo("900/0");
        assertThat(database.column("select payment_id || ' ' || kind || ' ' || trim_scale(sum(outstanding)) from credit_ledger where payment_id is not null group by payment_id, kind order by 1"))
            .containsExactly("p1 PAYMENT -300", "p1 REFUND 300", "p2 PAYMENT -200", "p2 REFUND 100");
        assertThat(database.column("select trim_scale(open) from invoice")).containsExactly("900");
    }

    @Test
    void withPaymentsRefundsReleasesCancellationsAndMovesAtTheSameTimeEverySumHoldsAndNothingWaitsThatWouldFit() throws Exception {
        // Given two pools, whose dealers can be moved from one to the other
        for (String root : List.of("r0", "r1")) {
            desk.create(root, "VND", BigDecimal.valueOf(3 * ROOM * AMOUNT), 30, null);
        }
        for (int i = 0; i < 6; i++) {
            desk.create("d" + i, "VND", BigDecimal.valueOf(ROOM * AMOUNT), 30, "r" + i % 2);
        }

        // When
        atOnce(i -> () -> {
            Random random = new Random(i);
            for (int n = 0; n < 12; n++) {
                tradeOnce(random, i + "-" + n);
            }
            return null;
        });
        payments.settleWaiting();
        releases.run();

        // Then
        assertThat(database.column("select customer_id from dealer where release_due")).isEmpty();
        assertThat(database.column("""
            select o.order_id from credit_order o join dealer d using (customer_id)
             where o.locked and not exists (select from dealer l where l.customer_id = any (d.pool)
                                               and o.amount - o.held - o.invoiced > l.credit_limit - l.pool_outstanding - l.pool_held)""")).isEmpty();
        assertThat(database.column("select order_id from credit_ledger where order_id is not null group by order_id, customer_id having sum(held) < 0 or sum(outstanding) < 0")).isEmpty();
    }

    private void tradeOnce(Random random, String id) throws SQLException {
        String dealer = "d" + random.nextInt(6);
        // Orders that several threads tell of, in no order.
        String order = "o" + random.nextInt(200);
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> ledger.decide(List.of(event("o" + random.nextInt(200), 1, "PENDING", dealer, 200L + random.nextInt(2_000)),
                event(order, 1, "PENDING", dealer, AMOUNT)));
            case 4, 5 -> ledger.decide(List.of(event(order, 5 + random.nextInt(5), "DELIVERED", null, (Long) null)));
            case 6 -> ledger.decide(List.of(event(order, 5 + random.nextInt(5), "CANCELLED", null, (Long) null)));
            case 7 -> ledger.decide(List.of(event(order, 2 + random.nextInt(3), "CONFIRMED", dealer, 500L + random.nextInt(1_000))));
            case 8, 9 -> payments.settle(List.of(payment("p" + id, random.nextBoolean() ? order : null, random.nextBoolean() ? dealer : null, 1_000),
                shared(random.nextInt(20), random.nextInt(101))));
            case 10 -> releases.run();
            default -> desk.move(dealer, "r" + random.nextInt(2));
        }
        if (random.nextInt(10) == 0) {
            payments.settleWaiting();
        }
    }

    private boolean order(String id, String dealer) throws SQLException {
        return !ledger.decide(List.of(event(id, 1, "PENDING", dealer, AMOUNT))).get(0).isLocked();
    }

    /** What all threads answer that begin at the same moment; the first failure, if one fails. */
    private static <T> List<T> atOnce(IntFunction<Callable<T>> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Callable<T> one = work.apply(i);
            running.add(threads.submit(() -> {
                start.await();
                return one.call();
            }));
        }
        List<T> answers = new ArrayList<>();
        for (Future<T> one : running) {
            answers.add(one.get(120, TimeUnit.SECONDS));
        }
        return answers;
    }

    /** A payment that several threads tell of. */
    private static SettledPayment shared(int number, long refunded) {
        return payment("q" + number, "o" + number, null, 100, refunded);
    }

    private static SettledPayment payment(String id, String order, String customer, long amount) {
        return payment(id, order, customer, amount, 0);
    }

    private static SettledPayment payment(String id, String order, String customer, long amount, long refunded) {
        return new SettledPayment(id, order, customer != null || order != null ? customer : "d0", BigDecimal.valueOf(amount), BigDecimal.valueOf(refunded), "VND",
            CreditDatabase.START.plusSeconds(100));
    }
}
