package finance.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a day of its own. */
class ReconciliationTest {

    private static final String DAY = "2026-11-10";
    private static final String NEXT = "2026-11-11";
    private static final Items.Filter MISMATCHES = new Items.Filter(Optional.of(ItemClass.AMOUNT_MISMATCH), Optional.empty(), Optional.empty());

    @TempDir
    static Path directory;
    private static ReconciliationDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = new ReconciliationDatabase("reconciliation", directory);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        database.within("0").inSlicesOf(20_000)
            .execute("truncate orders, payment, erp_posting, bank_line, reconciliation, reconciliation_item, reconciliation_work");
    }

    @Test
    void findsEachBreakAmongManyThatAgreeAndNothingElse() throws SQLException {
        // Given
        MatchingDay.fill(database, DAY, 100_000);
        List<String> breaks = seedBreaks();

        // When
        database.reconcile(DAY);

        // Then
        assertThat(database.found(DAY)).containsExactlyElementsOf(breaks);
        Reconciliation run = database.runs.find(LocalDate.parse(DAY)).orElseThrow();
        assertThat(run.state()).isEqualTo("DONE");
        assertThat(run.detail()).isNull();
        assertThat(run.orders()).isGreaterThan(100_000);
    }

    /** One break of every kind, as {@link ReconciliationDatabase#found} tells them. */
    private static List<String> seedBreaks() throws SQLException {
        List<String> breaks = new ArrayList<>();
        database.order("X-unpaid", DAY, "DELIVERED", 100);
        database.posting("X-unpaid:INVOICE", "CUSTOMER_INVOICE", "X-unpaid", 100, "CONFIRMED");
        breaks.add("MISSING_PAYMENT X-unpaid here:s1 open");

        database.payment("vnpay:X-nowhere", "X-nowhere", DAY, "100", "VND");
        breaks.add("MISSING_ORDER X-nowhere vnpay:X-nowhere open");
        database.order("X-twice", DAY, "PENDING", 100);
        database.execute("insert into orders (platform, shop_id, order_id, created_at, updated_at) values ('elsewhere', 's9', 'X-twice', '2026-11-10', '2026-11-10')");
        database.payment("vnpay:X-twice", "X-twice", DAY, "100", "VND");
        breaks.add("MISSING_ORDER X-twice vnpay:X-twice open");
        database.execute("insert into orders (platform, shop_id, order_id, created_at, updated_at) values ('here', 's1', 'X-bare', '2026-11-10', '2026-11-10')");
        database.payment("vnpay:X-bare", "X-bare", DAY, "100", "VND");
        breaks.add("MISSING_ORDER X-bare vnpay:X-bare here:s1 open");

        database.sale("X-less", DAY, 100);
        database.execute("update payment set amount = 90 where order_id = 'X-less'; delete from erp_posting where business_key = 'X-less:PAYMENT'");
        breaks.add("AMOUNT_MISMATCH X-less vnpay:X-less here:s1 open");
        database.sale("X-invoice", DAY, 100);
        database.execute("update erp_posting set amount = 110 where business_key = 'X-invoice:INVOICE'");
        breaks.add("AMOUNT_MISMATCH X-invoice here:s1 open");

        database.sale("X-again", DAY, 100);
        database.payment("vnpay:X-again:2", "X-again", DAY, "100", "VND");
        breaks.add("DUPLICATE_PAYMENT X-again vnpay:X-again:2 here:s1 open");

        database.sale("X-dollars", DAY, 100);
        database.execute("update payment set currency = 'USD' where order_id = 'X-dollars'; delete from erp_posting where business_key = 'X-dollars:PAYMENT'");
        breaks.add("CURRENCY_MISMATCH X-dollars vnpay:X-dollars here:s1 open");

        database.sale("X-kept", DAY, 100);
        database.posting("X-kept:CREDIT", "CREDIT_MEMO", "X-kept", 100, "CONFIRMED");
        database.execute("update orders set status = 'RETURNED' where order_id = 'X-kept'");
        breaks.add("REFUND_MISMATCH X-kept here:s1 open");
        database.sale("X-gone", DAY, 100);
        database.execute("update payment set status = 'REFUNDED' where order_id = 'X-gone'");
        breaks.add("REFUND_MISMATCH X-gone here:s1 open");

        database.sale("X-fee", DAY, 100);
        database.execute("update payment set fee = 11 where order_id = 'X-fee'");
        breaks.add("FEE_MISMATCH X-fee vnpay:X-fee here:s1 open");

        database.sale("X-noinvoice", DAY, 100);
        database.execute("delete from erp_posting where business_key = 'X-noinvoice:INVOICE'");
        breaks.add("NOT_POSTED X-noinvoice here:s1 open");
        database.sale("X-refused", DAY, 100);
        database.execute("update erp_posting set status = 'REFUSED', reason = 'G/L account 400000 is locked' where business_key = 'X-refused:INVOICE'");
        breaks.add("NOT_POSTED X-refused X-refused:INVOICE open");
        database.sale("X-silent", DAY, 100);
        database.execute("delete from erp_posting where business_key = 'X-silent:PAYMENT'");
        breaks.add("NOT_POSTED X-silent vnpay:X-silent here:s1 open");
        database.sale("X-back", DAY, 100);
        database.execute("update orders set status = 'RETURNED' where order_id = 'X-back'");
        breaks.add("NOT_POSTED X-back here:s1 open");

        database.sale("X-doubt", DAY, 100);
        database.execute("update erp_posting set status = 'IN_DOUBT' where business_key = 'X-doubt:PAYMENT'");
        breaks.add("IN_DOUBT X-doubt X-doubt:PAYMENT open");

        database.execute("""
            insert into bank_line (line_id, account, booked_on, direction, reversal, reverses, amount, currency, reference, payment_id) values
            ('b1', 'A1', '2026-11-10', 'CREDIT', false, null, 77, 'VND', 'unknown', null),
            ('b2', 'A1', '2026-11-10', 'CREDIT', false, null, 99, 'VND', 'X-doubt', 'vnpay:X-doubt'),
            ('b3', 'A1', '2026-11-10', 'CREDIT', false, null, 55, 'VND', 'taken back', null),
            ('b4', 'A1', '2026-11-12', 'DEBIT', true, 'b3', 55, 'VND', 'taken back', null),
            ('b5', 'A1', '2026-11-10', 'DEBIT', false, null, 55, 'VND', 'rent', null),
            ('b6', 'A1', '2026-11-10', 'CREDIT', false, null, 0, 'VND', 'a note', null)""");
        breaks.add("MISSING_ORDER b1 bank open");
        breaks.add("AMOUNT_MISMATCH b2 bank open");
        return breaks.stream().sorted(Comparator.comparing(ReconciliationTest::inTheReport)).toList();
    }

    /** The report's order: by class, order, payment and subject. */
    private static String inTheReport(String item) {
        String[] words = item.split(" ");
        return words[1].startsWith("b") ? words[0] + " " : item;
    }

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

    private static void explain(String... key) {
        assertThat(database.items.explain(LocalDate.parse(DAY), List.of(key), "Paid in cash, see voucher 118")).isPresent();
    }

    @Test
    void aRunThatWasKilledGoesOnWhereItWasAndTellsTheSame() throws SQLException, IOException {
        // Given a report, which is the same when it is made again, and nothing left of it
        MatchingDay.fill(database, DAY, 1000);
        seedBreaks();
        database.reconcile(DAY);
        Map<String, byte[]> undisturbed = files();
        database.reconcile(DAY);
        Map<String, byte[]> again = files();
        undisturbed.forEach((format, bytes) -> assertThat(again.get(format)).as(format).isEqualTo(bytes));
        database.execute("truncate reconciliation, reconciliation_item");
        database.inSlicesOf(100);

        // When it is killed in the middle
        database.runs.request(LocalDate.parse(DAY));
        AtomicInteger slices = new AtomicInteger();
        assertThatThrownBy(() -> database.goOn(() -> {
            if (slices.incrementAndGet() == 5) {
                throw new IllegalStateException("kill -9");
            }
            return false;
        })).hasMessage("kill -9");
        assertThat(one("select position from reconciliation")).startsWith("order:M");
        // Then nobody takes it up before it has been silent long enough
        database.goOn(() -> false);
        assertThat(one("select state from reconciliation")).isEqualTo("RUNNING");
        // And when it has, and a process that goes on with it is stopped in order
        database.execute("update reconciliation set taken_until = now() - interval '1 second'");
        slices.set(0);
        database.goOn(() -> slices.incrementAndGet() == 3);
        database.goOn(() -> false);

        // Then
        assertThat(one("select state from reconciliation")).isEqualTo("DONE");
        Map<String, byte[]> resumed = files();
        undisturbed.forEach((format, bytes) -> assertThat(resumed.get(format)).as(format).isEqualTo(bytes));
    }

    @Test
    void aRunThatWasKilledWhileItsFilesWereWrittenCountsOnce() throws SQLException {
        // Given
        database.sale("O1", DAY, 100);
        database.sale("O2", DAY, 100);
        database.execute("insert into bank_line (line_id, account, booked_on, direction, amount, currency) values ('b', 'A', '2026-11-10', 'CREDIT', 1, 'VND')");
        database.runs.request(LocalDate.parse(DAY));

        // When it dies after its last slice, and another process takes it up
        database.execute("create function die() returns trigger language plpgsql as 'begin raise exception ''gone''; end'; "
            + "create trigger die before update of sha256 on reconciliation for each row execute function die()");
        assertThatThrownBy(() -> database.goOn(() -> false)).isInstanceOf(IllegalStateException.class);
        database.execute("drop function die cascade; update reconciliation set taken_until = now() - interval '1 second'");
        database.goOn(() -> false);

        // Then
        Reconciliation run = database.runs.find(LocalDate.parse(DAY)).orElseThrow();
        assertThat(List.of(run.state(), run.orders(), run.payments(), run.bankLines())).isEqualTo(List.of("DONE", 2L, 2L, 1L));
    }

    @Test
    void whoeverIsOvertakenWhileFilesAreWrittenDoesNotEndTheRun() throws SQLException {
        // Given a run that another process takes over when nothing but its files is left
        database.sale("O1", DAY, 100);
        database.runs.request(LocalDate.parse(DAY));
        AtomicInteger slices = new AtomicInteger();

        // When
        database.goOn(() -> {
            if (slices.incrementAndGet() == 3) {
                database.sql.update("create function take_over() returns trigger language plpgsql as 'begin new.taken_by = gen_random_uuid(); return new; end'");
                database.sql.update("create trigger take_over before update of position on reconciliation for each row when (new.position is null) execute function take_over()");
            }
            return false;
        });
        database.execute("drop function if exists take_over cascade");

        // Then
        assertThat(slices.get()).isGreaterThanOrEqualTo(3);
        assertThat(one("select state from reconciliation")).isEqualTo("RUNNING");
        assertThat(one("select sha256 from reconciliation")).isNull();
    }

    @Test
    void whoeverWasSilentTooLongWritesNothingMore() throws SQLException {
        // Given a run that another process takes over between two slices
        database.order("O1", DAY, "DELIVERED", 100);
        database.runs.request(LocalDate.parse(DAY));

        // When
        database.goOn(() -> {
            database.sql.update("update reconciliation set taken_by = gen_random_uuid()");
            return false;
        });

        // Then
        assertThat(database.found(DAY)).isEmpty();
        assertThat(one("select state from reconciliation")).isEqualTo("RUNNING");
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
    void whatIsToldLateIsOfTheDayItWasTold() throws SQLException {
        // Given an order of a day that is over, which came and was invoiced on the next, and a refund of that day
        database.order("O1", DAY, "DELIVERED", 100);
        database.posting("O1:INVOICE", "CUSTOMER_INVOICE", "O1", 100, "CONFIRMED");
        database.execute("update erp_posting set posting_date = '2026-11-11'");
        database.sale("O2", DAY, 100);
        database.execute("update payment set refunded = 30, updated_at = '2026-11-11T05:00:00Z' where order_id = 'O2'");

        // When
        database.reconcile(NEXT);

        // Then
        assertThat(database.found(NEXT)).containsExactly("MISSING_PAYMENT O1 here:s1 open", "REFUND_MISMATCH O2 here:s1 open");
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

    @Test
    void runsWhileOrdersAreWrittenAndHoldsNobodyUp() throws SQLException, ExecutionException, InterruptedException {
        // Given
        MatchingDay.fill(database, DAY, 2000);
        database.inSlicesOf(50);
        database.runs.request(LocalDate.parse(DAY));

        // When orders, payments and postings are changed all the time by somebody who waits for no lock
        CompletableFuture<Integer> writer = new CompletableFuture<>();
        AtomicInteger writes = new AtomicInteger();
        Thread thread = new Thread(() -> {
            try (Connection connection = database.pool.getConnection(); Statement statement = connection.createStatement()) {
                statement.execute("set lock_timeout = '500ms'");
                while (!Thread.currentThread().isInterrupted()) {
                    int n = writes.incrementAndGet() % 2000 + 1;
                    String id = "M" + String.format("%07d", n);
                    statement.execute("update orders set platform_status = 'seen' where order_id = '" + id + "'; update payment set asked = asked + 1 where order_id = '"
                        + id + "'; update erp_posting set attempts = attempts + 1 where order_id = '" + id + "'");
                }
                statement.execute("reset lock_timeout");
                writer.complete(writes.get());
            } catch (SQLException e) {
                writer.completeExceptionally(e);
            }
        });
        thread.start();
        database.goOn(() -> false);
        thread.interrupt();

        // Then
        assertThat(writer.get()).isPositive();
        assertThat(database.found(DAY)).isEmpty();
        assertThat(one("select state from reconciliation")).isEqualTo("DONE");
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

    @Test
    void aNightRunsTheDaysAgainOfWhichMoreWasToldSince() throws SQLException {
        // Given days that were reconciled in their nights
        LocalDate yesterday = database.runs.today().minusDays(1);
        for (int days = 1; days <= 31; days++) {
            database.sql.update("insert into reconciliation (date, state, started_at, finished_at) values (?, 'DONE', ?::date + interval '26 hours', ?::date + interval '26 hours')",
                yesterday.minusDays(days), yesterday.minusDays(days), yesterday.minusDays(days));
        }
        // When lines of two of them come, a payment of another, and one that was pending in its night is captured
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
        database.runs.requestNightly();

        // Then
        assertThat(database.sql.query("select date::text from reconciliation where state = 'RUNNING' order by date desc", row -> row.getString(1)))
            .containsExactly(yesterday.toString(), yesterday.minusDays(1).toString(), yesterday.minusDays(4).toString(), yesterday.minusDays(6).toString());
    }

    @Test
    void whatIsOpenOfAllDaysIsOneListOldestFirst() throws SQLException, IOException {
        // Given something that is open of each of three days, and something that is explained
        database.payment("vnpay:new", "none", NEXT, "1", "VND");
        database.payment("vnpay:old", "none", "2026-10-01", "2", "VND");
        database.payment("vnpay:mid", "none", DAY, "3", "VND");
        database.payment("vnpay:said", "none", DAY, "4", "VND");
        for (String day : List.of("2026-10-01", NEXT, DAY)) {
            database.reconcile(day);
        }
        explain("MISSING_ORDER", "none", "vnpay:said", "");

        // When
        LocalDate newest = database.runs.newest().orElseThrow();
        List<Item> first = database.items.openPage(newest, Items.Filter.ALL, Optional.empty(), 2);
        List<Item> second = database.items.openPage(newest, Items.Filter.ALL, Optional.of(first.get(1).keyByAge()), 2);

        // Then ages are to the end of the newest day
        assertThat(newest).isEqualTo(NEXT);
        assertThat(Stream.concat(first.stream(), second.stream()).map(item -> item.paymentId() + " " + item.ageDays()))
            .containsExactly("vnpay:old 41", "vnpay:mid 1", "vnpay:new 0");
        assertThat(database.items.openPage(newest, new Items.Filter(Optional.empty(), Optional.empty(), Optional.of("erp")), Optional.empty(), 9)).isEmpty();
        assertThat(database.items.before(LocalDate.parse(DAY))).isEqualTo(new Items.Backlog(1, 40));
        // And its files are as of the last run, each item with its own day
        assertThat(new String(database.file("open", "csv"), StandardCharsets.UTF_8).substring(1).lines().map(line -> line.substring(0, 10)))
            .containsExactly("date,class", "2026-10-01", DAY, DAY, NEXT);
    }

    @Test
    void filesAreSafeToOpenAndKeepNumbersAndIds() throws SQLException, IOException {
        // Given ids and references that are formulas, and an amount with a fraction
        database.payment("=cmd|!A0", "0012", DAY, "12.50", "USD");
        database.payment("@sum(1)", "-1+1", DAY, "1234567890123.45", "USD");
        database.payment("plain", "+84", DAY, "7", "VND");
        database.payment("a,\"b\"", "\tTab", DAY, "8", "VND");

        // When
        database.reconcile(DAY);

        // Then
        assertThat(database.file(DAY, "csv")).startsWith(0xEF, 0xBB, 0xBF);
        assertThat(new String(database.file(DAY, "csv"), StandardCharsets.UTF_8).split("\r\n")).anySatisfy(line ->
            assertThat(line).startsWith("2026-11-10,MISSING_ORDER,0012,'=cmd|!A0,,,12.50,12.50,USD,"))
            .anySatisfy(line -> assertThat(line).startsWith("2026-11-10,MISSING_ORDER,'-1+1,'@sum(1),,,1234567890123.45,"))
            .anySatisfy(line -> assertThat(line).startsWith("2026-11-10,MISSING_ORDER,'+84,plain,,,7,7,VND,"))
            .anySatisfy(line -> assertThat(line).startsWith("2026-11-10,MISSING_ORDER,'\tTab,\"a,\"\"b\"\"\",,,8,8,VND,"));
        try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(database.file(DAY, "xlsx")))) {
            List<Row> rows = book.findSheet("items").orElseThrow().read();
            Row formula = rows.stream().filter(row -> row.getCellText(2).equals("0012")).findFirst().orElseThrow();
            assertThat(formula.getCell(3).getType()).isEqualTo(CellType.STRING);
            assertThat(formula.getCellText(3)).isEqualTo("=cmd|!A0");
            assertThat(formula.getCell(6).getType()).isEqualTo(CellType.NUMBER);
            assertThat(formula.getCellAsNumber(6).orElseThrow()).isEqualByComparingTo("12.50");
        }
    }

    private static Map<String, byte[]> files() {
        return Stream.of("json", "csv", "xlsx").collect(Collectors.toMap(extension -> extension, extension -> {
            try {
                return database.file(DAY, extension);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    private static String one(String query) {
        return database.sql.query(query, row -> row.getString(1)).get(0);
    }
}
