package finance.bank;

import finance.Xml;
import finance.Xml.WrongXmlException;
import finance.bank.BankLine.Direction;
import java.io.InputStream;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the bank's statements, ISO 20022 camt.053 of the versions 001.02 to 001.13, whose elements of interest differ in few
 * places; one entry is held at a time. Entries that are not booked are passed over.
 */
final class StatementReader {

    private static final int ACCOUNT_MAX_CHARS = 34;
    private static final int ID_MAX_CHARS = 35;
    private static final int INTEGER_DIGITS_MAX = 15;
    private static final int DECIMALS_MAX = 4;
    /** Of what the entries of a page sum up to. */
    private static final int SUM_DIGITS_MAX = 20;
    private static final Pattern AMOUNT = Pattern.compile("\\+?(\\d{1,40}\\.?\\d{0,40}|\\.\\d{1,40})");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

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
    private static final class Stopped extends RuntimeException {

        Stopped(Exception cause) {
            super(null, cause, false, false);
        }

        void rethrow() throws SQLException, WrongStatementException {
            if (getCause() instanceof SQLException database) {
                throw database;
            }
            if (getCause() instanceof WrongStatementException wrong) {
                throw wrong;
            }
        }
    }

    private record Money(BigDecimal amount, String currency) { }

    /** One document: a message with its statements. */
    private final class Message {

        private final Xml xml;
        private final Receiver receiver;
        private String id;
        private int page = 1;
        private boolean lastPage = true;
        private boolean told;

        Message(Xml xml, Receiver receiver) {
            this.xml = xml;
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
                        case "MsgId" -> id = id(ID_MAX_CHARS);
                        case "MsgPgntn" -> pagination();
                        default -> { }
                    }
                });
            } else if (name.equals("Stmt")) {
                told = true;
                new Statement().read();
            }
        }

        private void pagination() throws WrongXmlException {
            xml.children(name -> {
                switch (name) {
                    case "PgNb" -> page = pageNumber();
                    case "LastPgInd" -> lastPage = truth();
                    default -> { }
                }
            });
        }

        private int pageNumber() throws WrongXmlException {
            String text = xml.text();
            if (!text.matches("0*[1-9]\\d{0,4}")) {
                throw xml.wrong("PgNb must be a page's number from 1 to 99999");
            }
            return Integer.parseInt(text);
        }

        private boolean truth() throws WrongXmlException {
            return switch (xml.text()) {
                case "true", "1" -> true;
                case "false", "0" -> false;
                default -> throw xml.wrong("it must be true or false");
            };
        }

        private String id(int maxChars) throws WrongXmlException {
            String element = xml.name();
            String text = xml.text();
            if (text.isEmpty() || text.length() > maxChars || text.chars().anyMatch(Character::isISOControl)) {
                throw xml.wrong(element + " must be 1 to " + maxChars + " printable characters");
            }
            return text;
        }

        private Money money() throws WrongXmlException {
            String element = xml.name();
            String currency = xml.attribute("Ccy");
            String text = xml.text();
            if (currency == null || !CURRENCY.matcher(currency).matches()) {
                throw xml.wrong(element + " must have its currency, such as Ccy=\"VND\"");
            }
            if (!AMOUNT.matcher(text).matches()) {
                throw xml.wrong(element + " must be an amount, zero or more");
            }
            BigDecimal exact = new BigDecimal(text).stripTrailingZeros();
            if (exact.precision() - exact.scale() > INTEGER_DIGITS_MAX || exact.scale() > DECIMALS_MAX) {
                throw xml.wrong(element + " must have at most " + INTEGER_DIGITS_MAX + " digits before the point and " + DECIMALS_MAX + " after it");
            }
            return new Money(exact.setScale(Math.max(0, exact.scale())), currency);
        }

        private Direction direction() throws WrongXmlException {
            return switch (xml.text()) {
                case "CRDT" -> Direction.CREDIT;
                case "DBIT" -> Direction.DEBIT;
                default -> throw xml.wrong("CdtDbtInd must be CRDT or DBIT");
            };
        }

        /** A choice of {@code Dt} and {@code DtTm}; a time with an offset is of a day of {@code ordersync.finance.zone}. */
        private LocalDate day() throws WrongXmlException {
            LocalDate[] day = new LocalDate[1];
            xml.children(name -> {
                if (name.equals("Dt") || name.equals("DtTm")) {
                    day[0] = day(xml.text());
                }
            });
            return day[0];
        }

        private LocalDate day(String text) throws WrongXmlException {
            LocalDate day = null;
            try {
                if (text.indexOf('T') < 0) {
                    day = LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
                } else if (text.matches(".*T.*(Z|[+-]\\d\\d:\\d\\d)")) {
                    day = OffsetDateTime.parse(text).atZoneSameInstant(zone).toLocalDate();
                } else {
                    day = LocalDateTime.parse(text).toLocalDate();
                }
            } catch (DateTimeException notADay) {
                // Said below.
            }
            if (day == null || day.getYear() < 2000 || day.getYear() > 2999) {
                throw xml.wrong("a date must be such as 2026-11-22, in the years 2000 to 2999");
            }
            return day;
        }

        /** A statement of one account, or a page of it. */
        private final class Statement {

            private String statement;
            private String account;
            private int pageOf = page;
            private boolean lastOf = lastPage;
            private Money opening;
            private Money previousClosing;
            private Money closing;
            private String currency;
            private boolean oneCurrency = true;
            private BigDecimal movement = BigDecimal.ZERO;
            private int entries;

            void read() throws WrongXmlException {
                xml.children(name -> {
                    switch (name) {
                        case "Id" -> statement = id(ID_MAX_CHARS);
                        case "StmtPgntn" -> pagination();
                        case "Acct" -> account();
                        case "Bal" -> balance();
                        case "Ntry" -> entry();
                        default -> { }
                    }
                });
                needHead();
                Money before = opening == null ? previousClosing : opening;
                handOn(() -> receiver.page(new StatementPage(account, statement, pageOf, lastOf, currency, amount(before), amount(closing),
                    oneCurrency ? movement : null)));
            }

            private void pagination() throws WrongXmlException {
                xml.children(name -> {
                    switch (name) {
                        case "PgNb" -> pageOf = pageNumber();
                        case "LastPgInd" -> lastOf = truth();
                        default -> { }
                    }
                });
            }

            private void account() throws WrongXmlException {
                xml.children(name -> {
                    if (name.equals("Id")) {
                        xml.children(kind -> {
                            if (kind.equals("IBAN")) {
                                account = id(ACCOUNT_MAX_CHARS);
                            } else if (kind.equals("Othr")) {
                                xml.children(other -> {
                                    if (other.equals("Id")) {
                                        account = id(ACCOUNT_MAX_CHARS);
                                    }
                                });
                            }
                        });
                    }
                });
            }

            private void balance() throws WrongXmlException {
                String[] type = new String[1];
                Money[] told = new Money[1];
                Direction[] direction = {Direction.CREDIT};
                xml.children(name -> {
                    switch (name) {
                        case "Tp" -> xml.children(choice -> {
                            if (choice.equals("CdOrPrtry")) {
                                xml.children(code -> type[0] = code.equals("Cd") ? xml.text() : type[0]);
                            }
                        });
                        case "Amt" -> told[0] = money();
                        case "CdtDbtInd" -> direction[0] = direction();
                        default -> { }
                    }
                });
                if (type[0] == null || told[0] == null) {
                    return;
                }
                Money signed = new Money(direction[0].signed(told[0].amount), told[0].currency);
                switch (type[0]) {
                    case "OPBD" -> opening = signed;
                    case "PRCD" -> previousClosing = signed;
                    case "CLBD" -> closing = signed;
                    default -> {
                        return;
                    }
                }
                sameCurrency(signed.currency);
            }

            private void sameCurrency(String told) {
                oneCurrency &= currency == null || currency.equals(told);
                currency = told;
            }

            private void entry() throws WrongXmlException {
                needHead();
                Entry entry = new Entry(xml, Message.this, maxTransactions);
                entry.read();
                entries++;
                if (!entry.booked) {
                    return;
                }
                movement = sum(xml, "the sum of the entries", movement.add(entry.direction.signed(entry.amount)), SUM_DIGITS_MAX);
                sameCurrency(entry.currency);
                for (BankLine line : entry.lines(account, statement, pageOf + "." + entries)) {
                    handOn(() -> receiver.line(line));
                }
            }

            private void needHead() throws WrongXmlException {
                if (statement == null || account == null) {
                    throw xml.wrong("a statement must tell its Id and its account (Acct/Id) before its entries");
                }
            }

            private static BigDecimal amount(Money money) {
                return money == null ? null : money.amount;
            }
        }
    }

    private interface Receiving {
        void run() throws SQLException, WrongStatementException;
    }

    private static void handOn(Receiving receiving) {
        try {
            receiving.run();
        } catch (SQLException | WrongStatementException e) {
            throw new Stopped(e);
        }
    }

    /** A sum of amounts, which may have more digits than each of them. */
    private static BigDecimal sum(Xml xml, String what, BigDecimal sum, int digitsMax) throws WrongXmlException {
        if (sum.precision() - sum.scale() > digitsMax) {
            throw xml.wrong(what + " must have at most " + digitsMax + " digits before the point");
        }
        return sum;
    }

    /** A name that a stranger gave, fit for a message. */
    private static String shown(String name) {
        return name.length() > ID_MAX_CHARS ? name.substring(0, ID_MAX_CHARS) + "…" : name;
    }

    /** An entry with the transactions it sums up. */
    private static final class Entry {

        private final Xml xml;
        private final Message message;
        private final int maxTransactions;
        private final References references = new References();
        private final Charges charges = new Charges();
        private final List<Transaction> transactions = new ArrayList<>();
        private BigDecimal amount;
        private String currency;
        private Direction direction;
        private boolean reversal;
        private boolean booked = true;
        private LocalDate bookedOn;
        private LocalDate valueOn;

        Entry(Xml xml, Message message, int maxTransactions) {
            this.xml = xml;
            this.message = message;
            this.maxTransactions = maxTransactions;
        }

        void read() throws WrongXmlException {
            xml.children(name -> {
                switch (name) {
                    case "NtryRef", "AcctSvcrRef" -> references.reference(xml.text());
                    case "AddtlNtryInf" -> references.freeText(xml.text());
                    case "Amt" -> {
                        Money told = message.money();
                        amount = told.amount;
                        currency = told.currency;
                    }
                    case "CdtDbtInd" -> direction = message.direction();
                    case "RvslInd" -> reversal = message.truth();
                    case "Sts" -> status();
                    case "BookgDt" -> bookedOn = message.day();
                    case "ValDt" -> valueOn = message.day();
                    case "Chrgs" -> charges.read(message);
                    case "NtryDtls" -> xml.children(detail -> {
                        if (detail.equals("TxDtls")) {
                            transaction();
                        }
                    });
                    default -> { }
                }
            });
            if (amount == null || direction == null) {
                throw xml.wrong("an entry must tell its Amt and its CdtDbtInd");
            }
            bookedOn = bookedOn == null ? valueOn : bookedOn;
            if (booked && bookedOn == null) {
                throw xml.wrong("an entry must tell its BookgDt or its ValDt");
            }
        }

        /** Up to version 001.07 the status is its text, later a choice with {@code Cd}. */
        private void status() throws WrongXmlException {
            String[] code = new String[1];
            String text = xml.mixed(name -> code[0] = name.equals("Cd") ? xml.text() : code[0]);
            booked = (code[0] == null ? text : code[0]).equals("BOOK");
        }

        private void transaction() throws WrongXmlException {
            if (transactions.size() == maxTransactions) {
                throw xml.wrong("an entry sums up more than " + maxTransactions + " transactions (ordersync.bank.max-transactions)");
            }
            Transaction transaction = new Transaction();
            transaction.read(xml, message);
            transactions.add(transaction);
        }

        /** One line, or one for each transaction where there are several and each tells its amount in the entry's currency. */
        List<BankLine> lines(String account, String statement, String place) throws WrongXmlException {
            String id = account + ":" + statement + ":" + bookedOn.toString().replace("-", "") + ":" + place;
            if (transactions.size() > 1 && transactions.stream().allMatch(one -> one.amount != null && one.amount.currency.equals(currency))) {
                return apart(id, account);
            }
            References all = new References();
            all.addAll(references);
            Charges told = charges;
            for (Transaction one : transactions) {
                all.addAll(one.references);
                told = told.isTold() ? told : one.charges;
            }
            return List.of(line(id, account, direction, amount, told, all));
        }

        /** What the transactions leave over of the entry, such as the bank's charges, is a line too: so the lines are the balance's. */
        private List<BankLine> apart(String id, String account) throws WrongXmlException {
            List<BankLine> lines = new ArrayList<>();
            BigDecimal rest = direction.signed(amount);
            for (int i = 0; i < transactions.size(); i++) {
                Transaction one = transactions.get(i);
                Direction way = one.direction == null ? direction : one.direction;
                rest = rest.subtract(way.signed(one.amount.amount));
                lines.add(line(id + "." + (i + 1), account, way, one.amount.amount, one.charges, one.references));
            }
            sum(xml, "what the transactions leave over of an entry", rest, INTEGER_DIGITS_MAX);
            if (rest.signum() != 0) {
                lines.add(line(id, account, direction, amount, charges, references).rest(rest));
            }
            return lines;
        }

        private BankLine line(String id, String account, Direction way, BigDecimal value, Charges told, References words) {
            return new BankLine(id, account, bookedOn, valueOn, way, reversal, value, currency, told.in(currency), words.text());
        }
    }

    /** One of the transactions of an entry. */
    private static final class Transaction {

        private final References references = new References();
        private final Charges charges = new Charges();
        private Money amount;
        private Direction direction;

        void read(Xml xml, Message message) throws WrongXmlException {
            xml.children(name -> {
                switch (name) {
                    case "Refs" -> xml.children(reference -> {
                        switch (reference) {
                            case "EndToEndId", "InstrId", "TxId", "AcctSvcrRef" -> references.reference(xml.text());
                            default -> { }
                        }
                    });
                    case "Amt" -> amount = message.money();
                    case "AmtDtls" -> xml.children(kind -> {
                        if (kind.equals("TxAmt")) {
                            xml.children(told -> {
                                if (told.equals("Amt") && amount == null) {
                                    amount = message.money();
                                }
                            });
                        }
                    });
                    case "CdtDbtInd" -> direction = message.direction();
                    case "Chrgs" -> charges.read(message);
                    case "RmtInf" -> remittance(xml);
                    case "AddtlTxInf" -> references.freeText(xml.text());
                    default -> { }
                }
            });
        }

        private void remittance(Xml xml) throws WrongXmlException {
            xml.children(name -> {
                if (name.equals("Ustrd")) {
                    references.freeText(xml.text());
                } else if (name.equals("Strd")) {
                    xml.children(part -> {
                        if (part.equals("CdtrRefInf") || part.equals("RfrdDocInf")) {
                            xml.children(inner -> {
                                if (inner.equals("Ref") || inner.equals("Nb")) {
                                    references.reference(xml.text());
                                }
                            });
                        }
                    });
                }
            });
        }
    }

    /** What the bank kept: its total where it tells one, else the sum of its records. */
    private static final class Charges {

        private BigDecimal total;
        private BigDecimal records;
        private String currency;
        private boolean mixed;

        void read(Message message) throws WrongXmlException {
            message.xml.children(name -> {
                switch (name) {
                    case "TtlChrgsAndTaxAmt" -> total = plus(total, message.money());
                    case "Rcrd" -> message.xml.children(inner -> {
                        if (inner.equals("Amt")) {
                            records = plus(records, message.money());
                        }
                    });
                    case "Amt" -> records = plus(records, message.money());
                    default -> { }
                }
            });
            for (BigDecimal told : Arrays.asList(total, records)) {
                if (told != null) {
                    sum(message.xml, "the sum of the charges", told, INTEGER_DIGITS_MAX);
                }
            }
        }

        private BigDecimal plus(BigDecimal sum, Money more) {
            mixed |= currency != null && !currency.equals(more.currency);
            currency = more.currency;
            return sum == null ? more.amount : sum.add(more.amount);
        }

        boolean isTold() {
            return currency != null;
        }

        /** Null: nothing is told in that currency alone. */
        BigDecimal in(String wanted) {
            return mixed || !wanted.equals(currency) ? null : total == null ? records : total;
        }
    }
}
