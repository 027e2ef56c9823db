package finance.postings;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import money.Currencies;
import orders.Sale;

/**
 * An order whose amount is known.
 *
 * @param amount   as it was told, maybe finer than its currency
 * @param currency three letters
 * @param items    {@code orders.items}; missing: not known
 */
record SoldOrder(Sale sale, BigDecimal amount, String currency, JsonNode items) {

    /** Whether its amount is one of a currency of ISO 4217, and rounded no greater than a posting can say. */
    boolean isPostable() {
        return Currencies.isKnown(currency) && OrderPosting.holds(rounded());
    }

    /** What of it is sold now. */
    SoldLines sold() {
        if (rounded().signum() <= 0 || !sale.invoiced() && !sale.partly()) {
            return SoldLines.NONE;
        }
        SoldLines left = SoldLines.of(rounded(), items, decimals(), sale.reversed());
        return sale.invoiced() || left.hasItems() ? left : SoldLines.NONE;
    }

    private int decimals() {
        return Currencies.decimals(currency);
    }

    private BigDecimal rounded() {
        return amount.setScale(decimals(), RoundingMode.HALF_UP);
    }
}
