package finance.bank;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import finance.bank.BankFiles.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BankFilesTest {

    private static final String LINES = "select direction, reversal, trim_scale(amount), reference from bank_line order by line_id";
    private static BankDatabase bank;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws SQLException {
        bank = new BankDatabase("bank_files", Map.of("ordersync.bank.max-file-bytes", "8000000", "ordersync.bank.max-transactions", "100"));
    }

    @AfterAll
    static void close() throws SQLException {
        bank.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        bank.clear();
    }

    private Outcome read(String xml) throws SQLException, IOException {
        return bank.files().read(Files.write(folder.resolve("statement.xml"), xml.getBytes(UTF_8)), "statement.xml");
    }

    private String detail() throws SQLException {
        return bank.rows("select detail from bank_statement where state = 'REFUSED'").get(0);
    }

    @Test
    void thousandsOfEntriesOfSeveralStatementsAreKept() throws SQLException, IOException {
        // Given
        Camt first = new Camt("S1");
        Camt second = new Camt("S2");
        for (int i = 0; i < 3_000; i++) {
            first.credit("1000", "DH-" + (100_000 + i));
            second.debit("7", "phi " + (500_000 + i), false);
        }

        // When
        Outcome outcome = read(Camt.file(first, second));

        // Then
        assertThat(outcome).isEqualTo(Outcome.READ);
        assertThat(bank.rows("select direction, count(*), sum(trim_scale(amount)), count(distinct reference) from bank_line group by 1 order by 1"))
            .containsExactly("CREDIT 3000 3000000 3000", "DEBIT 3000 21000 3000");
        assertThat(bank.rows("select state, entries, message_id from bank_statement")).containsExactly("READ 6000 M-1");
    }

    @Test
    void nothingThatNamesAPayerIsKept() throws SQLException, IOException {
        // When
        read(new Camt("S1").credit("250000", "NGUYEN VAN AN chuyen tien don hang DH-100001").xml());

        // Then
        assertThat(bank.rows("select line_id, reference from bank_line")).containsExactly("VN-001:S1:20261120:1.1 DH-100001");
    }

    @ParameterizedTest
    @CsvSource({"001.02,<Sts>BOOK</Sts>,<Sts>PDNG</Sts>", "001.06,<Sts>BOOK</Sts>,<Sts>PDNG</Sts>",
        "001.13,<Sts><Cd>BOOK</Cd></Sts>,<Sts><Cd>PDNG</Cd></Sts>"})
    void everyVersionIsReadAndWhatIsPendingIsPassedOver(String version, String booked, String pending) throws SQLException, IOException {
        // When
        Outcome outcome = read(new Camt("S1").version(version).status("CRDT", "10", "", booked, "").status("CRDT", "99", "", pending, "").xml());

        // Then
        assertThat(outcome).isEqualTo(Outcome.READ);
        assertThat(bank.rows(LINES)).containsExactly("CREDIT f 10 null");
    }

    @Test
    void theSameFileAndTheSamePageCountOnce() throws SQLException, IOException {
        // Given
        String file = new Camt("S1").credit("10", "DH-100001").credit("20", "DH-100001").xml();
        read(file);

        // When the file comes again, and its page in other bytes
        Outcome again = read(file);
        Outcome sentAnew = read(file.replace("M-1", "M-2"));

        // Then
        assertThat(List.of(again, sentAnew)).containsExactly(Outcome.REPEATED, Outcome.READ);
        assertThat(bank.rows(LINES)).hasSize(2);
    }

    @Test
    void whatSumsUpToMoreThanAnAmountMayBeIsRefusedAsAWhole() throws SQLException, IOException {
        // Given charges, or what transactions leave over of an entry, that have sixteen digits
        String most = "999999999999999";
        String charges = "<Chrgs>" + ("<Rcrd><Amt Ccy=\"VND\">" + most + "</Amt></Rcrd>").repeat(2) + "</Chrgs>";
        String transactions = "<NtryDtls>" + ("<TxDtls><Amt Ccy=\"VND\">" + most + "</Amt></TxDtls>").repeat(3) + "</NtryDtls>";
        for (String tooMuch : List.of(charges, transactions)) {
            Camt statement = new Camt("S1");
            for (int i = 0; i < 1500; i++) {
                statement.credit("1", "DH-100001");
            }

            // When
            Outcome outcome = read(statement.entry("CRDT", "10", "", tooMuch).xml());

            // Then not even the lines before it are kept
            assertThat(outcome).isEqualTo(Outcome.REFUSED);
            assertThat(bank.rows(LINES)).isEmpty();
        }
        assertThat(bank.rows("select detail from bank_statement order by id")).satisfiesExactly(
            detail -> assertThat(detail).contains("the sum of the charges must have at most 15 digits"),
            detail -> assertThat(detail).contains("what the transactions leave over of an entry must have at most 15 digits"));
    }

    @Test
    void whatContradictsAnEarlierPageIsRefused() throws SQLException, IOException {
        // Given
        read(new Camt("S1").credit("10", "DH-100001").xml());

        // When
        Outcome outcome = read(new Camt("S1").credit("11", "DH-100001").credit("5", "DH-100002").xml());

        // Then
        assertThat(outcome).isEqualTo(Outcome.REFUSED);
        assertThat(detail()).contains("VN-001:S1:20261120:1.1 came before with another amount");
        assertThat(bank.rows(LINES)).hasSize(1);
    }

    @Test
    void aBatchedEntryIsItsTransactionsAndWhatTheyLeaveOver() throws SQLException, IOException {
        // Given an entry of 1,990 that sums up 1,000 and 1,000, less a charge of 10
        String batch = "<AcctSvcrRef>BATCH-77</AcctSvcrRef><Chrgs><Rcrd><Amt Ccy=\"VND\">10</Amt></Rcrd></Chrgs><NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>"
            + "<TxDtls><Refs><EndToEndId>DH-100001</EndToEndId></Refs><Amt Ccy=\"VND\">1000</Amt></TxDtls>"
            + "<TxDtls><Refs><EndToEndId>DH-100002</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy=\"VND\">1000</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls>";

        // When
        Outcome outcome = read(new Camt("S1").entry("CRDT", "1990", "", batch).xml());

        // Then
        assertThat(outcome).isEqualTo(Outcome.READ);
        assertThat(bank.rows("select line_id, direction, trim_scale(amount), trim_scale(charges), reference from bank_line order by 1")).containsExactly(
            "VN-001:S1:20261120:1.1.1 CREDIT 1000 null DH-100001", "VN-001:S1:20261120:1.1.2 CREDIT 1000 null DH-100002",
            "VN-001:S1:20261120:1.1.rest DEBIT 10 10 BATCH-77");
    }

    @Test
    void theBalanceIsProvedOverAllPagesInWhateverOrderTheyCome() throws SQLException, IOException {
        // Given
        assertThat(read(new Camt("S1").page(3, true, "600").credit("300", "DH-100003").xml())).isEqualTo(Outcome.READ);
        assertThat(read(new Camt("S1").page(1, false, null).credit("100", "DH-100001").xml())).isEqualTo(Outcome.READ);

        // When the page that completes them has too little, and then what it must have
        Outcome wrong = read(new Camt("S1").page(2, false, null).credit("199", "DH-100002").xml());
        Outcome right = read(new Camt("S1").page(2, false, null).credit("200", "DH-100002").xml());

        // Then
        assertThat(List.of(wrong, right)).containsExactly(Outcome.REFUSED, Outcome.READ);
        assertThat(detail()).contains("entries of 599 are not the closing balance 600 VND, over its 3 pages");
        assertThat(bank.rows("select sum(trim_scale(amount)) from bank_line")).containsExactly("600");
    }

    @Test
    void pagesOfOneFileAreOneStatement() throws SQLException, IOException {
        // When
        Outcome outcome = read(Camt.file(new Camt("S1").page(1, false, null).credit("100", "a"), new Camt("S1").page(2, true, "300").credit("200", "b")));

        // Then
        assertThat(outcome).isEqualTo(Outcome.READ);
        assertThat(bank.rows("select line_id from bank_line order by 1")).containsExactly("VN-001:S1:20261120:1.1", "VN-001:S1:20261120:2.1");
    }

    @Test
    void aStatementThatDoesNotAddUpLeavesNothingBehind() throws SQLException, IOException {
        // When
        Outcome outcome = read(new Camt("S1").credit("100", "DH-100001").closing("101").xml());

        // Then
        assertThat(outcome).isEqualTo(Outcome.REFUSED);
        assertThat(detail()).isEqualTo("statement S1 does not add up: opening balance 0 and entries of 100 are not the closing balance 101 VND");
        assertThat(bank.rows(LINES)).isEmpty();
    }

    @Test
    void decimalsOfACurrencyAddUpExactly() throws SQLException, IOException {
        // When
        Outcome outcome = read(new Camt("S1").currency("USD").credit("0.10", "DH-100001").credit("0.20", "DH-100002").closing("0.30").xml());

        // Then
        assertThat(outcome).isEqualTo(Outcome.READ);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<Document><BkToCstmrStmt><Stmt><Id>S1</Id>",
        "",
        "no xml at all",
        "<Document><BkToCstmrStmt></BkToCstmrStmt></Document>trailing",
        "<Document><BkToCstmrStmt></BkToCstmrStmt></Document>",
        "<Document><BkToCstmrAcctRpt/></Document>",
        "<Other/>",
        "<Document><BkToCstmrStmt><Stmt><Id>S1</Id><Ntry/></Stmt></BkToCstmrStmt></Document>",
        "<Document><BkToCstmrStmt><Stmt><Id>S1</Id><Acct><Id><IBAN>X</IBAN></Id></Acct><Ntry><Amt Ccy=\"VND\">1e9</Amt></Ntry></Stmt></BkToCstmrStmt></Document>",
        "<Document><BkToCstmrStmt><Stmt><Id>S1</Id><Acct><Id><IBAN>X</IBAN></Id></Acct><Ntry><Amt>5</Amt></Ntry></Stmt></BkToCstmrStmt></Document>",
        "<Document><BkToCstmrStmt><Stmt><Id>S1</Id><Acct><Id><IBAN>X</IBAN></Id></Acct><Ntry><Amt Ccy=\"VND\">5</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry></Stmt></BkToCstmrStmt></Document>"})
    void whatIsNoStatementIsRefusedWithAReason(String xml) throws SQLException, IOException {
        // When
        Outcome outcome = read(xml);

        // Then
        assertThat(outcome).isEqualTo(Outcome.REFUSED);
        assertThat(detail()).isNotBlank();
    }

    @Test
    void anExternalEntityIsRefusedUnread() throws SQLException, IOException {
        // Given
        Path secret = Files.writeString(folder.resolve("secret.txt"), "TOPSECRET1");
        String attack = new Camt("S1").credit("1", "&xxe;").xml().replace("<Document",
            "<!DOCTYPE Document [<!ENTITY xxe SYSTEM \"" + secret.toUri() + "\">]><Document");

        // When
        Outcome outcome = read(attack);

        // Then
        assertThat(outcome).isEqualTo(Outcome.REFUSED);
        assertThat(detail()).startsWith("a document type (DOCTYPE) is refused");
        assertThat(bank.rows(LINES)).isEmpty();
    }

    @Test
    void aBillionLaughsAreRefusedAtOnce() throws SQLException, IOException {
        // Given
        StringBuilder entities = new StringBuilder("<!ENTITY l0 \"lol\">");
        for (int i = 1; i < 10; i++) {
            entities.append("<!ENTITY l").append(i).append(" \"").append(("&l" + (i - 1) + ";").repeat(10)).append("\">");
        }
        String attack = new Camt("S1").credit("1", "&l9;").xml().replace("<Document", "<!DOCTYPE Document [" + entities + "]><Document");

        // When
        Outcome outcome = read(attack);

        // Then
        assertThat(outcome).isEqualTo(Outcome.REFUSED);
        assertThat(detail()).startsWith("a document type (DOCTYPE) is refused");
    }

    @Test
    void limitsHaveNames() throws SQLException, IOException {
        // When
        read(new Camt("S1").credit("1", "x".repeat(4_001)).xml());
        read(new Camt("S1").entry("CRDT", "1", "", "<A>".repeat(50) + "</A>".repeat(50)).xml());
        read(new Camt("S1").entry("CRDT", "1", "", "<NtryDtls>" + "<TxDtls/>".repeat(101) + "</NtryDtls>").xml());
        read(new Camt("S1").xml() + " ".repeat(8_000_000));

        // Then
        assertThat(bank.rows("select detail from bank_statement order by id")).satisfiesExactly(
            text -> assertThat(text).startsWith("Ustrd has more than 4000 characters"),
            depth -> assertThat(depth).startsWith("more than 40 elements stand within one another"),
            transactions -> assertThat(transactions).startsWith("an entry sums up more than 100 transactions (ordersync.bank.max-transactions)"),
            bytes -> assertThat(bytes).isEqualTo("it has more than 8000000 bytes (ordersync.bank.max-file-bytes)"));
    }

    @Test
    void aFileWhoseReadingWasCutOffIsReadFromItsBeginning() throws SQLException, IOException {
        // Given
        String file = new Camt("S1").credit("10", "DH-100001").credit("20", "DH-100002").xml();
        read(file);
        bank.execute("update bank_statement set state = 'READING'");
        bank.execute("delete from bank_line where line_id like '%.2'");

        // When
        Outcome outcome = read(file);

        // Then
        assertThat(outcome).isEqualTo(Outcome.READ);
        assertThat(bank.rows(LINES)).hasSize(2);
    }
}
