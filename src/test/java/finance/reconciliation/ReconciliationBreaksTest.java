package finance.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of a day does not agree, and what does although it looks otherwise. */
class ReconciliationBreaksTest extends ReconciledDay {

    private static final int MANY = 25_000;
    private static final Items.Filter MISMATCHES = new Items.Filter(Optional.of(ItemClass.AMOUNT_MISMATCH), Optional.empty(), Optional.empty());

    @Test
    void findsEachBreakAmongManyThatAgreeAndNothingElse() throws SQLException {
        // Given
        database.inSlicesOf(MANY / 5);
        MatchingDay.fill(database, DAY, MANY);
        List<String> breaks = SeededBreaks.in(database);

        // When
        database.reconcile(DAY);

        // Then
        assertThat(database.found(DAY)).containsExactlyElementsOf(breaks);
        Reconciliation run = database.runs.find(LocalDate.parse(DAY)).orElseThrow();
        assertThat(run.state()).isEqualTo("DONE");
        assertThat(run.detail()).isNull();
        assertThat(run.orders()).isGreaterThan(MANY);
    }

    @Test
    void anOrderOfWhichALineCameBackIsRightlyInvoicedInPart() throws SQLException {
        // Given an order of which a line was cancelled before, and one whose only line that was told of came back
        for (String id : List.of("P1", "P2")) {
            database.sale(id, DAY, 100);
            database.execute("update payment set refunded = 40 where order_id = '" + id + "'");
        }
        database.execute("update erp_posting set amount = 60 where business_key = 'P1:INVOICE'; update orders set status = 'RETURNED' where order_id = 'P2'");
        database.posting("P2:CREDIT", "CREDIT_MEMO", "P2", 40, "CONFIRMED");
        database.execute("""
            insert into order_line (platform, shop_id, order_id, line_id, status, status_at, reverse_status, reverse_at) values
            ('here', 's1', 'P1', 'a', 'CANCELLED', '2026-11-09', null, null), ('here', 's1', 'P1', 'b', 'DELIVERED', '2026-11-10', null, null),
            ('here', 's1', 'P2', '', 'DELIVERED', '2026-11-09', null, null), ('here', 's1', 'P2', 'a', null, null, 'RETURNED', '2026-11-10')""");

        // When
        database.reconcile(DAY);

        // Then
        assertThat(database.found(DAY)).isEmpty();
    }

    @Test
    void whatStaysOfAnOrderWithoutALineMustBeWhatIsInvoiced() throws SQLException {
        // Given orders of which a line was cancelled before they were invoiced. Of L1 and L2 all is invoiced without it; what L2's line cost was
        // paid and went back, L1's lowered amount has shipping in it. Of L3 another line came back, for L4 its lower amount was not paid, L5 is not sold
        for (String id : List.of("L1", "L2", "L3", "L4", "L5")) {
            database.sale(id, DAY, 120);
            database.execute("insert into order_line (platform, shop_id, order_id, line_id, status, status_at) values ('here', 's1', '" + id + "', 'b', 'CANCELLED', '2026-11-09')");
        }
        database.execute("update erp_posting set amount = 80 where kind = 'CUSTOMER_INVOICE'; update payment set refunded = 40 where order_id = 'L2'; "
            + "update payment set refunded = 30 where order_id = 'L3'; update orders set amount = 80 where order_id = 'L4'; "
            + "delete from erp_posting where business_key = 'L5:INVOICE'; update orders set status = 'PENDING' where order_id = 'L5'");
        database.posting("L3:CREDIT", "CREDIT_MEMO", "L3", 30, "CONFIRMED");

        // When
        database.reconcile(DAY);

        // Then
        assertThat(database.items.page(LocalDate.parse(DAY), Items.Filter.ALL, Optional.empty(), 9).stream()
            .map(item -> String.join(" ", item.itemClass(), item.orderId(), item.expected(), item.actual(), item.reason()))).containsExactly(
            "AMOUNT_MISMATCH L4 80 120 Paid 120 VND; the order is over 80 VND.",
            "REFUND_MISMATCH L1 80 120 Without what was taken off it is invoiced over 80 VND; of what was paid 120 VND stays.",
            "REFUND_MISMATCH L3 50 90 Without what was taken off it is invoiced over 50 VND; of what was paid 90 VND stays.");
    }

    @Test
    void whatWasTakenBackInAnotherCurrencyIsNoMismatch() throws SQLException {
        // Given two orders whose currency was changed, and of one the old invoice and fee were taken back
        for (String id : List.of("O1", "O2")) {
            database.sale(id, DAY, 100);
            database.posting(id + ":DOLLARS", "CUSTOMER_INVOICE", id, 7, "CONFIRMED");
            database.posting(id + ":DOLLARS:FEE", "PLATFORM_FEE", id, 1, "CONFIRMED");
        }
        database.posting("O1:DOLLARS:CREDIT", "CREDIT_MEMO", "O1", 7, "CONFIRMED");
        database.posting("O1:DOLLARS:FEE:2", "PLATFORM_FEE", "O1", -1, "CONFIRMED");
        database.execute("update erp_posting set currency = 'USD' where business_key like '%:DOLLARS%'");

        // When
        database.reconcile(DAY);

        // Then
        assertThat(database.found(DAY)).containsExactly("CURRENCY_MISMATCH O2 O2:DOLLARS open", "CURRENCY_MISMATCH O2 O2:DOLLARS:FEE open");
    }

    @Test
    void aLineThatIsTakenBackIsAMismatchWhileItsPaymentStands() throws SQLException {
        // Given payments of a provider and their lines, which the bank takes back the next day: one stands, one was taken back by its
        // provider too, one came again; and two that take back what nobody knows
        for (String id : List.of("O1", "O2", "O3")) {
            database.sale(id, DAY, 100);
        }
        database.execute("update payment set status = 'REVERSED', refunded = amount, updated_at = '2026-11-10' where order_id = 'O2'");
        database.execute("""
            insert into bank_line (line_id, account, booked_on, direction, reversal, reverses, amount, currency, order_id, payment_id) values
            ('c1', 'A', '2026-11-10', 'CREDIT', false, null, 100, 'VND', 'O1', 'vnpay:O1'), ('d1', 'A', '2026-11-11', 'DEBIT', true, 'c1', 100, 'VND', null, null),
            ('c2', 'A', '2026-11-10', 'CREDIT', false, null, 100, 'VND', 'O2', 'vnpay:O2'), ('d2', 'A', '2026-11-11', 'DEBIT', true, 'c2', 100, 'VND', null, null),
            ('c3', 'A', '2026-11-10', 'CREDIT', false, null, 100, 'VND', 'O3', 'vnpay:O3'), ('d3', 'A', '2026-11-11', 'DEBIT', true, 'c3', 100, 'VND', null, null),
            ('c4', 'A', '2026-11-11', 'CREDIT', false, null, 100, 'VND', 'O3', 'vnpay:O3'),
            ('d5', 'A', '2026-11-11', 'DEBIT', true, null, 55, 'VND', null, null), ('d6', 'A', '2026-11-11', 'CREDIT', true, null, 44, 'VND', null, null),
            ('d7', 'A', '2026-11-10', 'DEBIT', false, null, 9, 'VND', null, null), ('c8', 'A', '2026-11-11', 'CREDIT', true, 'd7', 9, 'VND', null, null)""");

        // When
        database.reconcile(NEXT);

        // Then
        assertThat(database.items.page(LocalDate.parse(NEXT), Items.Filter.ALL, Optional.empty(), 9).stream()
            .map(item -> String.join(" ", item.itemClass(), item.orderId(), item.paymentId(), item.expected(), item.actual(), item.reason()))).containsExactly(
            "AMOUNT_MISMATCH O1 d1 100 0 The bank took back what it had credited; the payment over 100 VND stands.",
            "MISSING_ORDER  d5 null -55 The bank took back 55 VND; no line is known that it takes back.",
            "MISSING_ORDER  d6 null 44 The bank gave back 44 VND; no line is known that it takes back.");
        // And
        database.execute("update payment set status = 'REVERSED', refunded = amount, updated_at = '2026-11-11' where order_id = 'O1'");
        database.reconcile(NEXT);
        assertThat(database.found(NEXT)).contains("AMOUNT_MISMATCH O1 d1 bank settled");
    }

    @Test
    void partsThatPayAnOrderTogetherMustBePostedEach() throws SQLException {
        // Given
        database.sale("O1", DAY, 100);
        database.execute("update payment set amount = 60 where order_id = 'O1'; update erp_posting set amount = 60, payment_id = 'vnpay:O1' where business_key = 'O1:PAYMENT'");
        database.payment("vnpay:O1:2", "O1", DAY, "40", "VND");

        // When
        database.reconcile(DAY);

        // Then
        assertThat(database.found(DAY)).containsExactly("NOT_POSTED O1 vnpay:O1:2 here:s1 open");
    }

    @Test
    void feesOfPartsThatPayAnOrderAreTheOrdersTogether() throws SQLException {
        // Given orders that were paid in parts beside a payment that was given back; of one less was kept than is posted as fee, of one a part does not tell it
        for (String id : List.of("O1", "O2", "O3")) {
            database.sale(id, DAY, 100);
            database.payment("vnpay:" + id + ":2", id, DAY, "40", "VND");
            database.payment("vnpay:" + id + ":3", id, DAY, "100", "VND");
            database.posting(id + ":FEE", "PLATFORM_FEE", id, 10, "CONFIRMED");
        }
        database.execute("update payment set amount = 60, fee = 6 where payment_id in ('vnpay:O1', 'vnpay:O2', 'vnpay:O3'); update payment set fee = 4 where payment_id = 'vnpay:O1:2'; "
            + "update payment set fee = 3 where payment_id = 'vnpay:O2:2'; update payment set fee = 10, status = 'REFUNDED', refunded = 100 where amount = 100");

        // When
        database.reconcile(DAY);

        // Then
        assertThat(database.items.page(LocalDate.parse(DAY), Items.Filter.ALL, Optional.empty(), 9).stream()
            .map(item -> String.join(" ", item.itemClass(), item.paymentId(), item.expected(), item.actual(), item.reason()))).containsExactly(
            "FEE_MISMATCH vnpay:O2 10 9 Of the parts that pay the order fees of 9 VND were kept together; posted is 10 VND.");
    }

    @Test
    void postingsOfAPaymentMustBeWhatStaysOfIt() throws SQLException {
        // Given one that was taken back, one that was refunded the day after, and of each one that was posted so
        for (String id : List.of("O1", "O2", "O3", "O4")) {
            database.sale(id, DAY, 100);
            database.execute("update erp_posting set payment_id = 'vnpay:" + id + "' where business_key = '" + id + ":PAYMENT'");
        }
        database.execute("update payment set status = 'REVERSED', refunded = 100, updated_at = '2026-11-11T05:00:00Z' where order_id in ('O1', 'O2')");
        database.execute("update payment set refunded = 30, updated_at = '2026-11-11T05:00:00Z' where order_id in ('O3', 'O4')");
        database.posting("O2:REFUND:100", "INCOMING_PAYMENT", "O2", -100, "CONFIRMED");
        database.posting("O4:REFUND:30", "INCOMING_PAYMENT", "O4", -30, "CONFIRMED");
        database.execute("update erp_posting set payment_id = 'vnpay:' || order_id where amount < 0");
        for (String id : List.of("O3", "O4")) {
            database.posting(id + ":CREDIT", "CREDIT_MEMO", id, 30, "CONFIRMED");
        }

        // When
        database.reconcile(NEXT);

        // Then
        assertThat(database.items.page(LocalDate.parse(NEXT), MISMATCHES, Optional.empty(), 9).stream()
            .map(item -> String.join(" ", item.itemClass(), item.subject(), item.expected(), item.actual(), item.reason()))).containsExactly(
            "AMOUNT_MISMATCH O1:PAYMENT 0 100 Posted 100 VND; of the payment over 100 VND 0 VND stays.",
            "AMOUNT_MISMATCH O3:PAYMENT 70 100 Posted 100 VND; of the payment over 100 VND 70 VND stays.");
    }

    @Test
    void whatStaysOfAPaymentMayBeWhatItsOrderIsOver() throws SQLException {
        // Given an order that was amended with a credit memo and a refund, and one of which too little went back
        for (String id : List.of("O1", "O2")) {
            database.sale(id, DAY, 300);
            database.posting(id + ":CREDIT", "CREDIT_MEMO", id, 100, "CONFIRMED");
        }
        database.execute("update orders set amount = 200; update payment set refunded = case order_id when 'O1' then 100 else 90 end");

        // When
        database.reconcile(DAY);

        // Then
        assertThat(database.items.page(LocalDate.parse(DAY), Items.Filter.ALL, Optional.empty(), 9).stream()
            .map(item -> String.join(" ", item.itemClass(), item.orderId(), item.expected(), item.actual(), item.reason()))).containsExactly(
            "AMOUNT_MISMATCH O2 200 210 Paid 300 VND, of which 90 VND went back; the order is over 200 VND.",
            "REFUND_MISMATCH O2 100 90 Credit memos are over 100 VND; 90 VND was paid back.");
    }

    @Test
    void amountsMayDifferByTheToleranceAndNoMore() throws SQLException {
        // Given payments that are 0, 5 and 6 more than 1,000
        for (int more : List.of(0, 5, 6)) {
            database.sale("O" + more, DAY, 1000);
            database.execute("update payment set amount = 1000 + " + more + " where order_id = 'O" + more + "'; "
                + "update erp_posting set amount = 1000 + " + more + " where business_key = 'O" + more + ":PAYMENT'");
        }

        for (String tolerance : List.of("5", "0.5%")) {
            // When
            database.execute("truncate reconciliation_item");
            database.within(tolerance).reconcile(DAY);

            // Then
            assertThat(database.found(DAY)).as(tolerance).containsExactly("AMOUNT_MISMATCH O6 vnpay:O6 here:s1 open");
        }
        database.within("0").reconcile(DAY);
        assertThat(database.found(DAY)).containsExactly("AMOUNT_MISMATCH O5 vnpay:O5 here:s1 open", "AMOUNT_MISMATCH O6 vnpay:O6 here:s1 open");
        assertThatThrownBy(() -> Tolerance.of("five")).hasMessageContaining("such as 500");
    }

    @Test
    void aPaymentWithinTheToleranceThatIsNotPostedSaysWhy() throws SQLException {
        // Given a payment that is exact, and one that is a little more; neither has a posting
        for (int more : List.of(0, 5)) {
            database.sale("O" + more, DAY, 1000);
            database.execute("update payment set amount = 1000 + " + more + " where order_id = 'O" + more + "'; "
                + "delete from erp_posting where business_key = 'O" + more + ":PAYMENT'");
        }

        // When
        database.within("5").reconcile(DAY);

        // Then
        assertThat(database.found(DAY)).containsExactly("NOT_POSTED O0 vnpay:O0 here:s1 open", "NOT_POSTED O5 vnpay:O5 here:s1 open");
        assertThat(database.items.page(LocalDate.parse(DAY), Items.Filter.ALL, Optional.empty(), 9).stream().map(Item::reason)).containsExactly(
            "The payment agrees with its order and has no posting.",
            "The payment waits for AMOUNT: paid 1005 VND, the order is over 1000 VND, which is within the tolerance; it is not posted.");
    }

    @Test
    void aDifferenceAboveTheShareAlerts() throws SQLException {
        // Given 1% and a little more than 1%
        for (String paid : List.of("990", "989")) {
            database.sale("O" + paid, DAY, 1000);
            database.execute("update payment set amount = " + paid + " where order_id = 'O" + paid + "'");
        }

        // When
        database.reconcile(DAY);

        // Then
        assertThat(database.items.alerts(LocalDate.parse(DAY))).isEqualTo(1);
    }
}
