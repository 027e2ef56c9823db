package orders;

import http.Cursor;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGStatement;

/**
 * The statement that finds a page of orders. Every value is bound, never written into it, so that there are only so many statements.
 * Each way ends in an index that has the orders in the order of the list, so that no more rows are read than the page has.
 */
final class OrderQuery {

    /** As many characters as the index of parts of names knows. */
    private static final int MIN_PART = 3;

    private static final String SELECT = """
        select found.created_at as found_at, found.id as found_id, o.id, o.order_id, o.platform, o.shop_id, o.status, o.platform_status,
               o.amount, o.currency, o.created_at, o.updated_at, o.buyer::text as buyer, o.dealer_id, o.credit_locked
          from (select id, created_at from (%s) as any_of order by created_at desc, id desc limit ?) as found
          left join orders o on o.id = found.id
         order by found.created_at desc, found.id desc""";
    private static final String NEWEST = " order by %1$s.created_at desc, %1$s.id desc limit ?)";

    private final List<Object> values = new ArrayList<>();
    private final int limit;
    private final OrderFilter filter;
    private final Optional<Cursor> after;
    private String sql;

    private OrderQuery(OrderFilter filter, Optional<Cursor> after, int limit) {
        this.filter = filter;
        this.after = after;
        this.limit = limit;
    }

    static OrderQuery of(OrderFilter filter, Optional<Cursor> after, int limit) {
        OrderQuery query = new OrderQuery(filter, after, limit);
        query.sql = SELECT.formatted(query.candidates());
        query.values.add(limit);
        return query;
    }

    String sql() {
        return sql;
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            statement.setObject(i + 1, value instanceof Instant time ? Timestamp.from(time) : value);
        }
        if (filter.text().isPresent()) {
            // Which index is the right one depends on how rare the text is: planned anew for each.
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
    }

    private String candidates() {
        if (filter.text().isPresent()) {
            return byText(filter.text().get());
        }
        if (!filter.statuses().isEmpty() && filter.dealer().isEmpty()) {
            return byStatus();
        }
        return "(select o.id, o.created_at from orders o where " + conditions("o", true) + newest("o");
    }

    private String byStatus() {
        return String.join(" union all ", ofStatuses("", "", List.of()));
    }

    /** Of each status the newest, which PostgreSQL merges as it reads them; {@code condition} is of {@code joined}, with its values. */
    private List<String> ofStatuses(String joined, String condition, List<Object> conditioned) {
        List<String> parts = new ArrayList<>();
        for (OrderStatus status : filter.statuses()) {
            values.add(status.name());
            values.addAll(conditioned);
            parts.add("(select s.id, s.created_at from order_by_status s" + joined + " where s.status = ? and " + condition + conditions("s", false) + newest("s"));
        }
        return parts;
    }

    private String byText(String text) {
        values.add(literally(text) + "%");
        List<String> parts = new ArrayList<>();
        parts.add("(select o.id, o.created_at from orders o where o.order_id like ? and " + conditions("o", true) + newest("o"));
        if (text.length() >= MIN_PART) {
            parts.addAll(ofBuyers(" join buyer_name n on n.key = b.name_key", "n.name like lower(?) and ", "%" + literally(text) + "%"));
            parts.addAll(ofBuyers("", "b.phone like lower(?) and ", "%" + literally(text) + "%"));
        }
        return String.join(" union ", parts);
    }

    /** From the table that has an index for the other filters in the order of the list: a common text is met soon by going through it. */
    private List<String> ofBuyers(String joined, String condition, String text) {
        if (!filter.statuses().isEmpty() && filter.dealer().isEmpty()) {
            return ofStatuses(" join order_by_buyer b on b.id = s.id" + joined, condition, List.of(text));
        }
        values.add(text);
        if (filter.platform().isPresent() || filter.shop().isPresent() || filter.dealer().isPresent()) {
            return List.of("(select o.id, o.created_at from orders o join order_by_buyer b on b.id = o.id" + joined + " where " + condition + conditions("o", true) + newest("o"));
        }
        return List.of("(select b.id, b.created_at from order_by_buyer b" + joined + " where " + condition + conditions("b", false) + newest("b"));
    }

    private String newest(String table) {
        values.add(limit);
        return NEWEST.formatted(table);
    }

    /** @param isOrders whether the table is orders itself, of which all can be asked */
    private String conditions(String table, boolean isOrders) {
        List<String> conditions = new ArrayList<>();
        filter.platform().ifPresent(value -> add(conditions, table + ".platform = ?", value));
        filter.shop().ifPresent(value -> add(conditions, table + ".shop_id = ?", value));
        if (isOrders) {
            filter.dealer().ifPresent(value -> add(conditions, table + ".dealer_id = ?", value));
            if (!filter.statuses().isEmpty()) {
                add(conditions, table + ".status = any (?)", filter.statuses().stream().map(Enum::name).toArray(String[]::new));
            }
        }
        filter.from().ifPresent(value -> add(conditions, table + ".created_at >= ?", value));
        filter.to().ifPresent(value -> add(conditions, table + ".created_at < ?", value));
        after.ifPresent(value -> {
            add(conditions, "(" + table + ".created_at, " + table + ".id) < (?, ?)", value.time());
            values.add(value.id());
        });
        return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    }

    private void add(List<String> conditions, String condition, Object value) {
        conditions.add(condition);
        values.add(value);
    }

    /** The text with LIKE's own characters made ordinary ones. */
    private static String literally(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
