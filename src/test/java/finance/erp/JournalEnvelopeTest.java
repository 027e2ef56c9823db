package finance.erp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finance.PostingKind;
import finance.Xml.WrongXmlException;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JournalEnvelopeTest {

    private static final ErpConfig.Sap CONFIG = ErpSettings.with(Map.of("ordersync.erp.sap.tax-codes.\"0.10\"", "A1", "ordersync.erp.sap.tax-codes.\"0.08\"", "A8",
        "ordersync.erp.sap.debtors.lazada", "0010100077", "ordersync.erp.sap.created-by", "INTEGRATION-USER")).sap();
    private static final String TWO_RATES = """
        {"lines":[{"net":"100000","tax":"10000","rate":"0.1"},{"net":50000,"tax":5000,"rate":0.10},{"net":"92593","tax":"7407","rate":"0.08"}],"rounding":"1"}""";

    @ParameterizedTest
    @EnumSource
    void theAmountsOfADocumentAreZeroTogetherAndTheirSignsAgree(PostingKind kind) throws Exception {
        // When
        Document document = written(TestPosting.of(1, kind, "260422900198363", "265001", "VND", TWO_RATES));

        // Then
        BigDecimal sum = BigDecimal.ZERO;
        for (Element amount : all(document, "AmountInTransactionCurrency")) {
            BigDecimal value = new BigDecimal(amount.getTextContent());
            sum = sum.add(value);
            assertThat(amount.getAttribute("currencyCode")).isEqualTo("VND");
            NodeList code = ((Element) amount.getParentNode()).getElementsByTagName("DebitCreditCode");
            if (code.getLength() == 1) {
                assertThat(code.item(0).getTextContent()).isEqualTo(value.signum() < 0 ? "H" : "S");
            }
        }
        assertThat(sum).isEqualByComparingTo("0");
        assertThat(texts(document, "ReferenceDocumentItem")).doesNotHaveDuplicates();
    }

    @Test
    void anInvoiceOwesTheGrossAndNamesTheTaxOfEachRate() throws Exception {
        // When
        Document document = written(TestPosting.of(7, PostingKind.CUSTOMER_INVOICE, "260422900198363", "265001", "VND", TWO_RATES));

        // Then
        assertThat(texts(document, "ID")).containsExactly("B-OS7", "OS7");
        assertThat(texts(document, "DocumentReferenceID")).containsExactly("OS7");
        assertThat(texts(document, "AccountingDocumentType")).containsExactly("DR");
        assertThat(texts(document, "DocumentHeaderText")).containsExactly("LAZADA 260422900198363");
        assertThat(texts(document, "Debtor")).containsExactly("0010100077");
        assertThat(texts(document, "AmountInTransactionCurrency")).containsExactly("265001", "-92593", "-150000", "-1", "-7407", "-15000");
        assertThat(texts(document, "TaxBaseAmountInTransCrcy")).containsExactly("-92593", "-150000");
        assertThat(texts(document, "TaxCode")).containsExactly("A8", "A1", "A8", "A1");
    }

    @Test
    void whatIsTakenBackOrPaidStandsOnTheOtherSide() throws Exception {
        // When
        Document memo = written(TestPosting.of(1, PostingKind.CREDIT_MEMO, "1", "110000", "VND", PostingRows.LINES));
        Document payment = written(TestPosting.of(2, PostingKind.INCOMING_PAYMENT, "1", "110000", "VND", "{}"));
        Document fee = written(TestPosting.of(3, PostingKind.PLATFORM_FEE, "1", "-12.5", "USD", "{}"));

        // Then
        assertThat(texts(memo, "AccountingDocumentType")).containsExactly("DG");
        assertThat(texts(memo, "AmountInTransactionCurrency")).containsExactly("-110000", "100000", "10000");
        assertThat(texts(payment, "AccountingDocumentType")).containsExactly("DZ");
        assertThat(texts(payment, "AmountInTransactionCurrency")).containsExactly("-110000", "110000");
        assertThat(texts(payment, "GLAccount")).containsExactly("0011002000");
        assertThat(texts(fee, "AmountInTransactionCurrency")).containsExactly("12.50", "-12.50");
    }

    @Test
    void namesAreEscapedAndNoLongerThanTheirFields() throws Exception {
        // Given
        String order = "<&>\"'\u0001" + "Đơn hàng 😀".repeat(20);

        // When
        Document document = written(TestPosting.of(Long.MAX_VALUE / 100_000, PostingKind.CUSTOMER_INVOICE, order, "110000", "VND", PostingRows.LINES));

        // Then
        assertThat(texts(document, "DocumentHeaderText")).allSatisfy(text -> assertThat(text).startsWith("LAZADA <&>\"'?Đơn").hasSizeLessThanOrEqualTo(25));
        assertThat(texts(document, "DocumentItemText")).allSatisfy(text -> assertThat(text).hasSizeLessThanOrEqualTo(50));
        assertThat(texts(document, "AssignmentReference")).allSatisfy(text -> assertThat(text).hasSizeLessThanOrEqualTo(18));
        assertThat(texts(document, "DocumentReferenceID")).allSatisfy(text -> assertThat(text).hasSizeLessThanOrEqualTo(16));
        assertThat(texts(document, "CreatedByUser")).allSatisfy(text -> assertThat(text).hasSizeLessThanOrEqualTo(12));
    }

    @Test
    void aPostingWithoutLinesIsOneLine() throws Exception {
        // When
        Document document = written(TestPosting.of(1, PostingKind.CUSTOMER_INVOICE, "1", "99.90", "USD", "{}"));

        // Then
        assertThat(texts(document, "AmountInTransactionCurrency")).containsExactly("99.90", "-99.90");
    }

    @Test
    void linesThatAreNotTheAmountAreNotWritten() {
        assertThatThrownBy(() -> JournalEntry.of(TestPosting.of(1, PostingKind.CUSTOMER_INVOICE, "1", "110001", "VND", PostingRows.LINES), CONFIG))
            .isInstanceOf(UnwritableException.class).hasMessageContaining("110000").hasMessageContaining("110001");
    }

    @Test
    void aBulkIsAnEntryEach() throws Exception {
        // When
        byte[] xml = JournalEnvelope.of(IntStream.range(0, 50).mapToObj(i -> JournalEntry.of(
            TestPosting.of(i, PostingKind.INCOMING_PAYMENT, "O" + i, "1", "VND", "{}"), CONFIG)).toList(), CONFIG, Instant.EPOCH);

        // Then
        assertThat(texts(parsed(xml), "DocumentReferenceID")).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void aConfirmationWithADocumentTypeIsNotRead() {
        String xml = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>";
        assertThatThrownBy(() -> JournalConfirmation.read(xml.getBytes(UTF_8))).isInstanceOf(WrongXmlException.class).hasMessageContaining("DOCTYPE");
    }

    private static Document written(Posting posting) throws Exception {
        return parsed(JournalEnvelope.of(List.of(JournalEntry.of(posting, CONFIG)), CONFIG, Instant.parse("2026-01-15T08:00:00Z")));
    }

    private static Document parsed(byte[] xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private static List<String> texts(Document document, String name) {
        return all(document, name).stream().map(Element::getTextContent).toList();
    }

    private static List<Element> all(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
    }
}
