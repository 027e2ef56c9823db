package finance.postings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An order's amount, split over its lines. Each item bears its price times its quantity, rounded half up. What the order costs
 * less, a discount, is spread over the items by what they bear; what it costs more, shipping, is a line of its own. Decimals
 * that rounding leaves over are neither, and stand apart.
 *
 * @param lines    without those that bear nothing
 * @param rounding what is left of the total when the lines are taken off
 */
record SoldLines(List<SoldItem> lines, BigDecimal rounding) {

    static final SoldLines NONE = new SoldLines(List.of(), BigDecimal.ZERO);

    /**
     * Without the items that came back. A channel may tell that twice, by the line and by the amount: a total that is exactly what
     * the items left cost has nothing of the others in it.
     *
     * @param total    positive, in whole units of the currency
     * @param items    an array; an item without a price, or whose price or quantity is not positive, bears nothing; one without a
     *                 quantity is one. Anything else is an order without items
     * @param returned ids of lines
     */
    static SoldLines of(BigDecimal total, JsonNode items, int decimals, Set<String> returned) {
        List<SoldItem> priced = priced(items, decimals);
        List<SoldItem> left = priced.stream().filter(item -> !item.isOf(returned)).toList();
        BigDecimal sum = sum(left);
        boolean bear = sum.signum() > 0 && total.subtract(rounding(total, left, decimals)).compareTo(sum) == 0;
        return bear ? split(total, left, decimals) : split(total, priced, decimals).without(returned);
    }

    private static List<SoldItem> priced(JsonNode items, int decimals) {
        List<SoldItem> priced = new ArrayList<>();
        Set<LineKey> known = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.path(i);
            LineKey key = new LineKey(item.path("line_id").textValue(), 0);
            key = !key.equals(LineKey.REST) && known.add(key) ? key : new LineKey(key.lineId(), i + 1);
            priced.add(new SoldItem(key, item, SoldItem.price(item).setScale(decimals, RoundingMode.HALF_UP)));
        }
        return priced;
    }

    private static SoldLines split(BigDecimal total, List<SoldItem> priced, int decimals) {
        BigDecimal rounding = rounding(total, priced, decimals);
        BigDecimal borne = total.subtract(rounding);
        List<SoldItem> lines = borne.compareTo(sum(priced)) < 0 ? spread(borne, priced, decimals) : priced;
        List<SoldItem> bearing = new ArrayList<>(lines);
        bearing.add(new SoldItem(LineKey.REST, MissingNode.getInstance(), borne.subtract(sum(lines))));
        bearing.removeIf(line -> line.gross().signum() == 0);
        return new SoldLines(bearing, rounding);
    }

    /** What of a total is there only because each item is rounded by itself. */
    private static BigDecimal rounding(BigDecimal total, List<SoldItem> priced, int decimals) {
        BigDecimal sum = sum(priced);
        BigDecimal exact = priced.stream().map(item -> SoldItem.price(item.item())).reduce(BigDecimal.ZERO, BigDecimal::add);
        return sum.signum() == 0 ? BigDecimal.ZERO : between(total.subtract(sum), exact.setScale(decimals, RoundingMode.HALF_UP).subtract(sum));
    }

    BigDecimal sum() {
        return sum(lines);
    }

    BigDecimal total() {
        return sum().add(rounding);
    }

    /** What is left without the items of {@code returned}; the rounding only as long as there is something to round. */
    private SoldLines without(Set<String> returned) {
        List<SoldItem> left = lines.stream().filter(line -> !line.isOf(returned)).toList();
        BigDecimal sum = sum(left);
        return sum.signum() == 0 ? NONE : new SoldLines(left, rounding.max(sum.negate()));
    }

    boolean hasItems() {
        return lines.stream().anyMatch(line -> !line.isRest());
    }

    /** {@code wanted}, or the limit where it is further from 0 than that; 0 where it is on the other side. */
    private static BigDecimal between(BigDecimal wanted, BigDecimal limit) {
        if (wanted.signum() != limit.signum()) {
            return BigDecimal.ZERO;
        }
        return wanted.abs().compareTo(limit.abs()) < 0 ? wanted : limit;
    }

    private static List<SoldItem> spread(BigDecimal total, List<SoldItem> lines, int decimals) {
        List<BigDecimal> shares = Apportionment.of(total, lines.stream().map(SoldItem::gross).toList(), decimals);
        List<SoldItem> spread = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            spread.add(lines.get(i).bearing(shares.get(i)));
        }
        return spread;
    }

    private static BigDecimal sum(List<SoldItem> lines) {
        return lines.stream().map(SoldItem::gross).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
