package finance.erp;

import finance.Xml;
import finance.Xml.WrongXmlException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * SOAP's JournalEntryBulkCreateConfirmation: what SAP says of each journal entry of a bulk, found by the reference it echoes; or
 * SOAP's fault.
 */
final class JournalConfirmation {

    private static final Xml.Limits LIMITS = new Xml.Limits(32, 10_000);
    private static final String ENTRY = "JournalEntryCreateConfirmation";
    private static final int ERROR = 3;

    private final Map<String, Entry> entries = new HashMap<>();
    private String fault;

    /** What SAP says of one journal entry. */
    static final class Entry {
        private String reference;
        private String document = "";
        private String companyCode = "";
        private String fiscalYear = "";
        private int severity;
        private final List<Note> notes = new ArrayList<>();

        /** Severity 3, or a document of zeros: HTTP 200 says nothing of it. */
        boolean isRefused() {
            return severity >= ERROR || document.matches("0+");
        }

        /** Empty: SAP names none. */
        String document() {
            return document;
        }

        /** Such as {@code 1010/2026}: a document's number is its own only with both. */
        String companyAndYear() {
            return companyCode + "/" + fiscalYear;
        }

        /** The log's notes: its errors, or all of it where none is one. */
        String words() {
            List<Note> errors = notes.stream().filter(note -> note.severity >= ERROR).toList();
            List<String> words = (errors.isEmpty() ? notes : errors).stream().map(note -> note.text).toList();
            return words.isEmpty() ? "severity " + severity + ", without a note" : String.join("; ", words);
        }
    }

    private static final class Note {
        private int severity;
        private String text = "";
    }

    private JournalConfirmation() {
    }

    /** @throws WrongXmlException it is no well-formed XML, declares a document type, or a severity is no number */
    static JournalConfirmation read(byte[] document) throws WrongXmlException {
        JournalConfirmation confirmation = new JournalConfirmation();
        try (Xml xml = Xml.open(new ByteArrayInputStream(document), LIMITS)) {
            confirmation.readInto(xml);
            xml.end();
        }
        return confirmation;
    }

    Optional<Entry> of(Posting posting) {
        return Optional.ofNullable(entries.get(posting.reference()));
    }

    /** What a SOAP fault says. */
    Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    /** The envelope and what is within it, down to the entries. */
    private void readInto(Xml xml) throws WrongXmlException {
        xml.children(name -> {
            switch (name) {
                case ENTRY -> {
                    Entry entry = new Entry();
                    read(entry, xml);
                    entries.put(entry.reference, entry);
                }
                case "faultstring" -> fault = xml.text();
                default -> readInto(xml);
            }
        });
    }

    /** An entry's header, its log, and the element of its own name which names the document. */
    private static void read(Entry entry, Xml xml) throws WrongXmlException {
        xml.children(name -> {
            switch (name) {
                case "ReferenceID" -> entry.reference = xml.text();
                case "AccountingDocument" -> entry.document = xml.text();
                case "CompanyCode" -> entry.companyCode = xml.text();
                case "FiscalYear" -> entry.fiscalYear = xml.text();
                case "MaximumLogItemSeverityCode" -> entry.severity = number(xml);
                case "Item" -> entry.notes.add(note(xml));
                default -> read(entry, xml);
            }
        });
    }

    private static Note note(Xml xml) throws WrongXmlException {
        Note note = new Note();
        xml.children(name -> {
            if (name.equals("SeverityCode")) {
                note.severity = number(xml);
            } else if (name.equals("Note")) {
                note.text = xml.text();
            }
        });
        return note;
    }

    private static int number(Xml xml) throws WrongXmlException {
        try {
            return Integer.parseInt(xml.text());
        } catch (NumberFormatException noNumber) {
            throw xml.wrong("a severity is no number");
        }
    }
}
