package finance.bank;

import finance.Xml;
import finance.Xml.WrongXmlException;
import finance.bank.BankLine.Direction;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Pattern;

/** A camt.053 document, read element by element, and the kinds of values that its elements have, each of them checked. */
final class StatementXml {

    static final int ID_MAX_CHARS = 35;
    static final int INTEGER_DIGITS_MAX = 15;
    private static final int DECIMALS_MAX = 4;
    private static final Pattern AMOUNT = Pattern.compile("\\+?(\\d{1,40}\\.?\\d{0,40}|\\.\\d{1,40})");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    private final Xml xml;
    private final ZoneId zone;

    /** @param zone whose days times with an offset are of */
    StatementXml(Xml xml, ZoneId zone) {
        this.xml = xml;
        this.zone = zone;
    }

    /**
     * @param amount   zero or more
     * @param currency three capital letters
     */
    record Money(BigDecimal amount, String currency) { }

    /** As {@link Xml#children}. */
    void children(Xml.Child child) throws WrongXmlException {
        xml.children(child);
    }

    /** As {@link Xml#text}. */
    String text() throws WrongXmlException {
        return xml.text();
    }

    /** As {@link Xml#mixed}. */
    String mixed(Xml.Child child) throws WrongXmlException {
        return xml.mixed(child);
    }

    /** As {@link Xml#wrong}. */
    WrongXmlException wrong(String what) {
        return xml.wrong(what);
    }

    String id(int maxChars) throws WrongXmlException {
        String element = xml.name();
        String text = xml.text();
        if (text.isEmpty() || text.length() > maxChars || text.chars().anyMatch(Character::isISOControl)) {
            throw xml.wrong(element + " must be 1 to " + maxChars + " printable characters");
        }
        return text;
    }

    Money money() throws WrongXmlException {
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

    /** A sum of amounts, which may have more digits than each of them. */
    BigDecimal sum(String what, BigDecimal sum, int digitsMax) throws WrongXmlException {
        if (sum.precision() - sum.scale() > digitsMax) {
            throw xml.wrong(what + " must have at most " + digitsMax + " digits before the point");
        }
        return sum;
    }

    Direction direction() throws WrongXmlException {
        return switch (xml.text()) {
            case "CRDT" -> Direction.CREDIT;
            case "DBIT" -> Direction.DEBIT;
            default -> throw xml.wrong("CdtDbtInd must be CRDT or DBIT");
        };
    }

    boolean truth() throws WrongXmlException {
        return switch (xml.text()) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw xml.wrong("it must be true or false");
        };
    }

    int pageNumber() throws WrongXmlException {
        String text = xml.text();
        if (!text.matches("0*[1-9]\\d{0,4}")) {
            throw xml.wrong("PgNb must be a page's number from 1 to 99999");
        }
        return Integer.parseInt(text);
    }

    /** A choice of {@code Dt} and {@code DtTm}; null: neither is there. */
    LocalDate day() throws WrongXmlException {
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
}
