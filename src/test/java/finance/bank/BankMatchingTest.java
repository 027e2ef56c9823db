package finance.bank;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BankMatchingTest {

    private static final String MATCHED = "select order_id, payment_id from bank_line order by line_id";
    private static final String PAYMENTS = "select payment_id, status from payment order by payment_id";
    private static final String LINE = "VN-001:S1:20261120:1.";
    private static BankDatabase bank;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws SQLException {
        bank = new BankDatabase("bank_matching", Map.of("ordersync.bank.look-back-days", "36500"));
    }

    @AfterAll
    static void close() throws SQLException {
        bank.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        bank.clear();
    }

    private void read(Camt statement) throws SQLException, IOException {
        assertThat(bank.files().read(Files.write(folder.resolve("s.xml"), statement.xml().getBytes(UTF_8)), "s.xml")).isEqualTo(BankFiles.Outcome.READ);
    }

    @ParameterizedTest
    @ValueSource(strings = {"166117A", "vnpay:166117A:14226112", "14226112", "TT DON HANG 166117A, CAM ON", "ref:166117A.", "VNPAY/14226112/x"})
    void aLineIsThePaymentThatItNamesWithItsAmount(String remittance) throws SQLException, IOException {
        // Given
        bank.order("166117A", "150000", "VND");
        bank.payment("vnpay:166117A:14226112", "166117A", "150000", "VND", "CAPTURED");
        bank.execute("update payment set transaction_id = '14226112'");

        // When
        read(new Camt("S1").credit("150000", remittance));

        // Then
        assertThat(bank.rows(MATCHED)).containsExactly("166117A vnpay:166117A:14226112");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X166117A", "166117A-2", "166117", "1661170A", "166117 A"})
    void aPartOfALongerWordIsNotTheWord(String remittance) throws SQLException, IOException {
        // Given
        bank.order("166117A", "150000", "VND");
        bank.payment("vnpay:1", "166117A", "150000", "VND", "CAPTURED");

        // When
        read(new Camt("S1").credit("150000", remittance));

        // Then
        assertThat(bank.rows(MATCHED)).containsExactly("null null");
    }

    @Test
    void anotherAmountIsNotThePaymentButNamesTheOrder() throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");
        bank.payment("vnpay:1", "DH-100001", "150000", "VND", "CAPTURED");

        // When
        read(new Camt("S1").credit("149999", "DH-100001"));

        // Then
        assertThat(bank.rows(MATCHED)).containsExactly("DH-100001 null");
        assertThat(bank.rows(PAYMENTS)).containsExactly("vnpay:1 CAPTURED");
    }

    @Test
    void aLineIsThePaymentAlsoLessTheBanksCharges() throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");
        bank.payment("vnpay:1", "DH-100001", "150000", "VND", "CAPTURED");

        // When
        read(new Camt("S1").entry("CRDT", "148900", "", "<Chrgs><Rcrd><Amt Ccy=\"VND\">1100</Amt></Rcrd></Chrgs>"
            + "<NtryDtls><TxDtls><RmtInf><Ustrd>DH-100001</Ustrd></RmtInf></TxDtls></NtryDtls>"));

        // Then
        assertThat(bank.rows(MATCHED)).containsExactly("DH-100001 vnpay:1");
    }

    @Test
    void aLineThatNamesAPaymentOfAnotherAmountNamesItsOrderAndIsAMismatch() throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");
        bank.payment("vnpay:1", "DH-100001", "150000", "VND", "CAPTURED");
        bank.order("DH-100002", "70000", "VND");
        bank.payment("vnpay:2", "DH-100002", "70000", "VND", "CAPTURED");
        bank.execute("update payment set transaction_id = '14226112' where payment_id = 'vnpay:1'");

        // When one credits less, one another currency, and one names nothing
        read(new Camt("S1").credit("149999", "VNPAY 14226112"));
        read(new Camt("S2").currency("USD").credit("3", "DH-100002"));
        read(new Camt("S3").credit("1", "whoever-1"));

        // Then
        assertThat(bank.rows(MATCHED)).containsExactly("DH-100001 null", "DH-100002 null", "null null");
        bank.execute("select reconciliation_collect('bank', '2026-11-20', now(), now())");
        bank.execute("select reconcile_bank('2026-11-20', now(), null, 100, 0, 0, '{\"AMOUNT_MISMATCH\":\"f\",\"CURRENCY_MISMATCH\":\"f\",\"MISSING_ORDER\":\"f\"}')");
        assertThat(bank.rows("select class, order_id, trim_scale(expected), trim_scale(actual) from reconciliation_item order by class"))
            .containsExactly("AMOUNT_MISMATCH DH-100001 150000 149999", "CURRENCY_MISMATCH DH-100002 70000 3", "MISSING_ORDER  null 1");
    }

    @Test
    void aTransferForAnUnpaidOrderIsItsPayment() throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");

        // When
        read(new Camt("S1").credit("150000", "NGUYEN VAN AN TT DH-100001"));

        // Then
        assertThat(bank.rows(MATCHED)).containsExactly("DH-100001 bank:" + LINE + "1");
        assertThat(bank.rows("select provider, order_id, trim_scale(amount), currency, status, settled_at at time zone 'UTC' from payment"))
            .containsExactly("bank DH-100001 150000 VND CAPTURED 2026-11-19 17:00:00");
        assertThat(bank.rows("select business_key, kind, posting_date from erp_posting"))
            .containsExactly("bank:" + LINE + "1:PAYMENT INCOMING_PAYMENT 2026-11-20");
        assertThat(bank.rows("select key from payment_outbox")).containsExactly("shop:s1:DH-100001");
    }

    @Test
    void aSecondTransferForAnOrderIsASecondPayment() throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");

        // When
        read(new Camt("S1").credit("150000", "DH-100001").credit("150000", "DH-100001"));

        // Then each is one, and reconciliation can tell that it was paid twice
        assertThat(bank.rows(MATCHED)).containsExactly("DH-100001 bank:" + LINE + "1", "DH-100001 bank:" + LINE + "2");
        assertThat(bank.rows("select status, waits_for, announced_at is not null from payment order by payment_id"))
            .containsExactly("CAPTURED null t", "CAPTURED PAID f");
    }

    @Test
    void aTransferIsNoPaymentWhileOneOfTheOrderIsPending() throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");
        bank.payment("vnpay:1", "DH-100001", "150000", "VND", "PENDING");
        read(new Camt("S1").credit("150000", "DH-100001"));
        assertThat(bank.rows(MATCHED)).containsExactly("DH-100001 null");

        // When
        bank.execute("update payment set status = 'CAPTURED'");
        bank.matching().lookAgain();

        // Then
        assertThat(bank.rows(MATCHED)).containsExactly("DH-100001 vnpay:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PENDING", "AUTHORISED", "ON_HOLD"})
    void aPaymentThatNobodyIsAskedAboutAnyMoreKeepsNoTransferFromPaying(String status) throws SQLException, IOException {
        // Given one of an order that has waited for as long as its provider is asked
        bank.order("DH-100001", "150000", "VND");
        bank.payment("vnpay:1", "DH-100001", "150000", "VND", status);
        bank.execute("update payment set settled_at = null, created_at = now() - interval '7 days 1 minute'");

        // When
        read(new Camt("S1").credit("150000", "DH-100001"));

        // Then
        assertThat(bank.rows(MATCHED)).containsExactly("DH-100001 bank:" + LINE + "1");
        assertThat(bank.rows(PAYMENTS)).containsExactly("bank:" + LINE + "1 CAPTURED", "vnpay:1 " + status);
    }

    @Test
    void whatNamesTwoOrdersIsNoneOfThem() throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");
        bank.order("DH-100002", "150000", "VND");

        // When
        read(new Camt("S1").credit("150000", "DH-100001 DH-100002"));

        // Then
        assertThat(bank.rows(MATCHED)).containsExactly("null null");
        assertThat(bank.rows(PAYMENTS)).isEmpty();
    }

    @Test
    void aLineWaitsForItsOrder() throws SQLException, IOException {
        // Given
        read(new Camt("S1").currency("USD").credit("12.50", "DH-100001"));
        bank.order("DH-100001", "12.5", "USD");

        // When
        bank.matching().lookAgain();
        bank.matching().lookAgain();

        // Then
        assertThat(bank.rows(MATCHED)).containsExactly("DH-100001 bank:" + LINE + "1");
        assertThat(bank.rows(PAYMENTS)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsTakenBackIsNoLongerPaid(boolean said) throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");
        read(new Camt("S1").credit("150000", "DH-100001"));

        // When
        read(new Camt("S2").debit("150000", "DH-100001", said));

        // Then
        assertThat(bank.rows("select reversal, reverses from bank_line where direction = 'DEBIT'")).containsExactly("t " + LINE + "1");
        assertThat(bank.rows(PAYMENTS)).containsExactly("bank:" + LINE + "1 REVERSED");
    }

    @Test
    void aDebitThatSharesAWordByChanceTakesNothingBack() throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");
        read(new Camt("S1").credit("150000", "DH-100001 20/11/2026"));

        // When
        read(new Camt("S2").debit("150000", "Tien dien 20/11/2026", false));

        // Then
        assertThat(bank.rows("select reversal, reverses from bank_line where direction = 'DEBIT'")).containsExactly("f null");
        assertThat(bank.rows(PAYMENTS)).containsExactly("bank:" + LINE + "1 CAPTURED");
    }

    @Test
    void aReversalFindsItsLineByTheWordsThatAnErasureLeft() throws SQLException, IOException {
        // Given a line whose buyer was erased since, and another of that amount
        bank.order("DH-100001", "150000", "VND");
        read(new Camt("S1").credit("150000", "DH-100001 0912345678").credit("150000", "DH-100002 0987654321"));
        bank.execute("update bank_line set reference = regexp_replace(reference, '09[0-9]+', '[erased]')");

        // When
        read(new Camt("S2").debit("150000", "DH-100001 0912345678", true));

        // Then
        assertThat(bank.rows("select reverses from bank_line where direction = 'DEBIT'")).containsExactly(LINE + "1");
        assertThat(bank.rows(PAYMENTS)).containsExactly("bank:" + LINE + "1 REVERSED");
    }

    @Test
    void whatStandsForErasedBuyersIsNoWordThatTwoLinesShare() throws SQLException, IOException {
        // Given a reversal and a credit of that amount, both of which told of somebody
        bank.order("DH-100001", "150000", "VND");
        read(new Camt("S2").debit("150000", "0912345678", true));
        read(new Camt("S1").credit("150000", "0987654321"));
        bank.execute("update bank_line set reference = '[erased]'");

        // When
        bank.matching().lookAgain();

        // Then
        assertThat(bank.rows("select reverses from bank_line where reverses is not null")).isEmpty();
    }

    @Test
    void whatIsPaidAgainAfterItWasTakenBackIsPaid() throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");
        read(new Camt("S1").credit("150000", "DH-100001"));

        // When
        read(new Camt("S2").debit("150000", "DH-100001", true).credit("150000", "DH-100001"));

        // Then
        assertThat(bank.rows(PAYMENTS)).containsExactly("bank:" + LINE + "1 REVERSED", "bank:" + LINE.replace("S1", "S2") + "2 CAPTURED");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReversalThatComesFirstFindsItsLineLater(boolean said) throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");
        read(new Camt("S2").debit("150000", "DH-100001", said));
        read(new Camt("S1").credit("150000", "DH-100001"));

        // When
        bank.matching().lookAgain();

        // Then
        assertThat(bank.rows("select reverses from bank_line where direction = 'DEBIT'")).containsExactly(LINE + "1");
        assertThat(bank.rows("select payment_id from payment where status <> 'REVERSED'")).isEmpty();
    }

    @Test
    void twoReversalsTakeBackTwoLinesAndAThirdNone() throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");
        read(new Camt("S1").credit("150000", "DH-100001").credit("150000", "DH-100001"));

        // When
        read(new Camt("S2").debit("150000", "DH-100001", true).debit("150000", "DH-100001", true).debit("150000", "DH-100001", true));

        // Then
        assertThat(bank.rows("select reverses from bank_line where reverses is not null order by 1")).containsExactly(LINE + "1", LINE + "2");
        assertThat(bank.rows("select count(*) from bank_line where reversal and reverses is null")).containsExactly("1");
    }

    @Test
    void aPaymentIsOneLine() throws SQLException, IOException {
        // Given
        bank.order("DH-100001", "150000", "VND");
        bank.payment("vnpay:1", "DH-100001", "150000", "VND", "CAPTURED");
        bank.payment("vnpay:2", "DH-100001", "150000", "VND", "CAPTURED");

        // When
        read(new Camt("S1").credit("150000", "DH-100001").credit("150000", "DH-100001"));

        // Then
        assertThat(bank.rows("select payment_id from bank_line order by 1")).containsExactly("vnpay:1", "vnpay:2");
    }
}
