package finance.bank;

import finance.Xml.WrongXmlException;
import finance.bank.BankLine.Direction;
import finance.bank.StatementXml.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** An entry of a statement ({@code Ntry}) with the transactions it sums up. */
final class StatementEntry {

    private final StatementXml xml;
    private final int maxTransactions;
    private final References references = new References();
    private final Charges charges = new Charges();
    private final List<StatementTransaction> transactions = new ArrayList<>();
    private BigDecimal amount;
    private String currency;
    private Direction direction;
    private boolean reversal;
    private boolean booked = true;
    private LocalDate bookedOn;
    private LocalDate valueOn;

    StatementEntry(StatementXml xml, int maxTransactions) {
        this.xml = xml;
        this.maxTransactions = maxTransactions;
    }

    boolean isBooked() {
        return booked;
    }

    String currency() {
        return currency;
    }

    /** The amount as it changes the account's balance. */
    BigDecimal movement() {
        return direction.signed(amount);
    }

    void read() throws WrongXmlException {
        xml.children(name -> {
            switch (name) {
                case "NtryRef", "AcctSvcrRef" -> references.reference(xml.text());
                case "AddtlNtryInf" -> references.freeText(xml.text());
                case "Amt" -> {
                    Money told = xml.money();
                    amount = told.amount();
                    currency = told.currency();
                }
                case "CdtDbtInd" -> direction = xml.direction();
                case "RvslInd" -> reversal = xml.truth();
                case "Sts" -> status();
                case "BookgDt" -> bookedOn = xml.day();
                case "ValDt" -> valueOn = xml.day();
                case "Chrgs" -> charges.read(xml);
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
        StatementTransaction transaction = new StatementTransaction();
        transaction.read(xml);
        transactions.add(transaction);
    }

    /** One line, or one for each transaction where there are several and each tells its amount in the entry's currency. */
    List<BankLine> lines(String account, String statement, String place) throws WrongXmlException {
        String id = account + ":" + statement + ":" + bookedOn.toString().replace("-", "") + ":" + place;
        if (transactions.size() > 1 && transactions.stream().allMatch(one -> one.amount != null && one.amount.currency().equals(currency))) {
            return apart(id, account);
        }
        References all = new References();
        all.addAll(references);
        Charges told = charges;
        for (StatementTransaction one : transactions) {
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
            StatementTransaction one = transactions.get(i);
            Direction way = one.direction == null ? direction : one.direction;
            rest = rest.subtract(way.signed(one.amount.amount()));
            lines.add(line(id + "." + (i + 1), account, way, one.amount.amount(), one.charges, one.references));
        }
        xml.sum("what the transactions leave over of an entry", rest, StatementXml.INTEGER_DIGITS_MAX);
        if (rest.signum() != 0) {
            lines.add(line(id, account, direction, amount, charges, references).rest(rest));
        }
        return lines;
    }

    private BankLine line(String id, String account, Direction way, BigDecimal value, Charges told, References words) {
        return new BankLine(id, account, bookedOn, valueOn, way, reversal, value, currency, told.in(currency), words.text());
    }
}
