package orders;

import http.Cursor;
import io.quarkus.panache.common.Parameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which orders are asked for. Every value is bound, never written into the query.
 *
 * @param text part of the buyer's name or phone, in any case, or the start of the order id
 * @param from updated at or after
 * @param to   updated before
 */
record OrderFilter(Optional<String> platform, Optional<String> shop, Optional<OrderStatus> status, Optional<String> text,
                   Optional<Instant> from, Optional<Instant> to) {

    /** The page that follows {@code after}, and one order more, which tells whether there is a next page. */
    List<Order> page(Optional<Cursor> after, int limit) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        Parameters values = new Parameters();
        platform.ifPresent(value -> {
            conditions.add("platform = :platform");
            values.and("platform", value);
        });
        shop.ifPresent(value -> {
            conditions.add("shopId = :shop");
            values.and("shop", value);
        });
        status.ifPresent(value -> {
            conditions.add("status = :status");
            values.and("status", value.name());
        });
        text.ifPresent(value -> {
            conditions.add("(orderId like :start escape '\\' or lower(buyerName) like lower(:part) escape '\\' or buyerPhone like :part escape '\\')");
            values.and("start", literally(value) + "%").and("part", "%" + literally(value) + "%");
        });
        from.ifPresent(value -> {
            conditions.add("updatedAt >= :from");
            values.and("from", value);
        });
        to.ifPresent(value -> {
            conditions.add("updatedAt < :to");
            values.and("to", value);
        });
        after.ifPresent(value -> {
            conditions.add("(updatedAt, id) < (:afterTime, :afterId)");
            values.and("afterTime", value.time()).and("afterId", value.id());
        });
        return Order.find("from Order where " + String.join(" and ", conditions) + " order by updatedAt desc, id desc", values)
            .page(0, limit + 1).list();
    }

    /** The text with LIKE's own characters made ordinary ones. */
    private static String literally(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
