package finance.erp;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * SOAP's JournalEntryBulkCreateConfirmation: what SAP says of each journal entry of a bulk, found by the reference it echoes.
 * Document types and external entities are refused.
 */
final class JournalConfirmation {

    private static final XMLInputFactory XML = XMLInputFactory.newFactory();
    private static final String ENTRY = "JournalEntryCreateConfirmation";
    private static final int ERROR = 3;

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XML.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    private final Map<String, Entry> entries = new HashMap<>();
    private String fault;
    private final Deque<String> path = new ArrayDeque<>();
    private Entry entry;
    private Note note;

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

    /** @throws XMLStreamException it is no well-formed XML, or declares a document type */
    static JournalConfirmation read(byte[] xml) throws XMLStreamException {
        JournalConfirmation confirmation = new JournalConfirmation();
        XMLStreamReader reader = XML.createXMLStreamReader(new ByteArrayInputStream(xml));
        try {
            confirmation.read(reader);
        } finally {
            reader.close();
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

    private void read(XMLStreamReader reader) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD -> throw new XMLStreamException("a document type is not accepted");
                case XMLStreamConstants.START_ELEMENT -> {
                    text.setLength(0);
                    start(reader.getLocalName());
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    path.pop();
                    end(reader.getLocalName(), text.toString().strip());
                    text.setLength(0);
                }
                default -> { }
            }
        }
    }

    /** An entry holds an element of its own name, which names the document. */
    private void start(String name) {
        if (name.equals(ENTRY) && entry == null) {
            entry = new Entry();
        } else if (name.equals("Item") && "Log".equals(path.peek())) {
            note = new Note();
        }
        path.push(name);
    }

    private void end(String name, String text) throws XMLStreamException {
        if (name.equals("faultstring")) {
            fault = text;
        }
        if (entry == null) {
            return;
        }
        switch (name) {
            case "ReferenceID" -> entry.reference = text;
            case "AccountingDocument" -> entry.document = text;
            case "CompanyCode" -> entry.companyCode = text;
            case "FiscalYear" -> entry.fiscalYear = text;
            case "MaximumLogItemSeverityCode" -> entry.severity = number(text);
            case "SeverityCode" -> ofNote().severity = number(text);
            case "Note" -> ofNote().text = text;
            case "Item" -> {
                entry.notes.add(ofNote());
                note = null;
            }
            case ENTRY -> {
                if (!path.contains(ENTRY)) {
                    entries.put(entry.reference, entry);
                    entry = null;
                }
            }
            default -> { }
        }
    }

    private Note ofNote() throws XMLStreamException {
        if (note == null) {
            throw new XMLStreamException("a note stands outside of a log");
        }
        return note;
    }

    private static int number(String text) throws XMLStreamException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException noNumber) {
            throw new XMLStreamException("a severity is no number");
        }
    }
}
