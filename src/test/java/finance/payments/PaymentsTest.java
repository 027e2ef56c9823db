package finance.payments;

import static finance.payments.PaymentStatus.AUTHORISED;
import static finance.payments.PaymentStatus.CAPTURED;
import static finance.payments.PaymentStatus.FAILED;
import static finance.payments.PaymentStatus.PENDING;
import static finance.payments.PaymentStatus.REFUNDING;
import static finance.payments.PaymentStatus.REVERSED;
import static finance.payments.PaymentStatus.VOIDED;
import static finance.payments.PaymentsDatabase.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of payments, when they are announced, and what replicas at once make of them. */
class PaymentsTest {

    private static final String ALL = "select payment_id, status, waits_for, announced_at is not null from payment order by payment_id";

    private static final String TOLD = """
        select m ->> 'payment_id', m ->> 'amount', m ->> 'refunded' from (select id, convert_from(message, 'UTF8')::jsonb as m from payment_outbox) as _ order by id""";

    private static final String POSTED = "select business_key, trim_scale(amount), document ->> 'gross' from erp_posting order by business_key";

    private static PaymentsDatabase database;
    private Payments payments;

    @BeforeAll
    static void connect() throws SQLException {
        database = new PaymentsDatabase("payments_test");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        database.clear();
        payments = database.payments();
    }

    @Test
    void whatIsAnnouncedIsOneMessageAndOnePosting() throws SQLException {
        // Given
        database.order("o1", 100);

        // When
        tell(told("o1", "t1", 100, CAPTURED));

        // Then
        assertThat(database.rows("select key, convert_from(message, 'UTF8') from payment_outbox")).containsExactly("shop-platform:s1:o1 "
            + "{\"payment_id\":\"vnpay:o1:t1\",\"platform\":\"shop-platform\",\"shop_id\":\"s1\",\"order_id\":\"o1\",\"amount\":\"100\",\"currency\":\"VND\","
            + "\"settled_at\":\"2026-11-20T03:00:00Z\",\"on_account\":false}");
        assertThat(database.rows("select business_key, kind, payment_id, posting_date, document from erp_posting")).containsExactly(
            "vnpay:o1:t1:PAYMENT INCOMING_PAYMENT vnpay:o1:t1 2026-11-20 "
                + "{\"gross\": \"100\", \"order_id\": \"o1\", \"provider\": \"vnpay\", \"payment_id\": \"vnpay:o1:t1\", \"transaction\": \"t1\"}");
    }

    @Test
    void aDealersPaymentIsOneOfCredits() throws SQLException {
        // Given
        database.order("o1", 100);
        database.execute("update orders set dealer_id = 'd1'");

        // When
        tell(told("o1", "t1", 100, CAPTURED));

        // Then
        assertThat(database.rows("select convert_from(message, 'UTF8')::jsonb -> 'on_account' from payment_outbox")).containsExactly("null");
    }

    @Test
    void aPaymentAnnouncedBeforeItsDealerWasToldIsAnnouncedOnceMore() throws SQLException {
        // Given two, of one of which something went back since
        database.order("o1", 100);
        database.order("o2", 100);
        tell(told("o1", "t1", 100, CAPTURED), told("o2", "t2", 100, CAPTURED));
        tell(told("vnpay", "o1", "t1", 100, CAPTURED, 30L));
        assertThat(payments.lookAtAll()).isZero();
        database.execute("update orders set dealer_id = 'd1' where order_id = 'o1'");
        database.execute("truncate payment_outbox");
        List<String> posted = database.rows(POSTED);

        // When
        int changed = payments.lookAtAll();
        payments.lookAtAll();
        tell(told("vnpay", "o1", "t1", 100, CAPTURED, 40L));

        // Then
        assertThat(changed).isEqualTo(1);
        assertThat(database.rows(TOLD)).containsExactly("vnpay:o1:t1 100 30", "vnpay:o1:t1 100 40");
        assertThat(database.rows("select convert_from(message, 'UTF8')::jsonb -> 'on_account' from payment_outbox")).containsExactly("null", "null");
        assertThat(database.rows(POSTED)).containsAll(posted).hasSize(posted.size() + 1);
    }

    @Test
    void aPaymentWaitsWhileItsOrderIsMissingWithoutAmountOrCurrencyOrOneOfSeveral() throws SQLException {
        // Given
        database.order("shop-platform", "no-amount", null);
        database.order("no-currency", 100);
        database.execute("update orders set currency = null where order_id = 'no-currency'");
        database.order("a", "twice", BigDecimal.valueOf(100));
        database.order("b", "twice", BigDecimal.valueOf(100));

        // When
        List<Recorded> recorded = tell(told("none", "t1", 100, CAPTURED), told("no-amount", "t2", 100, CAPTURED), told("twice", "t3", 100, CAPTURED),
            told("no-currency", "t4", 100, CAPTURED));

        // Then
        assertThat(recorded).extracting(Recorded::waitsFor).containsOnly(WaitsFor.ORDER);
        assertThat(payments.lookAtAll()).isZero();
        assertThat(database.rows("select 1 from payment_outbox")).isEmpty();
    }

    @Test
    void whatWaitsGoesOnWhenItsOrderComesAgreesOrIsPaidNoMore() throws SQLException {
        // Given
        database.order("amount", 99);
        database.order("paid", 100);
        database.order("never", 1);
        tell(told("late", "t1", 100, CAPTURED), told("amount", "t2", 100, CAPTURED), told("paid", "t3", 100, CAPTURED), told("paid", "t4", 100, CAPTURED),
            told("never", "t5", 100, CAPTURED), told("late", "t6", 100, FAILED));

        // When
        database.order("late", 100);
        database.execute("update orders set amount = 100 where order_id = 'amount'");
        tell(told("paid", "t3", 100, REVERSED));
        int changed = payments.lookAgain();

        // Then: what failed agrees with its order by now, and is never announced
        assertThat(changed).isEqualTo(4);
        assertThat(database.rows(ALL)).containsExactly("vnpay:amount:t2 CAPTURED null t", "vnpay:late:t1 CAPTURED null t", "vnpay:late:t6 FAILED PAID f",
            "vnpay:never:t5 CAPTURED AMOUNT f", "vnpay:paid:t3 REVERSED null t", "vnpay:paid:t4 CAPTURED null t");
        assertThat(database.rows("select business_key from erp_posting order by 1")).containsExactly("vnpay:amount:t2:PAYMENT", "vnpay:late:t1:PAYMENT",
            "vnpay:paid:t3:PAYMENT", "vnpay:paid:t3:REFUND:100", "vnpay:paid:t4:PAYMENT");
    }

    @Test
    void partsOfAnOrderAreAnnouncedOnceTheyAreItsAmountTogether() throws SQLException {
        // Given a part, and one of another order that is not all of it
        database.order("o1", 100);
        database.order("o2", 100);
        tell(told("o1", "t1", 60, CAPTURED), told("o2", "t3", 60, CAPTURED), told("o2", "t4", 50, CAPTURED), told("o2", "t5", 40, FAILED));
        assertThat(payments.lookAgain()).isZero();

        // When
        tell(told("o1", "t2", 40, CAPTURED));
        int changed = payments.lookAgain();

        // Then
        assertThat(changed).isEqualTo(1);
        assertThat(payments.lookAgain()).isZero();
        assertThat(database.rows(ALL)).containsExactly("vnpay:o1:t1 CAPTURED null t", "vnpay:o1:t2 CAPTURED null t", "vnpay:o2:t3 CAPTURED AMOUNT f",
            "vnpay:o2:t4 CAPTURED AMOUNT f", "vnpay:o2:t5 FAILED AMOUNT f");
        assertThat(database.rows(POSTED)).containsExactly("vnpay:o1:t1:PAYMENT 60 60", "vnpay:o1:t2:PAYMENT 40 40");
        // And what is paid beside them was paid twice
        assertThat(tell(told("o1", "t6", 100, CAPTURED)).get(0).waitsFor()).isEqualTo(WaitsFor.PAID);
    }

    @Test
    void twoPaymentsOfAnOrderThatBecomesBothAreNoMoreOneTooMany() throws SQLException {
        // Given an order that was paid twice
        database.order("o1", 100);
        tell(told("o1", "t1", 100, CAPTURED), told("o1", "t2", 100, CAPTURED));

        // When it is amended to be both
        database.execute("update orders set amount = 200");
        int changed = payments.lookAgain();

        // Then
        assertThat(changed).isEqualTo(1);
        assertThat(database.rows(ALL)).containsExactly("vnpay:o1:t1 CAPTURED null t", "vnpay:o1:t2 CAPTURED null t");
    }

    @Test
    void whatGoesBackOfAnAnnouncedPaymentIsPostedBelowZeroOnce() throws SQLException {
        // Given
        database.order("o1", 100);
        database.order("o2", 100);
        database.order("o3", 90);
        tell(told("o1", "t1", 100, CAPTURED), told("o2", "t2", 100, CAPTURED), told("o3", "t3", 100, CAPTURED));

        // When parts of one go back, one is taken back, and one that was never announced
        for (Long refunded : List.of(40L, 40L, 30L, 100L, 100L)) {
            tell(told("vnpay", "o1", "t1", 100, PENDING, refunded));
        }
        tell(told("o2", "t2", 100, REVERSED), told("o2", "t2", 100, REVERSED), told("o3", "t3", 100, REVERSED));

        // Then each time with all that went back, and of what was never announced nothing
        assertThat(database.rows(POSTED)).containsExactly("vnpay:o1:t1:PAYMENT 100 100", "vnpay:o1:t1:REFUND:100 -60 -60", "vnpay:o1:t1:REFUND:40 -40 -40",
            "vnpay:o2:t2:PAYMENT 100 100", "vnpay:o2:t2:REFUND:100 -100 -100");
        assertThat(database.rows("select distinct kind, posting_date >= current_date - 1 from erp_posting where amount < 0")).containsExactly("INCOMING_PAYMENT t");
        assertThat(database.rows(TOLD)).containsExactly("vnpay:o1:t1 100 null", "vnpay:o2:t2 100 null", "vnpay:o1:t1 100 40", "vnpay:o1:t1 100 100",
            "vnpay:o2:t2 100 100");
    }

    @Test
    void whatIsToldOfAPaymentThatWentBackIsWhatWasAnnounced() throws SQLException {
        // Given a dealer's payment of which some went back before it was announced, and one of nobody's, which a dealer's order is now
        database.order("o1", 200);
        database.order("o2", 100);
        database.execute("update orders set dealer_id = 'd1' where order_id = 'o1'");
        tell(told("vnpay", "o1", "t1", 300, CAPTURED, 100L), told("o2", "t2", 100, CAPTURED));
        database.execute("update orders set dealer_id = case order_id when 'o2' then 'd1' end");

        // When
        tell(told("vnpay", "o1", "t1", 300, CAPTURED, 150L), told("vnpay", "o2", "t2", 100, CAPTURED, 10L));

        // Then
        assertThat(database.rows(TOLD)).containsExactly("vnpay:o1:t1 200 null", "vnpay:o2:t2 100 null", "vnpay:o1:t1 200 50", "vnpay:o2:t2 100 10");
        assertThat(database.rows("select convert_from(message, 'UTF8')::jsonb -> 'on_account' from payment_outbox order by id"))
            .containsExactly("null", "false", "null", "false");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void inWhicheverOrderItIsToldTheLedgersAreToldWhatStays(long seed) throws SQLException {
        // Given payments, each told of as it came and with more and more of it gone back, some by who does not know that it came, in
        // any order and some of it twice
        Random random = new Random(seed);
        List<ToldPayment> all = new ArrayList<>();
        for (int payment = 0; payment <= 10; payment++) {
            String id = Integer.toString(payment);
            database.order("o" + id, 100);
            all.add(told("o" + id, "t" + id, 100, CAPTURED));
            for (long refunded = 10; refunded <= payment * 10; refunded += 30) {
                all.add(told("vnpay", "o" + id, "t" + id, 100, List.of(PENDING, AUTHORISED, CAPTURED).get(random.nextInt(3)), refunded));
            }
        }
        all.addAll(all.subList(0, random.nextInt(all.size())));
        Collections.shuffle(all, random);

        // When
        for (int from = 0; from < all.size(); from += 7) {
            payments.record(all.subList(from, Math.min(all.size(), from + 7)));
        }

        // Then payment.settled and the ERP end at what stays, and what was announced is told the same each time; what all went back
        // before it came is told to neither
        assertThat(database.rows("""
            select payment_id from payment p
             where (announced_at is not null or status <> 'REFUNDED')
               and (amount - refunded is distinct from (select sum(amount) from erp_posting e where e.payment_id = p.payment_id)
                or amount - refunded is distinct from (select min((m ->> 'amount')::numeric - coalesce((m ->> 'refunded')::numeric, 0)) from told where m ->> 'payment_id' = p.payment_id)
                or 1 <> (select count(distinct m ->> 'amount') from told where m ->> 'payment_id' = p.payment_id))""".replace("from told",
            "from (select convert_from(message, 'UTF8')::jsonb as m from payment_outbox) as told"))).isEmpty();
        assertThat(database.rows("select status, trim_scale(refunded) from payment order by refunded, payment_id")).containsExactly("CAPTURED 0",
            "CAPTURED 10", "CAPTURED 10", "CAPTURED 10", "CAPTURED 40", "CAPTURED 40", "CAPTURED 40", "CAPTURED 70", "CAPTURED 70", "CAPTURED 70", "REFUNDED 100");
    }

    @Test
    void aRefundThatIsToldBeforeTheCaptureCountsFromTheCaptureOn() throws SQLException {
        // Given refunds of payments that nobody has told are captured, and of one with an amount that was another
        for (String id : List.of("o1", "o2", "o3")) {
            database.order(id, 100);
        }
        tell(told("vnpay", "o1", "t1", 100, PENDING, 40L), told("vnpay", "o2", "t2", 100, AUTHORISED, 100L), told("vnpay", "o3", "t3", 120, PENDING, 110L));
        assertThat(refunds()).containsExactly("PENDING 40", "AUTHORISED 100", "PENDING 110");

        // When
        tell(told("o1", "t1", 100, CAPTURED), told("o2", "t2", 100, CAPTURED), told("o3", "t3", 100, CAPTURED));

        // Then what stays is told, and of what all went back nothing
        assertThat(refunds()).containsExactly("CAPTURED 40", "REFUNDED 100", "REFUNDED 100");
        assertThat(database.rows(POSTED)).containsExactly("vnpay:o1:t1:PAYMENT 60 60");
    }

    @Test
    void whatStaysOfAPaymentMayBeItsOrdersAmount() throws SQLException {
        // Given two payments that were too much, of one of which too little went back
        database.order("o1", 200);
        database.order("o2", 250);
        tell(told("o1", "t1", 300, CAPTURED), told("vnpay", "o2", "t2", 300, CAPTURED, 100L));

        // When
        tell(told("vnpay", "o1", "t1", 300, CAPTURED, 100L));
        database.execute("update orders set amount = 200 where order_id = 'o2'");
        int changed = payments.lookAgain();

        // Then what stays is announced
        assertThat(changed).isEqualTo(1);
        assertThat(database.rows(POSTED)).containsExactly("vnpay:o1:t1:PAYMENT 200 200", "vnpay:o2:t2:PAYMENT 200 200");
        assertThat(database.rows("select convert_from(message, 'UTF8')::jsonb ->> 'amount' from payment_outbox")).containsExactly("200", "200");
    }

    @Test
    void allThatWaitAreLookedAtInPages() throws SQLException {
        // Given
        database.execute("""
            insert into payment (payment_id, provider, order_id, amount, currency, status, waits_for, settled_at, created_at)
            select 'p' || n, 'x', 'o' || n, 100, 'VND', 'CAPTURED', 'ORDER', now(), now() - n / 2 * interval '1 second' from generate_series(1, 1203) n""");
        database.execute("""
            insert into orders (platform, shop_id, order_id, amount, currency, created_at, updated_at)
            select 'p', 's', 'o' || n, 100, 'VND', now(), now() from generate_series(1, 1203) n""");

        // When
        int changed = payments.lookAtAll();

        // Then
        assertThat(changed).isEqualTo(1203);
        assertThat(database.rows("select count(*) from payment_outbox")).containsExactly("1203");
    }

    @Test
    void aPaymentThatItsShopHasBegunIsTheOneThatTheIpnTellsOf() throws SQLException {
        // Given
        database.order("o1", 100);
        tell(told("o1", null, 100, PENDING));

        // When
        tell(told("o1", "t1", 100, CAPTURED), told("o1", "t1", 100, CAPTURED), told("o1", null, 100, PENDING));

        // Then
        assertThat(database.rows("select payment_id, transaction_id, status from payment")).containsExactly("vnpay:o1 t1 CAPTURED");
    }

    @Test
    void aSecondAttemptIsAPaymentOfItsOwn() throws SQLException {
        // Given
        database.order("o1", 100);

        // When
        tell(told("o1", "t1", 100, FAILED), told("o1", "t2", 100, CAPTURED), told("o1", null, 100, VOIDED));

        // Then
        assertThat(database.rows(ALL)).containsExactly("vnpay:o1:t1 FAILED null f", "vnpay:o1:t2 CAPTURED null t");
    }

    @Test
    void anAmountCountsUntilItIsCaptured() throws SQLException {
        // Given
        database.order("o1", 90);
        tell(told("o1", null, 100, PENDING), told("o1", "t1", 90, CAPTURED));

        // When
        Recorded contradicted = tell(told("o1", "t1", 80, CAPTURED)).get(0);

        // Then
        assertThat(contradicted.contradicted()).isTrue();
        assertThat(database.rows("select trim_scale(amount), waits_for from payment")).containsExactly("90 null");
    }

    @Test
    void aPaymentFirstHeardOfWhileItGoesBackInPartIsAnnounced() throws SQLException {
        // Given
        database.order("o1", 100);

        // When
        tell(told("o1", "t1", 100, REFUNDING), told("o1", "t2", 100, CAPTURED));

        // Then: money came, and the order is paid
        assertThat(database.rows(ALL)).containsExactly("vnpay:o1:t1 REFUNDING null t", "vnpay:o1:t2 CAPTURED PAID f");
        assertThat(database.rows("select business_key from erp_posting")).containsExactly("vnpay:o1:t1:PAYMENT");
    }

    @Test
    void aRefundIsKeptAsFarAsItWent() throws SQLException {
        // Given
        database.order("o1", 100);
        tell(told("o1", "t1", 100, CAPTURED));

        // When, then
        tell(told("o1", "t1", 100, REFUNDING));
        assertThat(refunds()).containsExactly("REFUNDING 0");
        tell(told("vnpay", "o1", "t1", 100, PENDING, 40L));
        assertThat(refunds()).containsExactly("CAPTURED 40");
        tell(told("vnpay", "o1", "t1", 100, PENDING, 30L));
        assertThat(refunds()).containsExactly("CAPTURED 40");
        tell(told("vnpay", "o1", "t1", 100, PENDING, 100L));
        assertThat(refunds()).containsExactly("REFUNDED 100");
    }

    private static List<String> refunds() throws SQLException {
        return database.rows("select status, trim_scale(refunded) from payment order by payment_id");
    }

    @Test
    void aRowOfSomebodyElsesIsComparedLikeOurOwn() throws SQLException {
        // Given
        database.order("o1", 100);
        database.execute("insert into payment (payment_id, provider, order_id, amount, currency, status, settled_at) values ('vnpay:o1:t1', 'vnpay', 'o1', 100, 'VND', 'CAPTURED', now())");

        // When
        Recorded recorded = tell(told("o1", "t1", 100, CAPTURED)).get(0);

        // Then
        assertThat(recorded.isNew()).isFalse();
        assertThat(database.rows("select count(*) from payment")).containsExactly("1");
        assertThat(database.rows("select count(*) from payment_outbox")).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void replicasAtOnceMakeOnePaymentOfEachAndAnnounceItOnce(long seed) throws Exception {
        // Given: 20 payments of 10 orders, told of 40 times each in batches of any order, while their orders come
        Random random = new Random(seed);
        List<ToldPayment> all = new ArrayList<>();
        for (int i = 0; i < 800; i++) {
            int payment = i % 20;
            all.add(told("o" + payment / 2, "t" + payment, 100, List.of(PENDING, AUTHORISED, CAPTURED, FAILED).get(random.nextInt(4))));
        }
        IntStream.range(0, 20).forEach(payment -> all.add(told("o" + payment / 2, "t" + payment, 100, CAPTURED)));
        Collections.shuffle(all, random);
        List<Callable<Object>> replicas = new ArrayList<>();
        for (int from = 0; from < all.size(); from += 41) {
            List<ToldPayment> batch = all.subList(from, Math.min(all.size(), from + 41));
            replicas.add(() -> database.payments().record(batch));
        }
        for (int order = 0; order < 10; order++) {
            String id = "o" + order;
            replicas.add(random.nextInt(replicas.size()), () -> {
                database.order(id, 100);
                return database.payments().lookAgain();
            });
        }

        // When
        ExecutorService executor = Executors.newFixedThreadPool(8);
        for (Future<Object> done : executor.invokeAll(replicas)) {
            done.get();
        }
        executor.shutdown();
        payments.lookAtAll();

        // Then: of two that were paid for one order one is announced, the other waits
        assertThat(database.rows("select count(*), count(distinct order_id) from payment where status = 'CAPTURED'")).containsExactly("20 10");
        assertThat(database.rows("select count(*), count(distinct order_id) from payment where announced_at is not null and waits_for is null")).containsExactly("10 10");
        assertThat(database.rows("select count(*) from payment where announced_at is null and waits_for = 'PAID'")).containsExactly("10");
        assertThat(database.rows("select count(*) from payment_outbox")).containsExactly("10");
        assertThat(database.rows("select count(*) from erp_posting e join payment p using (payment_id) where p.announced_at is not null")).containsExactly("10");
    }

    @Test
    void onePaymentToldAtOnceOfTwoOrdersIsKeptAndAnnouncedOfOne() throws Exception {
        // Given
        List<Callable<List<Recorded>>> replicas = new ArrayList<>();
        for (int payment = 0; payment < 100; payment++) {
            for (String order : List.of("a" + payment, "b" + payment)) {
                ToldPayment told = new ToldPayment("cash", order, "r" + payment, null, BigDecimal.valueOf(100), "VND", null, null, CAPTURED, null, null, null);
                database.order(order, 100);
                replicas.add(() -> database.payments().record(List.of(told)));
            }
        }

        // When
        ExecutorService executor = Executors.newFixedThreadPool(8);
        List<Recorded> recorded = new ArrayList<>();
        for (Future<List<Recorded>> done : executor.invokeAll(replicas)) {
            recorded.addAll(done.get());
        }
        executor.shutdown();

        // Then
        assertThat(recorded).filteredOn(Recorded::contradicted).hasSize(100);
        assertThat(database.rows("select count(*) from payment where announced_at is not null")).containsExactly("100");
        assertThat(database.rows("select count(*) from payment_outbox")).containsExactly("100");
        assertThat(database.rows("select count(*) from erp_posting e join payment p using (payment_id, order_id)")).containsExactly("100");
    }

    private List<Recorded> tell(ToldPayment... told) throws SQLException {
        return payments.record(List.of(told));
    }
}
