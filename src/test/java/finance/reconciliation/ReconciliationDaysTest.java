package finance.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which day a break is of, and what becomes of it on later ones. */
class ReconciliationDaysTest extends ReconciledDay {

    @Test
    void whatWasMendedIsSettledAndWhatIsExplainedStaysSo() throws SQLException {
        // Given
        for (String id : List.of("O1", "O2", "O3")) {
            database.order(id, DAY, "DELIVERED", 100);
            database.posting(id + ":INVOICE", "CUSTOMER_INVOICE", id, 100, "CONFIRMED");
        }
        database.sale("O4", DAY, 100);
        database.execute("update payment set amount = 90 where order_id = 'O4'; delete from erp_posting where business_key = 'O4:PAYMENT'");
        database.reconcile(DAY);
        explain("MISSING_PAYMENT", "O2", "", "here:s1");
        explain("MISSING_PAYMENT", "O3", "", "here:s1");
        explain("AMOUNT_MISMATCH", "O4", "vnpay:O4", "here:s1");

        // When O1 and O3 are paid, the payment of O4 is another, and O2 gets another status days later
        for (String id : List.of("O1", "O3")) {
            database.payment("vnpay:" + id, id, NEXT, "100", "VND");
            database.posting(id + ":PAYMENT", "INCOMING_PAYMENT", id, 100, "CONFIRMED");
        }
        database.execute("update payment set amount = 80 where order_id = 'O4'; update orders set status = 'COMPLETED', updated_at = '2026-11-15' where order_id = 'O2'");
        database.reconcile(DAY);

        // Then
        assertThat(database.found(DAY)).containsExactly("AMOUNT_MISMATCH O4 vnpay:O4 here:s1 open", "MISSING_PAYMENT O1 here:s1 settled",
            "MISSING_PAYMENT O2 here:s1 explained", "MISSING_PAYMENT O3 here:s1 settled");
        assertThat(database.items.explain(LocalDate.parse(DAY), List.of("MISSING_PAYMENT", "O1", "", "here:s1"), "by hand")).isEmpty();
    }

    @Test
    void aPaymentAndItsOrderMayBeOfDifferentDays() throws SQLException {
        // Given
        database.order("O1", DAY, "DELIVERED", 100);
        database.posting("O1:INVOICE", "CUSTOMER_INVOICE", "O1", 100, "CONFIRMED");
        database.posting("O1:PAYMENT", "INCOMING_PAYMENT", "O1", 100, "CONFIRMED");
        database.payment("vnpay:O1", "O1", NEXT, "100", "VND");
        database.order("O2", DAY, "DELIVERED", 100);
        database.posting("O2:INVOICE", "CUSTOMER_INVOICE", "O2", 100, "CONFIRMED");
        database.payment("vnpay:O2", "O2", NEXT, "90", "VND");

        // When
        database.reconcile(DAY);
        database.reconcile(NEXT);

        // Then the break is of the day of the record it hangs on
        assertThat(database.found(DAY)).isEmpty();
        assertThat(database.found(NEXT)).containsExactly("AMOUNT_MISMATCH O2 vnpay:O2 here:s1 open");
    }

    @Test
    void aRefundThatIsToldLateIsOfTheDayItWasTold() throws SQLException {
        // Given
        database.sale("O1", DAY, 100);
        database.execute("update payment set refunded = 30, updated_at = '2026-11-11T05:00:00Z' where order_id = 'O1'");

        // When
        database.reconcile(NEXT);

        // Then
        assertThat(database.found(NEXT)).containsExactly("REFUND_MISMATCH O1 here:s1 open");
    }

    @Test
    void anOrderThatIsToldAfterTheNightOfItsPostingIsOfThatDay() throws SQLException {
        // Given two that were sold on one day and completed on the next: of one all was told in time, of the other days later
        for (String id : List.of("O1", "O2")) {
            database.order(id, NEXT, "COMPLETED", 100);
            database.posting(id + ":INVOICE", "CUSTOMER_INVOICE", id, 100, "CONFIRMED");
        }
        database.execute("update erp_posting set posting_date = '2026-11-10', "
            + "created_at = case order_id when 'O1' then '2026-11-10T05:00:00Z' else '2026-11-15T05:00:00Z' end::timestamptz");

        // When
        database.reconcile(DAY);
        database.reconcile(NEXT);

        // Then each is told once
        assertThat(database.found(DAY)).containsExactly("MISSING_PAYMENT O2 here:s1 open");
        assertThat(database.found(NEXT)).containsExactly("MISSING_PAYMENT O1 here:s1 open");
    }

    @Test
    void aPaymentThatIsTakenBackLaterIsMissedFromThatDayOn() throws SQLException {
        // Given sales that agreed, one of them to a dealer on account, and one payment that was never more than begun
        database.sale("O1", DAY, 100);
        database.sale("O2", DAY, 100);
        database.sale("O3", DAY, 100);
        database.execute("update orders set dealer_id = 'd' where order_id = 'O3'");
        database.reconcile(DAY);
        assertThat(database.found(DAY)).isEmpty();
        database.payment("vnpay:O2:0", "O2", NEXT, "100", "VND");

        // When the bank takes two back
        database.execute("update payment set status = 'REVERSED', refunded = amount, updated_at = '2026-11-11T05:00:00Z' where payment_id in ('vnpay:O1', 'vnpay:O3'); "
            + "update payment set status = 'REVERSED', settled_at = null, updated_at = '2026-11-11T05:00:00Z' where payment_id = 'vnpay:O2:0'");
        database.reconcile(NEXT);

        // Then the dealer's is none: it is owed again on the account
        assertThat(database.found(NEXT)).containsExactly("MISSING_PAYMENT O1 here:s1 open");
    }

    @Test
    void aBreakStaysOfTheFirstDayThatToldIt() throws SQLException {
        // Given an unpaid order whose invoice was refused, and one whose difference a person explained; both get another status the next day
        for (String id : List.of("O1", "O2")) {
            database.order(id, DAY, "DELIVERED", 100);
            database.posting(id + ":INVOICE", "CUSTOMER_INVOICE", id, 100, "CONFIRMED");
        }
        database.execute("update erp_posting set status = 'REFUSED', posting_date = '2026-11-10' where order_id = 'O1'");
        database.reconcile(DAY);
        explain("MISSING_PAYMENT", "O2", "", "here:s1");
        database.execute("update orders set status = 'COMPLETED', updated_at = '2026-11-11T05:00:00Z'");

        // When
        database.reconcile(NEXT);
        database.reconcile(DAY);

        // Then
        assertThat(database.found(NEXT)).isEmpty();
        assertThat(database.found(DAY)).containsExactly("MISSING_PAYMENT O1 here:s1 open", "MISSING_PAYMENT O2 here:s1 explained", "NOT_POSTED O1 O1:INVOICE open");
    }

    @Test
    void anotherDifferenceThanWasExplainedIsTold() throws SQLException {
        // Given
        database.order("O1", DAY, "DELIVERED", 100);
        database.posting("O1:INVOICE", "CUSTOMER_INVOICE", "O1", 100, "CONFIRMED");
        database.reconcile(DAY);
        explain("MISSING_PAYMENT", "O1", "", "here:s1");

        // When
        database.execute("update orders set amount = 130, updated_at = '2026-11-11T05:00:00Z'");
        database.posting("O1:INVOICE:2", "CUSTOMER_INVOICE", "O1", 30, "CONFIRMED");
        database.reconcile(NEXT);

        // Then
        assertThat(database.found(NEXT)).containsExactly("MISSING_PAYMENT O1 here:s1 open");
    }

    @Test
    void daysAreOfTheZone() throws SQLException {
        // Given payments for no order, in the first and the last second of the day in Vietnam, and a second outside it
        database.execute("""
            insert into payment (payment_id, provider, order_id, amount, currency, status, settled_at) values
            ('p0', 'vnpay', 'none', 1, 'VND', 'CAPTURED', '2026-11-09T16:59:59Z'), ('p1', 'vnpay', 'none', 1, 'VND', 'CAPTURED', '2026-11-09T17:00:00Z'),
            ('p2', 'vnpay', 'none', 1, 'VND', 'CAPTURED', '2026-11-10T16:59:59Z'), ('p3', 'vnpay', 'none', 1, 'VND', 'CAPTURED', '2026-11-10T17:00:00Z')""");

        // When
        database.reconcile(DAY);

        // Then
        assertThat(database.found(DAY)).containsExactly("MISSING_ORDER none p1 open", "MISSING_ORDER none p2 open");
    }

    @Test
    void aNightRunsYesterdayAndTheDaysOfWhichSomethingIsOpen() throws SQLException {
        // Given
        LocalDate yesterday = database.runs.today().minusDays(1);
        Map.of(3, "open", 30, "open", 31, "open", 7, "explained", 9, "settled").forEach((days, state) -> database.sql.update(
            "insert into reconciliation_item (date, class, reason, owner, since, state) values (?, 'IN_DOUBT', 'r', 'o', now(), ?)", yesterday.minusDays(days), state));

        // When
        database.runs.requestNightly();

        // Then
        assertThat(database.sql.query("select date::text from reconciliation order by date desc", row -> row.getString(1)))
            .containsExactly(yesterday.toString(), yesterday.minusDays(3).toString(), yesterday.minusDays(30).toString());
        // And each is run once
        database.goOn(() -> false);
        database.goOn(() -> false);
        database.goOn(() -> false);
        assertThat(one("select count(*) filter (where state = 'DONE') from reconciliation")).isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource({"3, 2 1 0", "2, 1 0", "6 3F 1, 5 4 3 2 0", "40, 30 29 28 27 26 25 24 23 22 21 20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0", "'5 1', 4 3 2 0", "'', 0"})
    void aNightRunsTheDaysThatNoNightBeforeItAskedFor(String run, String asked) {
        // Given some days before yesterday that were run, or whose run failed
        LocalDate yesterday = database.runs.today().minusDays(1);
        Stream.of(run.split(" ")).filter(days -> !days.isEmpty()).forEach(days ->
            database.sql.update("insert into reconciliation (date, state, started_at) values (?, ?, now())",
                yesterday.minusDays(Long.parseLong(days.replace("F", ""))), days.endsWith("F") ? "FAILED" : "DONE"));

        // When
        database.runs.requestNightly();

        // Then
        assertThat(database.sql.query("select ?::date - date from reconciliation where state = 'RUNNING' order by started_at, date", row -> row.getString(1), yesterday))
            .containsExactly(asked.split(" "));
    }

    @Test
    void aNightRunsTheDaysAgainOfWhichMoreWasToldSince() throws SQLException {
        // Given days that were reconciled in their nights
        LocalDate yesterday = database.runs.today().minusDays(1);
        for (int days = 1; days <= 31; days++) {
            database.sql.update("insert into reconciliation (date, state, started_at, finished_at) values (?, 'DONE', ?::date + interval '26 hours', ?::date + interval '26 hours')",
                yesterday.minusDays(days), yesterday.minusDays(days), yesterday.minusDays(days));
        }
        // When lines of two of them come, a payment of another, one that was pending in its night is captured, and an order is told and posted
        String line = "insert into bank_line (line_id, account, booked_on, direction, amount, currency, created_at) values (?, 'A', ?, 'DEBIT', 1, 'VND', ?::date + ?::interval)";
        database.sql.update(line, "l1", yesterday.minusDays(1), yesterday.minusDays(1), "30 hours");
        database.sql.update(line, "l2", yesterday.minusDays(31), yesterday.minusDays(31), "30 hours");
        database.sql.update(line, "l3", yesterday.minusDays(2), yesterday.minusDays(2), "25 hours");
        String payment = "insert into payment (payment_id, provider, order_id, amount, currency, status, settled_at, created_at, updated_at)"
            + " values (?, 'vnpay', 'none', 1, 'VND', 'CAPTURED', ?::date, ?::date + ?::interval, ?::date + ?::interval)";
        for (List<String> told : List.of(List.of("4", "30 hours", "30 hours"), List.of("6", "1 minute", "60 hours"), List.of("8", "1 minute", "2 minutes"),
                List.of("9", "1 hour", "2 hours"))) {
            LocalDate day = yesterday.minusDays(Long.parseLong(told.get(0)));
            database.sql.update(payment, "p" + told.get(0), day, day, told.get(1), day, told.get(2));
        }
        String posting = "insert into erp_posting (business_key, kind, order_id, amount, currency, posting_date, created_at) values (?, 'CUSTOMER_INVOICE', 'o', 1, 'VND', ?, ?::date + ?::interval)";
        database.sql.update(posting, "e11", yesterday.minusDays(11), yesterday.minusDays(11), "30 hours");
        database.sql.update(posting, "e12", yesterday.minusDays(12), yesterday.minusDays(12), "25 hours");
        database.sql.update(posting, "e13", yesterday.minusDays(13), yesterday.minusDays(13), "9 hours");
        database.runs.requestNightly();

        // Then
        assertThat(database.sql.query("select date::text from reconciliation where state = 'RUNNING' order by date desc", row -> row.getString(1)))
            .containsExactly(yesterday.toString(), yesterday.minusDays(1).toString(), yesterday.minusDays(4).toString(), yesterday.minusDays(6).toString(),
                yesterday.minusDays(11).toString());
    }

    @Test
    void aBreakOfADayThatIsRunAgainIsToldOnThatDayAlone() throws SQLException {
        // Given an unpaid order that was completed yesterday, and told since that it was sold on a day that was reconciled in its night
        LocalDate yesterday = database.runs.today().minusDays(1);
        LocalDate sold = yesterday.minusDays(2);
        database.order("O1", yesterday.toString(), "COMPLETED", 100);
        database.posting("O1:INVOICE", "CUSTOMER_INVOICE", "O1", 100, "CONFIRMED");
        database.sql.update("update erp_posting set posting_date = ?", sold);
        database.sql.update("insert into reconciliation (date, state, started_at) values (?, 'DONE', ?::date + interval '26 hours')", sold, sold);

        // When
        database.runs.requestNightly();
        database.goOn(() -> false);
        database.goOn(() -> false);

        // Then
        assertThat(database.found(sold.toString())).containsExactly("MISSING_PAYMENT O1 here:s1 open");
        assertThat(database.found(yesterday.toString())).isEmpty();
    }
}
