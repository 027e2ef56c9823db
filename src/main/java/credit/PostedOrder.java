package credit;

import channels.RawMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import http.JsonBody;
import http.ProblemException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mappings.ChannelMapping;
import mappings.Outcome;
import orders.CanonicalEvent;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An order that a shop posts to have the answer at once. It goes the way of the channel {@code b2b}: it is what that
 * channel's {@code order.placed} would have been.
 *
 * @param message the event as the channel would have sent it
 * @param event   the same as its mapping understands it
 */
record PostedOrder(String orderId, RawMessage message, CanonicalEvent event) {

    static final String CHANNEL = "b2b";
    /** The channel's own for a message that names none. */
    static final String SHOP = "default";

    private static final int MAX_ID = 100;
    private static final int MAX_ITEMS = 1_000;
    private static final int INTEGER_DIGITS = 15;
    private static final int DECIMALS = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    static final String EXAMPLE = """
        {"orderId": "order_01JWQ4K3T8", "customerId": "DL-0042", "amount": "600000", "currency": "VND",
         "items": [{"lineId": "1", "sku": "DRILL-10", "name": "Drill", "quantity": 2, "price": "300000"}]}""";

    /** What is posted, for the API's description. Amounts may be JSON numbers or decimal strings. */
    @Schema(name = "Order on account", requiredProperties = {"orderId", "customerId", "amount", "currency"})
    record Request(@Schema(maxLength = MAX_ID) String orderId, @Schema(maxLength = MAX_ID) String customerId, BigDecimal amount,
                   @Schema(examples = "VND") String currency, @Schema(maxItems = MAX_ITEMS) List<Item> items) { }

    /** A line of it. */
    @Schema(name = "Item of an order on account")
    record Item(String lineId, String sku, String name, BigDecimal quantity, BigDecimal price) { }

    /**
     * @param body {@code {orderId, customerId, amount, currency, items?}}
     * @param now  the order's source time: a later order of the same id amends it
     * @throws ProblemException 400: names the field that is wrong
     */
    static PostedOrder read(byte[] body, ChannelMapping channel, Instant now) {
        JsonBody posted = JsonBody.of(body, "orderId", "customerId", "amount", "currency", "items");
        String orderId = id(posted, "orderId");
        String currency = Amounts.currency("currency", posted.text("currency"));
        ObjectNode event = JSON.createObjectNode().put("name", "order.placed");
        // A shop places an order once; one that is posted again is another event.
        event.putObject("metadata").put("event_id", UUID.randomUUID().toString());
        ObjectNode order = event.putObject("data").put("id", orderId).put("customer_id", id(posted, "customerId"))
            .put("currency_code", currency).put("created_at", now.truncatedTo(ChronoUnit.MICROS).toString())
            .put("total", Amounts.notNegative("amount", Amounts.of(posted, "amount", currency)).toPlainString());
        items(posted, order.putArray("items"));
        return understood(orderId, channel, new RawMessage(CHANNEL, null, bytes(event), Map.of(), now, RawMessage.Source.WEBHOOK, null));
    }

    private static PostedOrder understood(String orderId, ChannelMapping channel, RawMessage message) {
        Outcome outcome = channel.map(message);
        if (!(outcome instanceof Outcome.Canonical canonical)) {
            throw notUnderstood(outcome instanceof Outcome.Dead wrong ? wrong.detail() : "it passes orders over");
        }
        CanonicalEvent event = CanonicalEvent.parse(canonical.json());
        if (event.dealerId() == null || event.amount() == null) {
            throw notUnderstood("it gives the order no " + (event.dealerId() == null ? "dealer" : "amount"));
        }
        return new PostedOrder(orderId, new RawMessage(message.channel(), canonical.key(), message.body(), message.headers(),
            message.receivedAt(), message.source(), null), event);
    }

    private static ProblemException notUnderstood(String why) {
        return ProblemException.badParameter("The order", "one that mappings/" + CHANNEL + " understands; " + why);
    }

    private static String id(JsonBody posted, String name) {
        String id = posted.text(name);
        if (id.length() > MAX_ID || id.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.isSupplementaryCodePoint(c))) {
            throw ProblemException.badParameter(name, "at most " + MAX_ID + " printable characters");
        }
        return id;
    }

    private static void items(JsonBody posted, ArrayNode items) {
        List<JsonBody> lines = posted.objects("items", MAX_ITEMS, "lineId", "sku", "name", "quantity", "price");
        for (JsonBody line : lines) {
            ObjectNode item = items.addObject();
            line.optionalText("lineId").ifPresent(value -> item.put("id", value));
            line.optionalText("sku").ifPresent(value -> item.put("variant_sku", value));
            line.optionalText("name").ifPresent(value -> item.put("title", value));
            line.optionalDecimal("quantity", INTEGER_DIGITS, DECIMALS).ifPresent(value -> item.put("quantity", value.toPlainString()));
            line.optionalDecimal("price", INTEGER_DIGITS, DECIMALS).ifPresent(value -> item.put("unit_price", value.toPlainString()));
        }
    }

    private static byte[] bytes(ObjectNode event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree of texts must be writable", impossible);
        }
    }
}
