package finance.postings;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Set;

/**
 * A line of an order and what of the order's amount it bears.
 *
 * @param item  of {@code orders.items}; missing for {@link LineKey#REST}
 * @param gross in whole units of the currency, not negative
 */
record SoldItem(LineKey key, JsonNode item, BigDecimal gross) {

    String sku() {
        return item.path("sku").textValue();
    }

    String name() {
        return item.path("name").textValue();
    }

    /** One where the item tells none. */
    String quantity() {
        return Decimal.of(item.path("quantity")) == null ? "1" : item.path("quantity").asText();
    }

    /** Price times quantity as they were told; 0 where it bears nothing. */
    static BigDecimal price(JsonNode item) {
        BigDecimal price = Decimal.of(item.path("price"));
        BigDecimal quantity = item.path("quantity").isMissingNode() ? BigDecimal.ONE : Decimal.of(item.path("quantity"));
        boolean known = price != null && quantity != null && price.signum() > 0 && quantity.signum() > 0;
        return known ? price.multiply(quantity) : BigDecimal.ZERO;
    }

    boolean isOf(Set<String> lineIds) {
        String lineId = item.path("line_id").textValue();
        return lineId != null && lineIds.contains(lineId);
    }

    boolean isRest() {
        return key.equals(LineKey.REST);
    }

    SoldItem bearing(BigDecimal share) {
        return new SoldItem(key, item, share);
    }
}
