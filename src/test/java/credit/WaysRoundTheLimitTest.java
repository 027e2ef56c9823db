package credit;

import static credit.CreditDatabase.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import orders.CanonicalEvent;
import orders.OrderKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way round the limit that others had, or that this ledger once had. */
class WaysRoundTheLimitTest {

    private static CreditDatabase database;

    private final CreditLedger ledger = database.ledger();
    private final DealerPayments payments = database.payments();
    private final Releases releases = database.releases();
    private final DealerDesk desk = database.desk();

    @BeforeAll
    static void open() throws SQLException {
        database = new CreditDatabase("ways_round_the_limit");
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @BeforeEach
    void aDealerWithALimitOfAHundred() throws SQLException {
        database.clear();
        desk.create("d1", "VND", BigDecimal.valueOf(100), 30, null);
    }

    @AfterEach
    void proveTheSums() throws SQLException {
        assertThat(database.broken()).isEmpty();
    }

    @Test
    void anOrderThatIsClosedMakesRoomOnceAndIsCheckedWhenItIsReopened() throws SQLException {
        // Given
        tell(event("o1", 1, "PENDING", "d1", 100L));
        tell(event("o1", 2, "CANCELLED", null, (Long) null));
        tell(event("o2", 3, "PENDING", "d1", 100L));

        // When
        CreditBlock reopened = tell(event("o1", 4, "CONFIRMED", null, (Long) null));

        // Then
        assertThat(reopened.reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(database.sums("d1")).isEqualTo("0/100");
    }

    @Test
    void anOrderThatIsReopenedWithTheAmountItWasCancelledWithHoldsThatAmount() throws SQLException {
        // Given
        tell(event("o1", 1, "PENDING", "d1", 10L));
        tell(event("o1", 2, "CANCELLED", null, 1_000L));

        // When
        CreditBlock reopened = tell(event("o1", 3, "CONFIRMED", null, (Long) null));

        // Then
        assertThat(reopened.reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(database.sums("d1")).isEqualTo("0/0");
    }

    @Test
    void whatIsAcceptedAndNotYetDeliveredCounts() throws SQLException {
        // Given
        tell(event("o1", 1, "PENDING", "d1", 60L));

        // When
        CreditBlock next = tell(event("o2", 2, "PENDING", "d1", 41L));

        // Then
        assertThat(next.reason()).isEqualTo(Reason.OVER_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONFIRMED", "DELIVERED", "RETURNING"})
    void anAmountThatIsEditedUpIsCheckedAlsoWithOrAfterDelivery(String status) throws SQLException {
        // Given
        tell(event("o1", 1, "PENDING", "d1", 60L));
        tell(event("o1", 2, status, null, (Long) null));
        String before = database.sums("d1");

        // When
        CreditBlock edited = tell(event("o1", 3, status, null, 101L));

        // Then
        assertThat(edited.reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(database.sums("d1")).isEqualTo(before);
    }

    @Test
    void anAmountThatIsEditedUpInTheSameMessageAsItsDeliveryIsChecked() throws SQLException {
        // Given
        tell(event("o1", 1, "PENDING", "d1", 60L));

        // When
        CreditBlock edited = tell(event("o1", 2, "DELIVERED", null, 101L));

        // Then
        assertThat(edited.reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(database.sums("d1")).isEqualTo("0/60");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCELLED", "FAILED", "RETURNED"})
    void anOrderThatEndsTwiceMakesRoomOnce(String end) throws SQLException {
        // Given
        tell(event("o0", 1, "DELIVERED", "d1", 40L));
        tell(event("o1", 1, "DELIVERED", "d1", 60L));

        // When
        tell(event("o1", 2, end, null, (Long) null));
        tell(event("o1", 2, end, null, (Long) null));
        tell(event("o1", 3, end, null, (Long) null), event("o1", 4, end, null, (Long) null));
        tell(event("o1", 5, "CANCELLED", null, (Long) null));

        // Then
        assertThat(database.sums("d1")).isEqualTo("40/0");
    }

    @Test
    void aPaymentThatSettlesTwiceCountsOnceAndOneThatContradictsItNotAtAll() throws SQLException {
        // Given
        tell(event("o1", 1, "DELIVERED", "d1", 100L));
        payments.settle(List.of(payment("p1", "d1", 60, "VND")));

        // When
        List<DealerPayments.Settlement> again = payments.settle(List.of(payment("p1", "d1", 60, "VND"), payment("p1", "d1", 100, "VND")));

        // Then
        assertThat(again).containsExactly(DealerPayments.Settlement.REPEATED, DealerPayments.Settlement.CONTRADICTED);
        assertThat(database.sums("d1")).isEqualTo("40/0");
    }

    @Test
    void anAmountInAnotherCurrencyIsNotTakenForOneInTheDealersOwn() throws SQLException {
        // Given
        desk.rate("USD", LocalDate.of(2026, 11, 1), BigDecimal.valueOf(25_000));

        // When
        CreditBlock ninety = tell(event("o1", 1, "PENDING", "d1", "90.00", "USD"));
        CreditBlock changed = tell(event("o2", 1, "PENDING", "d1", 1L), event("o2", 2, "CONFIRMED", null, "1.00", "USD"));

        // Then
        assertThat(List.of(ninety.reason(), changed.reason())).containsOnly(Reason.OVER_LIMIT);
        assertThat(database.sums("d1")).isEqualTo("0/0");
    }

    @Test
    void aNegativeAmountMakesNoRoom() throws SQLException {
        // Given
        tell(event("o1", 1, "PENDING", "d1", 100L));

        // When
        CreditBlock negative = tell(event("o2", 2, "DELIVERED", "d1", -50L));
        CreditBlock amended = tell(event("o1", 3, "CONFIRMED", null, -50L));

        // Then
        assertThat(List.of(negative.reason(), amended.reason())).containsOnly(Reason.NO_AMOUNT);
        assertThat(database.sums("d1")).isEqualTo("0/100");
    }

    @Test
    void anOrderOfNothingIsLockedWithItsDealerAndIsCheckedWhenItComesToSomething() throws SQLException {
        // Given
        CreditBlock nothing = tell(event("o1", 1, "PENDING", "d1", 0L));

        // When
        CreditBlock something = tell(event("o1", 2, "CONFIRMED", null, 101L));
        desk.lock("d1");
        CreditBlock locked = tell(event("o2", 3, "PENDING", "d1", 0L));

        // Then
        assertThat(nothing.isLocked()).isFalse();
        assertThat(something.reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(locked.reason()).isEqualTo(Reason.MANUAL_LOCK);
    }

    @Test
    void anOrderThatIsLentToADealerWithRoomIsCheckedWhenItComesBack() throws SQLException {
        // Given
        desk.create("d2", "VND", BigDecimal.valueOf(1_000), 30, null);
        tell(event("o1", 1, "PENDING", "d1", 100L));
        tell(event("o1", 2, "CONFIRMED", "d2", (Long) null));
        tell(event("o2", 3, "PENDING", "d1", 100L));

        // When
        CreditBlock back = tell(event("o1", 4, "CONFIRMED", "d1", (Long) null));

        // Then
        assertThat(back.reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(List.of(database.sums("d1"), database.sums("d2"))).containsExactly("0/100", "0/0");
    }

    @Test
    void anOrderThatIsDeliveredWhileItIsLockedStaysLockedAndIsOwedOnceItIsReleased() throws SQLException {
        // Given
        tell(event("o1", 1, "PENDING", "d1", 80L));
        tell(event("o2", 2, "PENDING", "d1", 30L));

        // When
        CreditBlock delivered = tell(event("o2", 3, "DELIVERED", null, (Long) null));
        String locked = database.sums("d1");
        tell(event("o1", 4, "CANCELLED", null, (Long) null));
        releases.run();

        // Then
        assertThat(delivered.reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(locked).isEqualTo("0/80");
        assertThat(database.sums("d1")).isEqualTo("30/0");
    }

    @Test
    void anOverrideForATimeEndsThoughTheOrderIsAmended() throws SQLException {
        // Given
        tell(event("o1", 1, "PENDING", "d1", 150L));
        ledger.override(new OrderKey("b2b", "default", "o1"), "a good customer", Instant.now().minusSeconds(1), "api");

        // When
        tell(event("o1", 2, "CONFIRMED", null, 149L));
        tell(event("o1", 3, "CONFIRMED", null, 500L));
        releases.endOverrides();

        // Then
        assertThat(database.sums("d1")).isEqualTo("0/0");
        assertThat(database.column("select reason from credit_order")).containsExactly("OVER_LIMIT");
    }

    @Test
    void whatWasPaidForAnOrderThatWaitedAndEndedPaysTheNextInvoice() throws SQLException {
        // Given
        tell(event("o1", 1, "DELIVERED", "d1", 90L));
        tell(event("o2", 2, "PENDING", "d1", 500L));
        payments.settle(List.of(new SettledPayment("p1", "o2", "d1", BigDecimal.valueOf(50), BigDecimal.ZERO, "VND", CreditDatabase.START)));

        // When
        tell(event("o2", 3, "CANCELLED", null, (Long) null));

        // Then
        assertThat(database.column("select trim_scale(open) from invoice")).containsExactly("40");
    }

    @Test
    void aPaymentInDongToAnAccountInDollarsIsCreditedOnceItsDayHasARate() throws SQLException {
        // Given
        desk.create("usd", "USD", BigDecimal.valueOf(100), 30, null);
        tell(event("o1", 1, "DELIVERED", "usd", "100.00", "USD"));
        List<DealerPayments.Settlement> early = payments.settle(List.of(payment("p1", "usd", 250_000, "VND")));

        // When
        desk.rate("USD", LocalDate.of(2026, 11, 1), BigDecimal.valueOf(25_000));
        int credited = payments.settleWaiting();

        // Then
        assertThat(early).containsExactly(DealerPayments.Settlement.WAITING);
        assertThat(credited).isOne();
        assertThat(database.sums("usd")).isEqualTo("90/0");
    }

    @Test
    void aDeliveredOrderThatIsPlacedAgainStaysOwedWhileItsDealerIsOverdue() throws SQLException {
        // Given
        tell(event("o1", 1, "DELIVERED", "d1", 60L));
        database.execute("update invoice set due_on = '2026-01-01'");
        database.execute("update dealer set overdue_since = '2026-01-01'");

        // When
        CreditBlock again = tell(event("o1", 2, "PENDING", "d1", 60L));

        // Then
        assertThat(again.reason()).isEqualTo(Reason.OVERDUE);
        assertThat(database.sums("d1")).isEqualTo("60/0");
        assertThat(database.column("select overdue_since from dealer")).containsExactly("2026-01-01");
    }

    private CreditBlock tell(CanonicalEvent... events) throws SQLException {
        List<CreditBlock> decided = ledger.decide(List.of(events));
        return decided.get(decided.size() - 1);
    }

    private static SettledPayment payment(String id, String customer, long amount, String currency) {
        return new SettledPayment(id, null, customer, BigDecimal.valueOf(amount), BigDecimal.ZERO, currency, CreditDatabase.START);
    }
}
