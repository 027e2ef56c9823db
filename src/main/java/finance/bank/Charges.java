package finance.bank;

import finance.Xml.WrongXmlException;
import finance.bank.StatementXml.Money;
import java.math.BigDecimal;
import java.util.Arrays;

/** What the bank kept ({@code Chrgs}): its total where it tells one, else the sum of its records. */
final class Charges {

    private BigDecimal total;
    private BigDecimal records;
    private String currency;
    private boolean mixed;

    void read(StatementXml xml) throws WrongXmlException {
        xml.children(name -> {
            switch (name) {
                case "TtlChrgsAndTaxAmt" -> total = plus(total, xml.money());
                case "Rcrd" -> xml.children(inner -> {
                    if (inner.equals("Amt")) {
                        records = plus(records, xml.money());
                    }
                });
                case "Amt" -> records = plus(records, xml.money());
                default -> { }
            }
        });
        for (BigDecimal told : Arrays.asList(total, records)) {
            if (told != null) {
                xml.sum("the sum of the charges", told, StatementXml.INTEGER_DIGITS_MAX);
            }
        }
    }

    private BigDecimal plus(BigDecimal sum, Money more) {
        mixed |= currency != null && !currency.equals(more.currency());
        currency = more.currency();
        return sum == null ? more.amount() : sum.add(more.amount());
    }

    boolean isTold() {
        return currency != null;
    }

    /** Null: nothing is told in that currency alone. */
    BigDecimal in(String wanted) {
        return mixed || !wanted.equals(currency) ? null : total == null ? records : total;
    }
}
