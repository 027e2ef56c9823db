package demo;

import channels.PlatformJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** What the marketplaces of the demo know of their orders, and how their APIs tell it. They remember the newest, as far as memory goes. */
final class Platforms {

    /** Orders of one shop that are remembered, and events of Tiki's queue that wait. */
    private static final int MAX_KEPT = 3_000;
    private static final int QUEUE_PAGE = 50;
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final DateTimeFormatter TIKI_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZONE);
    private static final DateTimeFormatter LAZADA_TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(ZONE);
    private static final long TOKEN_SECONDS = Duration.ofHours(6).toSeconds();

    private final Map<String, Map<String, Known>> shops = new LinkedHashMap<>();
    private final Deque<ObjectNode> queue = new ArrayDeque<>();
    private int delivered;
    private String ackId;

    private record Known(FakeOrder order, Stage stage, Instant placedAt, Instant changedAt) { }

    /** The order is so far now. */
    synchronized void moved(FakeOrder order, Stage stage, Instant at) {
        Map<String, Known> orders = shops.computeIfAbsent(order.shop().id(), shop -> new LinkedHashMap<>());
        Known before = orders.get(order.id());
        orders.put(order.id(), new Known(order, stage, before == null ? at : before.placedAt, at.truncatedTo(ChronoUnit.SECONDS)));
        if (orders.size() > MAX_KEPT) {
            orders.remove(orders.keySet().iterator().next());
        }
        if (order.shop() == Shop.TIKI && queue.size() < MAX_KEPT) {
            queue.add(tikiEvent(order, stage, at));
        }
    }

    synchronized void forget() {
        shops.clear();
        queue.clear();
        delivered = 0;
    }

    // --- Lazada

    /** {@code /orders/get}: by one of two times, a page of a list in order of that time. */
    synchronized ObjectNode lazadaOrders(String shop, Map<String, String> query) {
        boolean isByMade = query.containsKey("created_after");
        String kind = isByMade ? "created" : "update";
        Instant after = Instant.from(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(query.get(kind + "_after")));
        Instant before = Instant.from(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(query.get(kind + "_before")));
        List<Known> found = of(shop, known -> isWithin(isByMade ? known.placedAt : known.changedAt, after, before))
            .stream().sorted(Comparator.comparing(known -> isByMade ? known.placedAt : known.changedAt)).toList();
        int offset = Integer.parseInt(query.getOrDefault("offset", "0"));
        List<Known> page = found.stream().skip(offset).limit(Integer.parseInt(query.getOrDefault("limit", "50"))).toList();
        ObjectNode answer = PlatformJson.object().put("code", "0");
        ArrayNode orders = answer.putObject("data").put("countTotal", found.size()).put("count", page.size()).putArray("orders");
        page.forEach(known -> orders.add(lazadaOrder(known)));
        return answer;
    }

    /** {@code /orders/items/get} of several, {@code /order/items/get} of one. */
    synchronized ObjectNode lazadaItems(String shop, JsonNode ids) {
        ObjectNode answer = PlatformJson.object().put("code", "0");
        ArrayNode data = answer.putArray("data");
        ids.forEach(id -> find(shop, id.asText()).ifPresent(known -> data.addObject().put("order_id", known.order.id()).set("order_items", items(known))));
        return answer;
    }

    synchronized Optional<ObjectNode> lazadaOrder(String shop, String id) {
        return find(shop, id).map(known -> PlatformJson.object().put("code", "0").set("data", lazadaOrder(known)));
    }

    synchronized Optional<ObjectNode> lazadaItemsOf(String shop, String id) {
        return find(shop, id).map(known -> PlatformJson.object().put("code", "0").set("data", items(known)));
    }

    static ObjectNode lazadaToken(String shop) {
        return PlatformJson.object().put("code", "0").put("access_token", shop).put("refresh_token", shop).put("expires_in", TOKEN_SECONDS * 100);
    }

    private static ObjectNode lazadaOrder(Known known) {
        FakeOrder order = known.order;
        ObjectNode told = PlatformJson.object().put("order_id", order.id()).put("created_at", LAZADA_TIME.format(known.placedAt))
            .put("updated_at", LAZADA_TIME.format(known.changedAt)).put("price", order.goods() + ".00").put("voucher", "0.00").put("shipping_fee", order.shipping() + ".00")
            .put("customer_first_name", order.buyer().name());
        told.putArray("statuses").add(known.stage.lazada);
        told.putObject("address_shipping").put("first_name", order.buyer().name()).put("phone", order.buyer().phone()).put("address1", order.buyer().address())
            .put("city", order.buyer().city()).put("country", "Vietnam");
        return told;
    }

    private static ArrayNode items(Known known) {
        ArrayNode items = PlatformJson.object().arrayNode();
        known.order.items().forEach(item -> items.addObject().put("order_item_id", item.lineId()).put("order_id", known.order.id()).put("sku", item.sku())
            .put("name", item.name()).put("status", known.stage.lazada).put("item_price", item.price() + ".00").put("paid_price", item.price() + ".00")
            .put("currency", "VND").put("updated_at", LAZADA_TIME.format(known.changedAt)));
        return items;
    }

    // --- Tiki

    /** Acknowledges the batch before, and gives the next. */
    synchronized ObjectNode tikiPull(String acknowledged) {
        if (acknowledged != null && acknowledged.equals(ackId)) {
            for (; delivered > 0; delivered--) {
                queue.poll();
            }
        }
        ObjectNode answer = PlatformJson.object();
        ArrayNode events = answer.putArray("events");
        queue.stream().limit(QUEUE_PAGE).forEach(events::add);
        delivered = events.size();
        ackId = UUID.randomUUID().toString();
        return answer.put("ack_id", ackId);
    }

    synchronized Optional<ObjectNode> tikiOrder(String shop, String code) {
        return find(shop, code).map(Platforms::tikiOrder);
    }

    /** {@code /integration/v2/orders}, by the time they were made. */
    synchronized ObjectNode tikiOrders(String shop, Map<String, String> query) {
        Instant from = Instant.from(TIKI_TIME.parse(query.get("created_from_date")));
        Instant to = Instant.from(TIKI_TIME.parse(query.get("created_to_date")));
        List<Known> found = of(shop, known -> isWithin(known.placedAt, from, to));
        int limit = Integer.parseInt(query.getOrDefault("limit", "50"));
        int page = Integer.parseInt(query.getOrDefault("page", "1"));
        ObjectNode answer = PlatformJson.object();
        ArrayNode data = answer.putArray("data");
        found.stream().skip((page - 1L) * limit).limit(limit).forEach(known -> data.add(tikiOrder(known)));
        answer.putObject("paging").put("total", found.size()).put("current_page", page).put("last_page", Math.max(1, (found.size() + limit - 1) / limit));
        return answer;
    }

    static ObjectNode tikiToken() {
        return PlatformJson.object().put("access_token", "demo").put("expires_in", TOKEN_SECONDS).put("token_type", "bearer");
    }

    private static ObjectNode tikiEvent(FakeOrder order, Stage stage, Instant at) {
        ObjectNode event = PlatformJson.object().put("id", UUID.randomUUID().toString()).put("sid", "DEMO").put("created_at", at.toEpochMilli())
            .put("type", stage == Stage.PLACED ? "ORDER_CREATED_SUCCESSFULLY" : "ORDER_STATUS_UPDATED").put("version", "v1");
        event.putObject("payload").put("order_code", order.id()).put("orderCode", order.id()).put("status", stage.tiki);
        return event;
    }

    private static ObjectNode tikiOrder(Known known) {
        FakeOrder order = known.order;
        ObjectNode told = PlatformJson.object().put("id", order.id().hashCode()).put("code", order.id()).put("status", known.stage.tiki)
            .put("created_at", TIKI_TIME.format(known.placedAt)).put("updated_at", TIKI_TIME.format(known.changedAt));
        ArrayNode items = told.putArray("items");
        order.items().forEach(item -> items.addObject().put("id", item.lineId()).put("qty", item.quantity()).put("price", item.price())
            .putObject("product").put("sku", item.sku()).put("name", item.name()).put("seller_product_code", item.sku()));
        told.putObject("invoice").put("grand_total", order.total()).put("subtotal", order.goods());
        told.putObject("shipping").putObject("address").put("full_name", order.buyer().name()).put("street", order.buyer().address())
            .put("region", order.buyer().city()).put("country", "VN").put("phone", order.buyer().phone());
        told.putObject("customer").put("id", order.buyer().id()).put("full_name", order.buyer().name());
        return told;
    }

    // --- Sendo

    /** {@code salesorder/search}: whole days of Vietnam, the last one counted. */
    synchronized ObjectNode sendoSearch(String shop, JsonNode search) {
        boolean isByMade = search.hasNonNull("order_date_from");
        String kind = isByMade ? "order_date" : "order_status_date";
        String from = search.path(kind + "_from").asText();
        String to = search.path(kind + "_to").asText();
        DateTimeFormatter day = DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZONE);
        List<Known> found = of(shop, known -> {
            String date = day.format(isByMade ? known.placedAt : known.changedAt);
            return date.compareTo(from) >= 0 && date.compareTo(to) <= 0;
        });
        int size = search.path("page_size").asInt(50);
        int offset = search.path("token").asInt(0);
        ObjectNode answer = PlatformJson.object().put("success", true);
        ObjectNode result = answer.putObject("result");
        ArrayNode data = result.putArray("data");
        found.stream().skip(offset).limit(size).forEach(known -> data.add(sendoOrder(known)));
        result.put("next_token", offset + size < found.size() ? Integer.toString(offset + size) : "");
        return answer;
    }

    static ObjectNode sendoToken() {
        ObjectNode answer = PlatformJson.object();
        answer.putObject("result").put("token", "demo");
        return answer;
    }

    private static ObjectNode sendoOrder(Known known) {
        FakeOrder order = known.order;
        ObjectNode told = PlatformJson.object();
        told.putObject("sales_order").put("order_number", order.id()).put("order_status", known.stage.sendo).put("total_amount", order.total())
            .put("sub_total", order.goods()).put("receiver_name", order.buyer().name()).put("shipping_contact_phone", order.buyer().phone())
            .put("ship_to_address", order.buyer().address() + ", " + order.buyer().city()).put("created_date_time_stamp", known.placedAt.getEpochSecond())
            .put("updated_date_time_stamp", known.changedAt.getEpochSecond()).put("order_status_date_time_stamp", known.changedAt.getEpochSecond());
        told.set("sku_details", Bodies.sendoItems(order));
        return told;
    }

    private Optional<Known> find(String shop, String id) {
        return Optional.ofNullable(shops.getOrDefault(shop, Map.of()).get(id));
    }

    private List<Known> of(String shop, Predicate<Known> wanted) {
        return new ArrayList<>(shops.getOrDefault(shop, Map.of()).values()).stream().filter(wanted).toList();
    }

    private static boolean isWithin(Instant time, Instant from, Instant to) {
        return !time.isBefore(from) && time.isBefore(to);
    }
}
