package demo;

import channels.PlatformJson;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** What each channel's webhooks say of an order; what its API says is in {@link Platforms}. */
final class Bodies {

    private static final String CURRENCY = "VND";

    private Bodies() {
    }

    /** Of a channel that sends webhooks: one message, and of Lazada one for each line. */
    static List<byte[]> of(FakeOrder order, Stage stage, Instant at) {
        return switch (order.shop().channel()) {
            case "lazada" -> order.items().stream().map(item -> lazada(order, item, stage, at)).toList();
            case "sendo" -> List.of(sendo(order, stage, at));
            case "b2b" -> List.of(b2b(order, stage, at));
            default -> List.of(standard(order, stage.standard, at));
        };
    }

    /** A push of type 0; returns are told by type 10, in words of their own. */
    private static byte[] lazada(FakeOrder order, FakeOrder.Item item, Stage stage, Instant at) {
        boolean isReverse = stage == Stage.RETURNING || stage == Stage.RETURNED;
        ObjectNode push = PlatformJson.object().put("seller_id", order.shop().id()).put("message_type", isReverse ? 10 : 0);
        ObjectNode data = push.putObject("data").put("trade_order_id", order.id()).put("trade_order_line_id", item.lineId())
            .put("status_update_time", at.getEpochSecond());
        if (isReverse) {
            data.put("reverse_status", stage == Stage.RETURNED ? "REFUND_SUCCESS" : "RTM_INIT").put("reverse_order_id", order.id() + "9")
                .put("reverse_order_line_id", item.lineId() + "9").put("buyer_id", order.buyer().id());
        } else {
            data.put("order_status", stage.lazada);
        }
        return bytes(push.put("timestamp", at.toEpochMilli()).put("site", "lazada_vn"));
    }

    private static byte[] sendo(FakeOrder order, Stage stage, Instant at) {
        ObjectNode sales = PlatformJson.object().put("id", order.id().hashCode() & Integer.MAX_VALUE).put("order_number", order.id()).put("store_id", order.shop().id())
            .put("order_status", stage.sendo).put("payment_method", 1).put("payment_status", 1).put("total_amount", order.total()).put("sub_total", order.goods())
            .put("ship_to_contact_name", order.buyer().name()).put("shipping_contact_phone", order.buyer().phone())
            .put("ship_to_address", order.buyer().address() + ", " + order.buyer().city())
            .put("updated_date_time_stamp", at.getEpochSecond()).put("order_status_date_time_stamp", at.getEpochSecond());
        sales.set("sales_order_details", sendoItems(order));
        ObjectNode webhook = PlatformJson.object().put("store_id", order.shop().id());
        if (stage == Stage.PLACED) {
            webhook.put("type", "SALESORDER.CREATE").set("data", sales);
        } else {
            webhook.put("type", "SALESORDER.UPDATE").putObject("data").put("order_number", order.id()).put("order_status", stage.sendo).set("data", sales);
        }
        return bytes(webhook);
    }

    static ArrayNode sendoItems(FakeOrder order) {
        ArrayNode items = PlatformJson.object().arrayNode();
        order.items().forEach(item -> items.addObject().put("product_variant_id", item.lineId()).put("product_name", item.name()).put("sku", item.sku())
            .put("quantity", item.quantity()).put("price", item.price()).put("sub_total", item.quantity() * item.price()));
        return items;
    }

    /** In our own interface, with any word for the status. */
    static byte[] standard(FakeOrder order, String word, Instant at) {
        ObjectNode event = PlatformJson.object().put("platform", order.shop().platform()).put("shopId", order.shop().id()).put("orderId", order.id())
            .put("status", word).put("updatedAt", at.toString());
        event.putObject("amount").put("total", Long.toString(order.total())).put("currency", CURRENCY);
        if (order.shop() != Shop.TILL) {
            event.putObject("buyer").put("id", Long.toString(order.buyer().id())).put("name", order.buyer().name()).put("phone", order.buyer().phone())
                .put("email", order.buyer().email()).put("address", order.buyer().address() + ", " + order.buyer().city());
        }
        ArrayNode items = event.putArray("items");
        order.items().forEach(item -> items.addObject().put("lineId", item.lineId()).put("sku", item.sku()).put("name", item.name())
            .put("quantity", item.quantity()).put("price", item.price()));
        return bytes(event);
    }

    private static byte[] b2b(FakeOrder order, Stage stage, Instant at) {
        ObjectNode event = PlatformJson.object().put("name", stage.b2b());
        event.putObject("metadata").put("shop_id", order.shop().id()).put("timestamp", at.toString());
        ObjectNode data = event.putObject("data").put("id", order.id()).put("currency_code", "vnd").put("customer_id", order.dealer()).put("email", order.buyer().email())
            .put("created_at", at.toString()).put("total", order.total());
        data.putObject("shipping_address").put("first_name", order.buyer().name()).put("phone", order.buyer().phone())
            .put("address_1", order.buyer().address()).put("city", order.buyer().city()).put("country_code", "vn");
        ArrayNode items = data.putArray("items");
        order.items().forEach(item -> items.addObject().put("id", item.lineId()).put("title", item.name()).put("variant_sku", item.sku())
            .put("quantity", item.quantity()).put("unit_price", item.price()));
        return bytes(event);
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
