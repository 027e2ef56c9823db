package orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import exports.Table;
import java.math.BigDecimal;

/** Orders as the rows of a file. */
final class OrderTable {

    static final Table<OrderSummary> COLUMNS = Table.<OrderSummary>of("orders").with("platform", OrderSummary::platform).with("shop_id", OrderSummary::shopId)
        .with("order_id", OrderSummary::orderId).with("status", OrderSummary::status).with("platform_status", OrderSummary::platformStatus)
        .with("amount", order -> order.amount() == null ? null : new BigDecimal(order.amount())).with("currency", OrderSummary::currency)
        .with("created_at", OrderSummary::createdAt).with("updated_at", OrderSummary::updatedAt).with("buyer_name", order -> buyer(order, "name"))
        .with("buyer_phone", order -> buyer(order, "phone")).with("dealer_id", OrderSummary::dealerId).with("credit_locked", OrderSummary::creditLocked);

    private static final ObjectMapper JSON = new ObjectMapper();

    private OrderTable() {
    }

    private static String buyer(OrderSummary order, String field) {
        if (order.buyer() == null) {
            return null;
        }
        try {
            JsonNode value = JSON.readTree(order.buyer()).path(field);
            return value.isMissingNode() || value.isNull() ? null : value.asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("order " + order.id() + ": PostgreSQL's JSON was none", e);
        }
    }
}
