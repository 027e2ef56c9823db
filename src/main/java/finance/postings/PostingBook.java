package finance.postings;

import finance.PostingKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import money.Currencies;

/**
 * What is still to be posted of an order: the difference between what of it is sold and what is posted of it. So postings sum
 * to what is sold, in whichever order and however often its events came; and where both agree nothing is posted.
 */
final class PostingBook {

    private final Vat vat;
    private final Map<String, BigDecimal> fees;
    private final ZoneId zone;

    /**
     * @param fees by platform, each 0 to 1
     * @param zone whose days posting dates are
     * @throws IllegalArgumentException when a fee is not between 0 and 1
     */
    PostingBook(Vat vat, Map<String, BigDecimal> fees, ZoneId zone) {
        this.vat = vat;
        this.fees = Map.copyOf(fees);
        this.zone = zone;
        fees.forEach((platform, rate) -> Rate.checked("ordersync.finance.fees." + platform, rate));
    }

    /**
     * In the order they are to be booked. Of an order in two currencies, for its amount was told anew, the older is taken back first.
     *
     * @param posted all postings of the order, in the order they were made
     * @return none for an order whose amount, or what others posted of it, is beyond any posting
     */
    List<OrderPosting> due(SoldOrder order, List<OrderPosting> posted) {
        if (!order.isPostable()) {
            return List.of();
        }
        Set<String> currencies = new LinkedHashSet<>();
        posted.forEach(posting -> currencies.add(posting.currency()));
        currencies.remove(order.currency());
        currencies.add(order.currency());
        BusinessKeys keys = new BusinessKeys(order.sale().order(), posted);
        List<OrderPosting> due = new ArrayList<>();
        for (String currency : currencies) {
            SoldLines sold = currency.equals(order.currency()) ? order.sold() : SoldLines.NONE;
            due.addAll(due(order, sold, posted.stream().filter(posting -> posting.currency().equals(currency)).toList(), currency, keys));
        }
        return due.stream().allMatch(posting -> OrderPosting.holds(posting.amount())) ? due : List.of();
    }

    /** The invoice or credit memo, and the fee. What was invoiced at the rates of another day than it was sold on is invoiced anew. */
    private List<OrderPosting> due(SoldOrder order, SoldLines sold, List<OrderPosting> posted, String currency, BusinessKeys keys) {
        PostedLines before = new PostedLines(posted);
        LocalDate told = day(order.sale().at());
        LocalDate supplied = order.sale().since() != null ? day(order.sale().since()) : before.suppliedOn() != null ? before.suppliedOn() : told;
        boolean anew = sold.total().signum() > 0 && before.total().signum() > 0 && before.isTaxedOtherwise(supplied, vat);
        List<OrderPosting> due = new ArrayList<>();
        if (anew) {
            due.add(creditMemo(SoldLines.NONE, before, currency, told, keys));
        }
        List<OrderPosting> all = new ArrayList<>(posted);
        all.addAll(due);
        PostedLines now = new PostedLines(all);
        int difference = sold.total().compareTo(now.total());
        if (difference > 0) {
            due.add(invoice(sold, now, currency, supplied, keys.isFirst(PostingKind.CUSTOMER_INVOICE) ? supplied : told, keys));
        } else if (difference < 0) {
            due.add(creditMemo(sold, now, currency, told, keys));
        }
        BigDecimal fee = fee(order, sold.total(), before, Currencies.decimals(currency));
        if (fee.signum() != 0) {
            OrderPosting on = due.get(due.size() - 1);
            due.add(new OrderPosting(keys.next(PostingKind.PLATFORM_FEE), PostingKind.PLATFORM_FEE, fee, currency, on.date(),
                Document.untaxed(fee, currency, on.businessKey())));
        }
        return due;
    }

    private LocalDate day(Instant time) {
        return time.atZone(zone).toLocalDate();
    }

    private OrderPosting invoice(SoldLines sold, PostedLines posted, String currency, LocalDate supplied, LocalDate date, BusinessKeys keys) {
        List<DocumentLine> lines = invoiced(sold, posted, supplied, Currencies.decimals(currency));
        BigDecimal amount = sold.total().subtract(posted.total());
        Document document = new Document(currency, lines, amount.subtract(sum(lines)), null, supplied);
        return new OrderPosting(keys.next(PostingKind.CUSTOMER_INVOICE), PostingKind.CUSTOMER_INVOICE, amount, currency, date, document);
    }

    private static OrderPosting creditMemo(SoldLines sold, PostedLines posted, String currency, LocalDate date, BusinessKeys keys) {
        List<DocumentLine> lines = takenBack(sold, posted, Currencies.decimals(currency));
        BigDecimal amount = posted.total().subtract(sold.total());
        Document document = new Document(currency, lines, amount.subtract(sum(lines)), posted.lastInvoice(), null);
        return new OrderPosting(keys.next(PostingKind.CREDIT_MEMO), PostingKind.CREDIT_MEMO, amount, currency, date, document);
    }

    private static BigDecimal sum(List<DocumentLine> lines) {
        return lines.stream().map(DocumentLine::gross).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /**
     * What is sold more is charged at the platform's rate of now; of what is sold no longer, as much is given back as was charged
     * on it, whatever the rate is now.
     */
    private BigDecimal fee(SoldOrder order, BigDecimal sold, PostedLines posted, int decimals) {
        BigDecimal rate = fees.get(order.sale().order().platform());
        if (rate == null || sold.compareTo(posted.total()) == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal now = sold.multiply(rate).setScale(decimals, RoundingMode.HALF_UP);
        BigDecimal before = posted.total().multiply(rate).setScale(decimals, RoundingMode.HALF_UP);
        // The difference of two rounded fees: so they sum to the fee of the sum, in however many steps it came about.
        boolean charged = sold.compareTo(posted.total()) > 0 || before.compareTo(posted.fees()) == 0;
        return charged ? now.subtract(before)
            : posted.fees().multiply(sold).divide(posted.total(), decimals, RoundingMode.HALF_UP).subtract(posted.fees());
    }

    /** By as much as the lines bear more than is posted of them, that which each is short of. */
    private List<DocumentLine> invoiced(SoldLines sold, PostedLines posted, LocalDate supplied, int decimals) {
        BigDecimal more = sold.sum().subtract(posted.sum()).max(BigDecimal.ZERO);
        List<BigDecimal> shortOf = sold.lines().stream().map(line -> line.gross().subtract(posted.of(line.key())).max(BigDecimal.ZERO)).toList();
        List<BigDecimal> shares = Apportionment.of(more, shortOf, decimals);
        List<DocumentLine> lines = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            SoldItem item = sold.lines().get(i);
            BigDecimal gross = shares.get(i);
            if (gross.signum() > 0) {
                BigDecimal rate = vat.rate(supplied, item.sku());
                boolean first = !item.isRest() && posted.of(item.key()).signum() == 0;
                lines.add(new DocumentLine(item.key(), item.sku(), item.name(), first ? item.quantity() : null, gross,
                    Vat.within(gross, rate, decimals), rate));
            }
        }
        return lines;
    }

    /** By as much as the lines bear less than is posted of them, that which of each is posted too much. */
    private static List<DocumentLine> takenBack(SoldLines sold, PostedLines posted, int decimals) {
        BigDecimal less = posted.sum().subtract(sold.sum()).max(BigDecimal.ZERO);
        Map<LineKey, BigDecimal> tooMuch = new LinkedHashMap<>(posted.byLine());
        sold.lines().forEach(line -> tooMuch.computeIfPresent(line.key(), (key, gross) -> gross.subtract(line.gross())));
        List<LineKey> keys = List.copyOf(tooMuch.keySet());
        List<BigDecimal> shares = Apportionment.of(less, keys.stream().map(key -> tooMuch.get(key).max(BigDecimal.ZERO)).toList(), decimals);
        List<DocumentLine> lines = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            if (shares.get(i).signum() > 0) {
                lines.addAll(posted.takenBack(keys.get(i), shares.get(i), decimals));
            }
        }
        return lines;
    }
}
