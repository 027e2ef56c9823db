package orders;

import http.Cursor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
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
    /** Of a part that more have, PostgreSQL chooses how to find the orders of each status, as it does where one is asked for. */
    private static final int MAX_NAMES = 1_000;
    /** A statement that takes longer is given up instead of loading the database. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final String NAMES = "select key::text from buyer_name where name like lower(?) limit ?";
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
    /** Keys of the names that have the text; empty: not looked up, or too many. */
    private final Optional<String[]> names;

    private OrderQuery(OrderFilter filter, Optional<Cursor> after, int limit, Optional<String[]> names) {
        this.filter = filter;
        this.after = after;
        this.limit = limit;
        this.names = names;
    }

    /** The statement with its values bound. */
    static PreparedStatement of(OrderFilter filter, Optional<Cursor> after, int limit, Connection connection) throws SQLException {
        // Else PostgreSQL would look them up for each status.
        boolean isForAll = filter.statuses().size() > 1 && filter.dealer().isEmpty();
        Optional<String> part = filter.text().filter(text -> isForAll && text.length() >= MIN_PART);
        OrderQuery query = new OrderQuery(filter, after, limit, part.isPresent() ? names(part.get(), connection) : Optional.empty());
        String sql = SELECT.formatted(query.candidates());
        query.values.add(limit);
        return bound(connection, sql, filter.text().isPresent(), query.values);
    }

    private static Optional<String[]> names(String part, Connection connection) throws SQLException {
        try (PreparedStatement statement = bound(connection, NAMES, true, List.of(containing(part), MAX_NAMES + 1)); ResultSet rows = statement.executeQuery()) {
            List<String> keys = new ArrayList<>();
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
            return Optional.of(keys.toArray(String[]::new)).filter(all -> all.length <= MAX_NAMES);
        }
    }

    /** @param byText which index is the right one depends on how rare the text is: planned anew for each */
    private static PreparedStatement bound(Connection connection, String sql, boolean byText, List<Object> values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            statement.setObject(i + 1, value instanceof Instant time ? Timestamp.from(time) : value);
        }
        if (byText) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
        statement.setQueryTimeout((int) LIMIT.toSeconds());
        return statement;
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
        return String.join(" union all ", ofStatuses("", ""));
    }

    /** Of each status the newest, which PostgreSQL merges as it reads them; {@code condition} is of {@code joined}, with its values. */
    private List<String> ofStatuses(String joined, String condition, Object... conditioned) {
        List<String> parts = new ArrayList<>();
        for (OrderStatus status : filter.statuses()) {
            values.add(status.name());
            values.addAll(List.of(conditioned));
            parts.add("(select s.id, s.created_at from order_by_status s" + joined + " where s.status = ? and " + condition + conditions("s", false) + newest("s"));
        }
        return parts;
    }

    private String byText(String text) {
        values.add(literally(text) + "%");
        List<String> parts = new ArrayList<>();
        parts.add("(select o.id, o.created_at from orders o where o.order_id like ? and " + conditions("o", true) + newest("o"));
        if (text.length() >= MIN_PART) {
            parts.addAll(names.isPresent() ? ofBuyers("", "b.name_key = any (?::uuid[]) and ", names.get())
                : ofBuyers(" join buyer_name n on n.key = b.name_key", "n.name like lower(?) and ", containing(text)));
            parts.addAll(ofBuyers("", "b.phone like lower(?) and ", containing(text)));
        }
        return String.join(" union ", parts);
    }

    /** From the table that has an index for the other filters in the order of the list: a common text is met soon by going through it. */
    private List<String> ofBuyers(String joined, String condition, Object value) {
        if (!filter.statuses().isEmpty() && filter.dealer().isEmpty()) {
            return ofStatuses(" join order_by_buyer b on b.id = s.id" + joined, condition, value);
        }
        values.add(value);
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

    private static String containing(String part) {
        return "%" + literally(part) + "%";
    }

    /** The text with LIKE's own characters made ordinary ones. */
    private static String literally(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
