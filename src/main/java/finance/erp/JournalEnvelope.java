package finance.erp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import orders.Money;

/** SOAP's JournalEntryBulkCreateRequest of SAP S/4HANA, scenario SAP_COM_0002. */
final class JournalEnvelope {

    private static final XMLOutputFactory XML = XMLOutputFactory.newFactory();
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String SFIN = "http://sap.com/xi/SAPSCORE/SFIN";
    /** Of DocumentHeaderText, DocumentItemText, AssignmentReference and CreatedByUser. */
    private static final int MAX_HEADER_TEXT = 25;
    private static final int MAX_ITEM_TEXT = 50;
    private static final int MAX_ASSIGNMENT = 18;
    private static final int MAX_USER = 12;

    private final ErpConfig.Sap config;
    private final String now;
    private final XMLStreamWriter out;

    private JournalEnvelope(ErpConfig.Sap config, Instant now, XMLStreamWriter out) {
        this.config = config;
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
        this.out = out;
    }

    /** UTF-8. */
    static byte[] of(List<JournalEntry> entries, ErpConfig.Sap config, Instant now) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter out = XML.createXMLStreamWriter(bytes, UTF_8.name());
            new JournalEnvelope(config, now, out).write(entries);
            out.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException("XML was not written to memory", impossible);
        }
        return bytes.toByteArray();
    }

    private void write(List<JournalEntry> entries) throws XMLStreamException {
        out.writeStartDocument(UTF_8.name(), "1.0");
        out.writeStartElement("soapenv", "Envelope", SOAP);
        out.writeNamespace("soapenv", SOAP);
        out.writeNamespace("sfin", SFIN);
        out.writeEmptyElement("soapenv", "Header", SOAP);
        out.writeStartElement("soapenv", "Body", SOAP);
        out.writeStartElement("sfin", "JournalEntryBulkCreateRequest", SFIN);
        messageHeader("B-" + entries.get(0).posting().reference());
        for (JournalEntry entry : entries) {
            out.writeStartElement("JournalEntryCreateRequest");
            messageHeader(entry.posting().reference());
            journalEntry(entry);
            out.writeEndElement();
        }
        out.writeEndDocument();
    }

    private void messageHeader(String id) throws XMLStreamException {
        out.writeStartElement("MessageHeader");
        element("ID", id);
        element("CreationDateTime", now);
        out.writeEndElement();
    }

    private void journalEntry(JournalEntry entry) throws XMLStreamException {
        Posting posting = entry.posting();
        out.writeStartElement("JournalEntry");
        element("OriginalReferenceDocumentType", "BKPFF");
        element("BusinessTransactionType", "RFBU");
        element("AccountingDocumentType", entry.documentType());
        element("DocumentReferenceID", posting.reference());
        element("DocumentHeaderText", cut(title(posting), MAX_HEADER_TEXT));
        element("CreatedByUser", cut(config.createdBy(), MAX_USER));
        element("CompanyCode", config.companyCode());
        element("DocumentDate", posting.postingDate().toString());
        element("PostingDate", posting.postingDate().toString());
        int number = 0;
        for (JournalEntry.Item item : entry.items()) {
            number++;
            item(posting, item, number);
        }
        for (JournalEntry.TaxItem tax : entry.taxes()) {
            out.writeStartElement("ProductTaxItem");
            element("TaxCode", tax.taxCode());
            amount("AmountInTransactionCurrency", tax.amount(), posting.currency());
            amount("TaxBaseAmountInTransCrcy", tax.base(), posting.currency());
            out.writeEndElement();
        }
        out.writeEndElement();
    }

    private void item(Posting posting, JournalEntry.Item item, int number) throws XMLStreamException {
        out.writeStartElement(item.isDebtor() ? "DebtorItem" : "Item");
        element("ReferenceDocumentItem", Integer.toString(number));
        element(item.isDebtor() ? "Debtor" : "GLAccount", item.account());
        amount("AmountInTransactionCurrency", item.amount(), posting.currency());
        element("DebitCreditCode", item.amount().signum() < 0 ? "H" : "S");
        if (item.taxCode() != null) {
            out.writeStartElement("Tax");
            element("TaxCode", item.taxCode());
            out.writeEndElement();
        }
        element("DocumentItemText", cut(title(posting), MAX_ITEM_TEXT));
        element("AssignmentReference", cut(posting.orderId(), MAX_ASSIGNMENT));
        out.writeEndElement();
    }

    private void amount(String name, BigDecimal amount, String currency) throws XMLStreamException {
        out.writeStartElement(name);
        out.writeAttribute("currencyCode", currency);
        out.writeCharacters(Money.text(amount, currency));
        out.writeEndElement();
    }

    private void element(String name, String text) throws XMLStreamException {
        out.writeStartElement(name);
        out.writeCharacters(text);
        out.writeEndElement();
    }

    private static String title(Posting posting) {
        return (posting.platform() == null ? "" : posting.platform().toUpperCase(java.util.Locale.ROOT) + " ") + posting.orderId();
    }

    /** No longer than the field, and without what XML 1.0 has no way to write. */
    private static String cut(String text, int max) {
        return Words.cut(text.replaceAll("[^\\x{20}-\\x{d7ff}\\x{e000}-\\x{fffd}\\x{10000}-\\x{10ffff}]", "?"), max);
    }
}
