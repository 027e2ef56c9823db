package finance.bank;

import finance.Xml.WrongXmlException;
import finance.bank.BankLine.Direction;
import finance.bank.StatementReader.Receiver;
import finance.bank.StatementReader.Stopped;
import finance.bank.StatementXml.Money;
import java.math.BigDecimal;

/** A statement of one account, or a page of it ({@code Stmt}). */
final class StatementElement {

    private static final int ACCOUNT_MAX_CHARS = 34;
    /** Of what the entries of a page sum up to. */
    private static final int SUM_DIGITS_MAX = 20;

    private final StatementXml xml;
    private final Receiver receiver;
    private final Pagination pagination;
    private final int maxTransactions;
    private String statement;
    private String account;
    private Money opening;
    private Money previousClosing;
    private Money closing;
    private String currency;
    private boolean oneCurrency = true;
    private BigDecimal movement = BigDecimal.ZERO;
    private int entries;

    /** @param pagination of the message, for a statement that tells none */
    StatementElement(StatementXml xml, Receiver receiver, Pagination pagination, int maxTransactions) {
        this.xml = xml;
        this.receiver = receiver;
        this.pagination = pagination.copy();
        this.maxTransactions = maxTransactions;
    }

    /** Hands on its lines as they are read, and itself at its end. */
    void read() throws WrongXmlException {
        xml.children(name -> {
            switch (name) {
                case "Id" -> statement = xml.id(StatementXml.ID_MAX_CHARS);
                case "StmtPgntn" -> pagination.read(xml);
                case "Acct" -> account();
                case "Bal" -> balance();
                case "Ntry" -> entry();
                default -> { }
            }
        });
        needHead();
        Money before = opening == null ? previousClosing : opening;
        Stopped.unlessTaken(() -> receiver.page(new StatementPage(account, statement, pagination.page(), pagination.isLast(), currency,
            amount(before), amount(closing), oneCurrency ? movement : null)));
    }

    private void account() throws WrongXmlException {
        xml.children(name -> {
            if (name.equals("Id")) {
                xml.children(kind -> {
                    if (kind.equals("IBAN")) {
                        account = xml.id(ACCOUNT_MAX_CHARS);
                    } else if (kind.equals("Othr")) {
                        xml.children(other -> {
                            if (other.equals("Id")) {
                                account = xml.id(ACCOUNT_MAX_CHARS);
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
                case "Amt" -> told[0] = xml.money();
                case "CdtDbtInd" -> direction[0] = xml.direction();
                default -> { }
            }
        });
        if (type[0] == null || told[0] == null) {
            return;
        }
        Money signed = new Money(direction[0].signed(told[0].amount()), told[0].currency());
        switch (type[0]) {
            case "OPBD" -> opening = signed;
            case "PRCD" -> previousClosing = signed;
            case "CLBD" -> closing = signed;
            default -> {
                return;
            }
        }
        sameCurrency(signed.currency());
    }

    private void sameCurrency(String told) {
        oneCurrency &= currency == null || currency.equals(told);
        currency = told;
    }

    private void entry() throws WrongXmlException {
        needHead();
        StatementEntry entry = new StatementEntry(xml, maxTransactions);
        entry.read();
        entries++;
        if (!entry.isBooked()) {
            return;
        }
        movement = xml.sum("the sum of the entries", movement.add(entry.movement()), SUM_DIGITS_MAX);
        sameCurrency(entry.currency());
        for (BankLine line : entry.lines(account, statement, pagination.page() + "." + entries)) {
            Stopped.unlessTaken(() -> receiver.line(line));
        }
    }

    private void needHead() throws WrongXmlException {
        if (statement == null || account == null) {
            throw xml.wrong("a statement must tell its Id and its account (Acct/Id) before its entries");
        }
    }

    private static BigDecimal amount(Money money) {
        return money == null ? null : money.amount();
    }
}
