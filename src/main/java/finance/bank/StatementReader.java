package finance.bank;

import finance.Xml;
import finance.Xml.WrongXmlException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.ZoneId;

/**
 * Reads the bank's statements, ISO 20022 camt.053 of the versions 001.02 to 001.13, whose elements of interest differ in few
 * places; one entry is held at a time. Entries that are not booked are passed over.
 */
final class StatementReader {

    private final Xml.Limits limits;
    private final int maxTransactions;
    private final ZoneId zone;

    StatementReader(BankConfig config, ZoneId zone) {
        this.limits = new Xml.Limits(config.maxDepth(), config.maxText());
        this.maxTransactions = config.maxTransactions();
        this.zone = zone;
    }

    /** What is done with what is read, in the order of the document; its lines come before the page they stand on. */
    interface Receiver {
        void line(BankLine line) throws SQLException, WrongStatementException;

        void page(StatementPage page) throws SQLException, WrongStatementException;
    }

    /**
     * @return the message's id; null: it has none
     * @throws WrongStatementException it is no such document; what came before the fault was received
     */
    String read(InputStream document, Receiver receiver) throws SQLException, WrongStatementException {
        try (Xml xml = Xml.open(document, limits)) {
            Message message = new Message(xml, receiver);
            message.document();
            return message.id;
        } catch (WrongXmlException wrong) {
            throw new WrongStatementException(wrong.getMessage());
        } catch (Stopped stopped) {
            stopped.rethrow();
            throw new AssertionError(stopped);
        }
    }

    /** Carries what a receiver throws through the parser. */
    static final class Stopped extends RuntimeException {

        private Stopped(Exception cause) {
            super(null, cause, false, false);
        }

        /** Something that a receiver does. */
        interface Receiving {
            void run() throws SQLException, WrongStatementException;
        }

        static void unlessTaken(Receiving receiving) {
            try {
                receiving.run();
            } catch (SQLException | WrongStatementException e) {
                throw new Stopped(e);
            }
        }

        private void rethrow() throws SQLException, WrongStatementException {
            if (getCause() instanceof SQLException database) {
                throw database;
            }
            if (getCause() instanceof WrongStatementException wrong) {
                throw wrong;
            }
        }
    }

    /** One document: a message with its statements. */
    private final class Message {

        private final Xml xml;
        private final StatementXml values;
        private final Receiver receiver;
        private final Pagination pagination = new Pagination();
        private String id;
        private boolean told;

        Message(Xml xml, Receiver receiver) {
            this.xml = xml;
            this.values = new StatementXml(xml, zone);
            this.receiver = receiver;
        }

        void document() throws WrongXmlException {
            if (!xml.name().equals("Document")) {
                throw xml.wrong("the root element is " + shown(xml.name()) + " and not Document: it is no camt.053");
            }
            xml.children(name -> {
                if (!name.equals("BkToCstmrStmt")) {
                    throw xml.wrong("Document holds " + shown(name) + " and not BkToCstmrStmt: it is no camt.053");
                }
                xml.children(this::part);
            });
            xml.end();
            if (!told) {
                throw xml.wrong("there is no statement (Stmt) in it");
            }
        }

        private void part(String name) throws WrongXmlException {
            if (name.equals("GrpHdr")) {
                xml.children(header -> {
                    switch (header) {
                        case "MsgId" -> id = values.id(StatementXml.ID_MAX_CHARS);
                        case "MsgPgntn" -> pagination.read(values);
                        default -> { }
                    }
                });
            } else if (name.equals("Stmt")) {
                told = true;
                new StatementElement(values, receiver, pagination, maxTransactions).read();
            }
        }
    }

    /** A name that a stranger gave, fit for a message. */
    private static String shown(String name) {
        return name.length() > StatementXml.ID_MAX_CHARS ? name.substring(0, StatementXml.ID_MAX_CHARS) + "…" : name;
    }
}
