package finance.postings;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Value-added tax that prices include: its rates by day and by SKU, and what of a price it is. */
final class Vat {

    private final NavigableMap<LocalDate, BigDecimal> rates;
    private final Map<String, BigDecimal> skus;

    /**
     * @param rates from each day to the day before the next; the first also before it; none: no tax
     * @param skus  by how a SKU begins
     * @throws IllegalArgumentException when one is not between 0 and 1
     */
    Vat(Map<LocalDate, BigDecimal> rates, Map<String, BigDecimal> skus) {
        this.rates = new TreeMap<>(rates);
        this.skus = Map.copyOf(skus);
        rates.forEach((day, rate) -> Rate.checked("ordersync.finance.vat.rates.\"" + day + '"', rate));
        skus.forEach((sku, rate) -> Rate.checked("ordersync.finance.vat.skus.\"" + sku + '"', rate));
    }

    /** @param sku null: none is known */
    BigDecimal rate(LocalDate day, String sku) {
        String longest = null;
        for (String beginning : skus.keySet()) {
            if (sku != null && sku.startsWith(beginning) && (longest == null || beginning.length() > longest.length())) {
                longest = beginning;
            }
        }
        if (longest != null) {
            return skus.get(longest);
        }
        Map.Entry<LocalDate, BigDecimal> since = rates.floorEntry(day);
        since = since == null ? rates.firstEntry() : since;
        return since == null ? BigDecimal.ZERO : since.getValue();
    }

    /** What of {@code gross} is tax, rounded half up. */
    static BigDecimal within(BigDecimal gross, BigDecimal rate, int decimals) {
        return gross.multiply(rate).divide(BigDecimal.ONE.add(rate), decimals, RoundingMode.HALF_UP);
    }
}
