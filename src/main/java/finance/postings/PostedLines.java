package finance.postings;

import finance.PostingKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is posted of an order in one currency: invoices less credit memos, by line and rate. */
final class PostedLines {

    private record Part(LineKey line, BigDecimal rate) { }

    private final Map<Part, DocumentLine> parts = new LinkedHashMap<>();
    private BigDecimal total = BigDecimal.ZERO;
    private BigDecimal fees = BigDecimal.ZERO;
    private String lastInvoice;
    private LocalDate suppliedOn;

    PostedLines(List<OrderPosting> posted) {
        for (OrderPosting posting : posted) {
            if (posting.kind() == PostingKind.PLATFORM_FEE) {
                fees = fees.add(posting.amount());
                continue;
            }
            total = total.add(posting.invoiced());
            boolean takesBack = posting.kind() == PostingKind.CREDIT_MEMO;
            lastInvoice = takesBack ? lastInvoice : posting.businessKey();
            suppliedOn = takesBack ? suppliedOn : posting.document().suppliedOn();
            for (DocumentLine line : posting.document().lines()) {
                parts.merge(new Part(line.key(), line.rate().stripTrailingZeros()), takesBack ? negated(line) : line, PostedLines::sum);
            }
        }
    }

    /** Invoices less credit memos. */
    BigDecimal total() {
        return total;
    }

    /** Of the total what lines bear; the rest is rounding. */
    BigDecimal sum() {
        return sum(List.copyOf(parts.values()));
    }

    BigDecimal fees() {
        return fees;
    }

    /** Business key; null: nothing was invoiced. */
    String lastInvoice() {
        return lastInvoice;
    }

    /** The day whose rates the last invoice has; null: nothing was invoiced, or that is not known. */
    LocalDate suppliedOn() {
        return suppliedOn;
    }

    /** Whether what is left of the invoices would have other rates had it been supplied on this day. */
    boolean isTaxedOtherwise(LocalDate day, Vat vat) {
        return suppliedOn != null && parts.values().stream().filter(part -> part.gross().signum() > 0)
            .anyMatch(part -> vat.rate(suppliedOn, part.sku()).compareTo(vat.rate(day, part.sku())) != 0);
    }

    /** Of one line, at all rates. */
    BigDecimal of(LineKey key) {
        return sum(parts(key));
    }

    Map<LineKey, BigDecimal> byLine() {
        Map<LineKey, BigDecimal> byLine = new LinkedHashMap<>();
        parts.values().forEach(part -> byLine.merge(part.key(), part.gross(), BigDecimal::add));
        return byLine;
    }

    /**
     * What takes back {@code gross} of a line, at the rates it was invoiced with. Of a part that is taken back as a whole, all
     * of its tax; of others never more than is left of their tax or net.
     */
    List<DocumentLine> takenBack(LineKey key, BigDecimal gross, int decimals) {
        List<DocumentLine> posted = parts(key).stream().filter(part -> part.gross().signum() > 0).toList();
        List<BigDecimal> shares = Apportionment.of(gross, posted.stream().map(DocumentLine::gross).toList(), decimals);
        List<DocumentLine> taken = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            DocumentLine part = posted.get(i);
            BigDecimal share = shares.get(i);
            if (share.signum() == 0) {
                continue;
            }
            boolean whole = share.compareTo(part.gross()) == 0;
            BigDecimal tax = whole ? part.tax()
                : Vat.within(share, part.rate(), decimals).min(part.tax()).max(share.subtract(part.net()));
            taken.add(new DocumentLine(key, part.sku(), part.name(), whole ? part.quantity() : null, share, tax, part.rate()));
        }
        return taken;
    }

    private List<DocumentLine> parts(LineKey key) {
        return parts.values().stream().filter(part -> part.key().equals(key)).toList();
    }

    private static BigDecimal sum(List<DocumentLine> lines) {
        return lines.stream().map(DocumentLine::gross).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static DocumentLine negated(DocumentLine line) {
        return new DocumentLine(line.key(), line.sku(), line.name(), line.quantity(), line.gross().negate(), line.tax().negate(), line.rate());
    }

    private static DocumentLine sum(DocumentLine one, DocumentLine other) {
        return new DocumentLine(one.key(), one.sku(), one.name(), one.quantity(), one.gross().add(other.gross()),
            one.tax().add(other.tax()), one.rate());
    }
}
