package credit;

import static credit.CreditDatabase.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import database.SqlFailure;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import orders.CanonicalEvent;
import orders.OrderKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreditLedgerTest {

    private static CreditDatabase database;

    private final CreditLedger ledger = database.ledger();
    private final DealerPayments payments = database.payments();
    private final Releases releases = database.releases();

    @BeforeAll
    static void open() throws SQLException {
        database = new CreditDatabase("credit_ledger");
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
    void anOrderThatFitsIsHeldAndTheNextThatDoesNotWaits() throws SQLException {
        // Given
        database.dealer("d1", 100);

        // When
        CreditBlock first = tell(event("o1", 1, "PENDING", "d1", 60L));
        CreditBlock second = tell(event("o2", 2, "PENDING", "d1", 50L));

        // Then
        assertThat(first).isEqualTo(new CreditBlock(CreditBlock.Decision.OK, null, "d1", "100", "40", "0", "60", "VND", 1));
        assertThat(second).isEqualTo(new CreditBlock(CreditBlock.Decision.LOCKED, Reason.OVER_LIMIT, "d1", "100", "40", "0", "60", "VND", 1));
        assertThat(database.sums("d1")).isEqualTo("0/60");
    }

    @Test
    void aRedeliveredBatchHoldsNothingTwiceAndTellsTheSame() throws SQLException {
        // Given
        database.dealer("d1", 100);
        List<CanonicalEvent> batch = List.of(event("o1", 1, "PENDING", "d1", 60L), event("o2", 2, "PENDING", "d1", 50L));
        List<CreditBlock> decided = ledger.decide(batch);

        // When
        List<CreditBlock> again = ledger.decide(batch);

        // Then
        assertThat(again).isEqualTo(decided);
        assertThat(database.sums("d1")).isEqualTo("0/60");
        assertThat(database.column("select count(*) from credit_ledger")).containsExactly("1");
    }

    @Test
    void aDeliveredOrderIsOwedAndItsPaymentReleasesWhatWaits() throws SQLException {
        // Given
        database.dealer("d1", 100);
        tell(event("o1", 1, "PENDING", "d1", 80L), event("o1", 5, "DELIVERED", null, (Long) null));
        tell(event("o2", 6, "PENDING", "d1", 50L));
        tell(event("o3", 7, "PENDING", "d1", 30L));
        assertThat(database.sums("d1")).isEqualTo("80/0");

        // When
        List<DealerPayments.Settlement> settled = payments.settle(List.of(payment("p1", "o1", null, 60), payment("p1", "o1", null, 60)));
        int released = releases.run();

        // Then
        assertThat(settled).containsExactly(DealerPayments.Settlement.CREDITED, DealerPayments.Settlement.REPEATED);
        assertThat(released).isEqualTo(2);
        assertThat(database.sums("d1")).isEqualTo("20/80");
        assertThat(database.column("select key from credit_outbox order by id")).containsExactly("b2b:default:o2", "b2b:default:o3");
        assertThat(database.column("select open from invoice")).containsExactly("20.0000");
    }

    @Test
    void aPoolOfDealersSharesTheLimitOfItsParent() throws SQLException {
        // Given
        database.dealer("p", 100);
        database.dealer("a", 90, "p");
        database.dealer("b", 90, "p");

        // When
        CreditBlock ofA = tell(event("o1", 1, "PENDING", "a", 80L));
        CreditBlock ofB = tell(event("o2", 2, "PENDING", "b", 30L));
        tell(event("o1", 3, "CANCELLED", null, (Long) null));
        releases.run();

        // Then
        assertThat(ofA.available()).isEqualTo("10");
        assertThat(ofB.reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(database.sums("b")).isEqualTo("0/30");
        assertThat(database.column("select trim_scale(pool_held) from dealer where customer_id = 'p'")).containsExactly("30");
    }

    @Test
    void anAmountEditedUpIsCheckedAndARefusedEditLeavesWhatWasHeld() throws SQLException {
        // Given
        database.dealer("d1", 100);
        tell(event("o1", 1, "PENDING", "d1", 60L));

        // When
        CreditBlock raised = tell(event("o1", 2, "CONFIRMED", null, 150L));
        CreditBlock lowered = tell(event("o1", 3, "CONFIRMED", null, 40L));

        // Then
        assertThat(raised.reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(raised.held()).isEqualTo("60");
        assertThat(lowered.isLocked()).isFalse();
        assertThat(database.sums("d1")).isEqualTo("0/40");
    }

    @Test
    void aReopenedOrderIsCheckedLikeANewOne() throws SQLException {
        // Given
        database.dealer("d1", 100);
        tell(event("o1", 1, "PENDING", "d1", 90L), event("o1", 2, "CANCELLED", null, (Long) null));
        tell(event("o2", 3, "PENDING", "d1", 90L));

        // When
        CreditBlock reopened = tell(event("o1", 4, "CONFIRMED", null, (Long) null));

        // Then
        assertThat(reopened.reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(database.sums("d1")).isEqualTo("0/90");
    }

    @Test
    void anInvoiceStaysWhatItWasWhenItsOrderIsPutOnHold() throws SQLException {
        // Given a dealer locked by hand once it was delivered to
        database.dealer("d1", 100);
        tell(event("o1", 1, "PENDING", "d1", 80L), event("o1", 2, "DELIVERED", null, (Long) null));
        database.desk().lock("d1");

        // When
        CreditBlock onHold = tell(event("o1", 86_400 * 9, "ON_HOLD", null, (Long) null));
        tell(event("o1", 86_400 * 10, "COMPLETED", null, (Long) null));

        // Then
        assertThat(onHold.isLocked()).isFalse();
        assertThat(database.sums("d1")).isEqualTo("80/0");
        assertThat(database.column("select kind from credit_ledger order by id")).containsExactly("HOLD", "COMMIT");
        assertThat(database.column("select issued_on from invoice")).containsExactly("2026-11-01");
    }

    @ParameterizedTest
    @CsvSource({"0,1,2", "0,2,1", "1,0,2", "1,2,0", "2,0,1", "2,1,0"})
    void aHoldByTheChannelKeepsAnInvoiceWhicheverIsToldFirst(int first, int second, int third) throws SQLException {
        // Given
        database.dealer("d1", 100);
        List<CanonicalEvent> events = List.of(event("o1", 1, "PENDING", "d1", 80L), event("o1", 2, "DELIVERED", null, (Long) null),
            event("o1", 3, "ON_HOLD", null, (Long) null));

        // When
        for (int next : List.of(first, second, third)) {
            tell(events.get(next));
        }

        // Then
        assertThat(database.sums("d1")).isEqualTo("80/0");
    }

    @Test
    void anOrderThatIsOnHoldFromItsBeginningIsHeld() throws SQLException {
        // Given
        database.dealer("d1", 100);

        // When
        tell(event("o1", 1, "ON_HOLD", "d1", 80L));

        // Then
        assertThat(database.sums("d1")).isEqualTo("0/80");
    }

    @Test
    void aCancellationThatCameFirstIsNotForgotten() throws SQLException {
        // Given
        database.dealer("d1", 100);
        assertThat(tell(event("o1", 2, "CANCELLED", null, (Long) null))).isNull();

        // When
        CreditBlock late = tell(event("o1", 1, "PENDING", "d1", 90L));

        // Then
        assertThat(late.isLocked()).isFalse();
        assertThat(database.sums("d1")).isEqualTo("0/0");
    }

    @Test
    void whatIsPaidForAnOrderThatWaitsIsPaidAheadUntilItIsReleased() throws SQLException {
        // Given a dealer locked by hand, who is delivered to all the same
        database.dealer("d1", 100);
        database.desk().lock("d1");
        tell(event("o1", 1, "PENDING", "d1", 80L), event("o1", 2, "DELIVERED", null, (Long) null));

        // When
        payments.settle(List.of(payment("p1", "o1", null, 80)));

        // Then
        assertThat(database.sums("d1")).isEqualTo("-80/0");
        assertThat(database.broken()).isEmpty();
        assertThat(database.column("select 1 from invoice")).isEmpty();

        // And released, it is paid
        database.desk().unlock("d1");
        releases.run();
        assertThat(database.sums("d1")).isEqualTo("0/0");
        assertThat(database.column("select open::int from invoice")).containsExactly("0");
    }

    @Test
    void aForeignOrderIsConvertedAtTheRateOfItsDayOrWaitsForOne() throws SQLException {
        // Given
        database.dealer("d1", 1_000_000);

        // When
        CreditBlock withoutRate = tell(event("o1", 1, "PENDING", "d1", "10.50", "USD"));
        database.execute("insert into fx_rate values ('USD', '2026-10-31', 25400)");
        database.execute("update dealer set release_due = true");
        releases.run();

        // Then
        assertThat(withoutRate.reason()).isEqualTo(Reason.NO_RATE);
        assertThat(database.sums("d1")).isEqualTo("0/266700");
    }

    @Test
    void whatIsReturnedAfterItWasPaidStaysAsCreditAndPaysTheNextInvoice() throws SQLException {
        // Given
        database.dealer("d1", 100);
        tell(event("o1", 1, "DELIVERED", "d1", 80L));
        payments.settle(List.of(payment("p1", "o1", null, 80)));

        // When
        tell(event("o1", 3, "RETURNED", null, (Long) null));
        tell(event("o2", 4, "DELIVERED", "d1", 100L));

        // Then
        assertThat(database.sums("d1")).isEqualTo("20/0");
        assertThat(database.column("select trim_scale(open) from invoice order by order_id")).containsExactly("0", "20");
    }

    @Test
    void anOverrideReleasesForATimeAndThenTheOrderWaitsAgain() throws SQLException {
        // Given
        database.dealer("d1", 100);
        tell(event("o1", 1, "PENDING", "d1", 150L));

        // When
        CreditBlock released = ledger.override(new OrderKey("b2b", "default", "o1"), "a good customer", Instant.now().minusSeconds(1), "api");
        assertThat(database.sums("d1")).isEqualTo("0/150");
        releases.endOverrides();

        // Then
        assertThat(released.isLocked()).isFalse();
        assertThat(database.sums("d1")).isEqualTo("0/0");
        assertThat(database.column("select reason from credit_order")).containsExactly("OVER_LIMIT");
        assertThat(database.column("select action from credit_audit order by id")).containsExactly("ORDER_LOCKED", "ORDER_OVERRIDDEN", "OVERRIDE_ENDED_LOCKED");
        assertThat(database.column("select convert_from(message, 'UTF8')::json ->> 'platform_status' from credit_outbox order by id"))
            .containsExactly("credit_released", "credit_locked");
    }

    @Test
    void aPaymentBeforeItsOrderWaitsForIt() throws SQLException {
        // Given
        database.dealer("d1", 100);
        List<DealerPayments.Settlement> early = payments.settle(List.of(payment("p1", "o1", null, 30)));
        assertThat(payments.settleWaiting()).isZero();

        // When
        tell(event("o1", 1, "DELIVERED", "d1", 80L));
        int credited = payments.settleWaiting();

        // Then
        assertThat(early).containsExactly(DealerPayments.Settlement.WAITING);
        assertThat(credited).isEqualTo(1);
        assertThat(database.sums("d1")).isEqualTo("50/0");
    }

    @Test
    void aCorrectionPaysInvoicesOrIsOneOfItsOwn() throws SQLException {
        // Given
        database.dealer("d1", 1000);
        tell(event("o1", 1, "DELIVERED", "d1", 100L));

        // When it owes less by 30, and then more by 50
        ledger.adjust("d1", BigDecimal.valueOf(-30), "damaged", "api");
        ledger.adjust("d1", BigDecimal.valueOf(50), "freight", "api");

        // Then
        assertThat(database.sums("d1")).isEqualTo("120/0");
        assertThat(database.column("select trim_scale(open) from invoice order by amount")).containsExactly("50", "70");
    }

    @Test
    void anAmountThatItsConversionMakesTooLargeWaitsAndHoldsUpNoOther() throws SQLException {
        // Given
        database.dealer("d1", 1000);
        tell(event("o1", 1, "PENDING", "d1", "999999999999999", "USD"));
        tell(event("o2", 2, "PENDING", "d1", "0.01", "USD"));
        database.execute("insert into fx_rate values ('USD', '2026-11-01', 25400)");
        database.execute("update dealer set release_due = true");

        // When
        int released = releases.run();

        // Then
        assertThat(released).isEqualTo(1);
        assertThat(database.column("select reason from credit_order where locked")).containsExactly("NO_AMOUNT");
    }

    @Test
    void aPaymentThatItsConversionMakesTooLargeIsRefusedAndNotKept() throws SQLException {
        // Given
        database.dealer("d1", 1000);
        database.execute("insert into fx_rate values ('USD', '2026-11-01', 25400)");

        // When, Then
        assertThatThrownBy(() -> payments.settle(List.of(dollars("p1", "999999999999999"))))
            .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(SqlFailure.isOfValues(refused)).isTrue());
        assertThat(database.column("select 1 from dealer_payment")).isEmpty();
        assertThat(payments.settle(List.of(dollars("p1", "1")))).containsExactly(DealerPayments.Settlement.CREDITED);
    }

    @Test
    void aPaymentThatItsRateMakesTooLargeLaterHoldsUpNobody() throws SQLException {
        // Given two that wait for a rate, and somebody who holds the dealer of one of them
        database.dealer("d1", 1000);
        database.dealer("d2", 1000);
        payments.settle(List.of(dollars("p1", "999999999999999"), new SettledPayment("p2", null, "d2", BigDecimal.ONE, BigDecimal.ZERO, "USD", CreditDatabase.START)));
        database.execute("insert into fx_rate values ('USD', '2026-11-01', 25400)");
        try (Connection holder = database.source.getConnection(); Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select 1 from dealer where customer_id = 'd1' for update");

            // When
            int credited = payments.settleWaiting();

            // Then
            assertThat(credited).isEqualTo(1);
        }
        assertThat(database.sums("d2")).isEqualTo("-25400/0");
    }

    @Test
    void aReleaseByHandCanBeProlonged() throws SQLException {
        // Given
        database.dealer("d1", 100);
        OrderKey order = new OrderKey("b2b", "default", "o1");
        tell(event("o1", 1, "PENDING", "d1", 150L));
        ledger.override(order, "a good customer", Instant.now().minusSeconds(1), "api");

        // When
        ledger.override(order, "until Friday", Instant.now().plusSeconds(3600), "api");
        releases.endOverrides();

        // Then
        assertThat(database.sums("d1")).isEqualTo("0/150");
        assertThat(database.column("select action from credit_audit order by id")).containsExactly("ORDER_LOCKED", "ORDER_OVERRIDDEN", "OVERRIDE_CHANGED");
    }

    @Test
    void aPaymentThatHasWaitedLongBehindManyOthersIsCreditedByTheRoundOfAll() throws SQLException {
        // Given one that waits behind more than are looked at every time
        database.dealer("d1", 100);
        payments.settle(List.of(payment("p1", "o1", null, 30)));
        database.execute("update dealer_payment set received_at = received_at - interval '1 day'");
        database.execute("""
            insert into dealer_payment (payment_id, customer_id, amount, currency, settled_at, waits_for)
            select 'w' || i, 'nobody', 1, 'VND', now(), 'DEALER' from generate_series(1, ?) i""", DealerPayments.LOOKED_AT_MAX);

        // When its order comes
        tell(event("o1", 1, "DELIVERED", "d1", 80L));

        // Then
        assertThat(payments.settleWaiting()).isZero();
        assertThat(payments.settleAllWaiting()).isEqualTo(1);
        assertThat(payments.settleAllWaiting()).isZero();
        assertThat(database.sums("d1")).isEqualTo("50/0");
    }

    @Test
    void theLedgerIsNeitherChangedNorEmptied() throws SQLException {
        // Given
        database.dealer("d1", 100);
        ledger.adjust("d1", BigDecimal.TEN, "opening", "api");

        // When, Then
        for (String change : List.of("update credit_ledger set outstanding = 1", "delete from credit_ledger", "truncate credit_ledger", "truncate credit_ledger, dealer cascade")) {
            assertThatThrownBy(() -> database.execute(change)).as(change).hasMessageContaining("append-only");
        }
        assertThat(database.column("select outstanding::int from credit_ledger")).containsExactly("10");
    }

    private CreditBlock tell(CanonicalEvent... events) throws SQLException {
        List<CreditBlock> decided = ledger.decide(List.of(events));
        return decided.get(decided.size() - 1);
    }

    /** Of dealer d1. */
    private static SettledPayment dollars(String id, String amount) {
        return new SettledPayment(id, null, "d1", new BigDecimal(amount), BigDecimal.ZERO, "USD", CreditDatabase.START);
    }

    private static SettledPayment payment(String id, String order, String customer, long amount) {
        return new SettledPayment(id, order, customer, BigDecimal.valueOf(amount), BigDecimal.ZERO, "VND", CreditDatabase.START.plusSeconds(100));
    }
}
