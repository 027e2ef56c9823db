package finance.postings;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import orders.Money;

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
    List<Posting> due(SoldOrder order, List<Posting> posted) {
        if (!order.isPostable()) {
            return List.of();
        }
        Set<String> currencies = new LinkedHashSet<>();
        posted.forEach(posting -> currencies.add(posting.currency()));
        currencies.remove(order.currency());
        currencies.add(order.currency());
        BusinessKeys keys = new BusinessKeys(order.sale().order(), posted);
        List<Posting> due = new ArrayList<>();
        for (String currency : currencies) {
            SoldLines sold = currency.equals(order.currency()) ? order.sold() : SoldLines.NONE;
            PostedLines before = new PostedLines(posted.stream().filter(posting -> posting.currency().equals(currency)).toList());
            due.addAll(due(order, sold, before, currency, keys));
        }
        return due.stream().allMatch(posting -> Posting.holds(posting.amount())) ? due : List.of();
    }

    private List<Posting> due(SoldOrder order, SoldLines sold, PostedLines posted, String currency, BusinessKeys keys) {
        BigDecimal difference = sold.total().subtract(posted.total());
        if (difference.signum() == 0) {
            return List.of();
        }
        LocalDate date = order.sale().at().atZone(zone).toLocalDate();
        boolean more = difference.signum() > 0;
        PostingKind kind = more ? PostingKind.CUSTOMER_INVOICE : PostingKind.CREDIT_MEMO;
        List<DocumentLine> lines = more ? invoiced(sold, posted, date, Money.decimals(currency)) : takenBack(sold, posted, Money.decimals(currency));
        BigDecimal ofLines = lines.stream().map(DocumentLine::gross).reduce(BigDecimal.ZERO, BigDecimal::add);
        Document document = new Document(currency, lines, difference.abs().subtract(ofLines), more ? null : posted.lastInvoice());
        List<Posting> due = new ArrayList<>();
        due.add(new Posting(keys.next(kind), kind, difference.abs(), currency, date, document));

        BigDecimal rate = fees.getOrDefault(order.sale().order().platform(), BigDecimal.ZERO);
        BigDecimal fee = sold.total().multiply(rate).setScale(Money.decimals(currency), RoundingMode.HALF_UP).subtract(posted.fees());
        if (fee.signum() != 0) {
            due.add(new Posting(keys.next(PostingKind.PLATFORM_FEE), PostingKind.PLATFORM_FEE, fee, currency, date,
                Document.untaxed(fee, currency, due.get(0).businessKey())));
        }
        return due;
    }

    /** By as much as the lines bear more than is posted of them, that which each is short of. */
    private List<DocumentLine> invoiced(SoldLines sold, PostedLines posted, LocalDate date, int decimals) {
        BigDecimal more = sold.sum().subtract(posted.sum()).max(BigDecimal.ZERO);
        List<BigDecimal> shortOf = sold.lines().stream().map(line -> line.gross().subtract(posted.of(line.key())).max(BigDecimal.ZERO)).toList();
        List<BigDecimal> shares = Apportionment.of(more, shortOf, decimals);
        List<DocumentLine> lines = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            SoldItem item = sold.lines().get(i);
            BigDecimal gross = shares.get(i);
            if (gross.signum() > 0) {
                BigDecimal rate = vat.rate(date, item.sku());
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
