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
 * Each way ends in an index that has the orders in the order of the list, so that no more rows are read than the page needs.
 *
 * <p>A text in a buyer's name or phone is met from either end. Where few orders fit the other filters, or many have the text, the newest
 * that fit are gone through until a page of them has it; else those that have it are sorted, and gone through until a page of them fits.
 * PostgreSQL is not left the choice, for it cannot foresee how soon a page is full.
 */
final class OrderQuery {

    /** As many characters as the index of parts of names knows. */
    private static final int MIN_PART = 3;
    /** Where a tenth of a page is met among the first, the rest of it costs less than to look all of them up. */
    private static final int PART_OF_PAGE = 10;
    /** A statement that takes longer is given up instead of loading the database. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final String SELECT = """
        select found.created_at as found_at, found.id as found_id, o.id, o.order_id, o.platform, o.shop_id, o.status, o.platform_status,
               o.amount, o.currency, o.created_at, o.updated_at, o.buyer::text as buyer, o.dealer_id, o.credit_locked
          from (select id, created_at from (""";
    private static final String NEWEST = " order by created_at desc, id desc";
    private static final String PAGE = ") as any_of" + NEWEST + " limit ?) as found left join orders o on o.id = found.id order by found.created_at desc, found.id desc";

    private final OrderFilter filter;
    private final Optional<Cursor> after;
    private final int limit;
    private final SearchLimits limits;
    private final Connection connection;

    private OrderQuery(OrderFilter filter, Optional<Cursor> after, int limit, SearchLimits limits, Connection connection) {
        this.filter = filter;
        this.after = after;
        this.limit = limit;
        this.limits = limits;
        this.connection = connection;
    }

    /** The statement with its values bound. */
    static PreparedStatement of(OrderFilter filter, Optional<Cursor> after, int limit, SearchLimits limits, Connection connection) throws SQLException {
        OrderQuery query = new OrderQuery(filter, after, limit, limits, connection);
        Clause found = filter.text().isPresent() ? query.byText(filter.text().get()) : query.fitting(query.newest());
        return query.bound(Clause.of(SELECT).plus(found).plus(PAGE, limit));
    }

    private Clause byText(String text) throws SQLException {
        List<Clause> ways = new ArrayList<>();
        ways.add(Clause.of("(select o.id, o.created_at from orders o where o.order_id like ?", literally(text) + "%")
            .plus(fits("o", true)).plus(times("o")).plus(newest()).plus(")"));
        if (text.length() >= MIN_PART) {
            ways.addAll(byBuyer("%" + literally(text) + "%"));
        }
        return Clause.join(" union ", ways);
    }

    private List<Clause> byBuyer(String part) throws SQLException {
        Clause hasName = Clause.of("n.name like lower(?)", part);
        Clause hasPhone = Clause.of("b.phone like lower(?)", part);
        Clause hasEither = hasName.plus(" or ").plus(hasPhone);
        if (isMetSoon(hasEither)) {
            return List.of(throughFitting(newestFitting(), hasEither));
        }
        List<Clause> ways = new ArrayList<>();
        String[] names = names(hasName);
        if (names.length > limits.names()) {
            ways.add(throughFitting(newestFitting(), hasName));
        } else if (names.length > 0) {
            // Not a constant to the planner, who would look at each of thousands of keys.
            ways.addAll(throughFewer(Clause.of("b.name_key = any (array(select unnest(?::uuid[])))", (Object) names), hasName));
        }
        ways.addAll(throughFewer(hasPhone, hasPhone));
        return ways;
    }

    /** Whether the first orders that fit the filter but for its text have so many that have it that a page is not far, or there are no more. */
    private boolean isMetSoon(Clause hasText) throws SQLException {
        Clause first = Clause.of("select * from (").plus(fitting(Clause.of(NEWEST + " limit ?", limits.fitting()))).plus(") as any_of" + NEWEST + " limit ?", limits.fitting());
        return count(throughFitting(first, hasText), limit) * PART_OF_PAGE >= limit || count(fitting(Clause.of("")), limits.fitting()) <= limits.fitting();
    }

    /** From the end that has fewer orders; from none when nobody has the text. */
    private List<Clause> throughFewer(Clause byIndex, Clause hasText) throws SQLException {
        int orders = count(ofBuyers(byIndex), limits.ofBuyers());
        if (orders == 0) {
            return List.of();
        }
        return List.of(orders <= limits.ofBuyers() ? throughBuyers(byIndex) : throughFitting(newestFitting(), hasText));
    }

    /** All that fits the filter but for its text. Several statuses are sorted each by itself: so PostgreSQL merges them as it reads them. */
    private Clause newestFitting() {
        return fitting(Clause.of(filter.statuses().size() > 1 ? NEWEST : ""));
    }

    /** The newest that have the text, of those that fit. */
    private Clause throughFitting(Clause fitting, Clause hasText) {
        return Clause.of("(select s.id, s.created_at from (").plus(fitting)
            .plus(") s cross join lateral (select from order_by_buyer b left join buyer_name n on n.key = b.name_key where b.id = s.id and (")
            .plus(hasText).plus(") offset 0) b").plus(newest()).plus(")");
    }

    /** The newest that have the text, as far as there is one that fits the filter. */
    private Clause throughBuyers(Clause hasText) {
        Clause fits = fits("f", !isByStatus());
        Clause looked = fits.sql().isEmpty() ? fits
            : Clause.of(" cross join lateral (select from " + (isByStatus() ? "order_by_status" : "orders") + " f where f.id = b.id").plus(fits).plus(" offset 0) f");
        return Clause.of("(select b.id, b.created_at from (").plus(ofBuyers(hasText)).plus(NEWEST + " offset 0) b").plus(looked).plus(newest()).plus(")");
    }

    private Clause ofBuyers(Clause hasText) {
        return Clause.of("select b.id, b.created_at from order_by_buyer b where ").plus(hasText).plus(times("b"));
    }

    /** Whether the table of statuses has all that is asked of an order. */
    private boolean isByStatus() {
        return !filter.statuses().isEmpty() && filter.dealer().isEmpty();
    }

    /** What fits the filter but for its text, {@code end} after each range of an index. */
    private Clause fitting(Clause end) {
        if (!isByStatus()) {
            return Clause.of("(select o.id, o.created_at from orders o where true").plus(fits("o", true)).plus(times("o")).plus(end).plus(")");
        }
        return Clause.join(" union all ", filter.statuses().stream().map(status ->
            Clause.of("(select s.id, s.created_at from order_by_status s where s.status = ?", status.name()).plus(places("s")).plus(times("s")).plus(end).plus(")")).toList());
    }

    private Clause fits(String table, boolean isOrders) {
        Clause fits = places(table);
        if (isOrders && filter.dealer().isPresent()) {
            fits = fits.plus(" and " + table + ".dealer_id = ?", filter.dealer().get());
        }
        return filter.statuses().isEmpty() ? fits
            : fits.plus(" and " + table + ".status = any (?)", (Object) filter.statuses().stream().map(Enum::name).toArray(String[]::new));
    }

    private Clause places(String table) {
        Clause places = filter.platform().map(value -> Clause.of(" and " + table + ".platform = ?", value)).orElse(Clause.of(""));
        return filter.shop().map(value -> places.plus(" and " + table + ".shop_id = ?", value)).orElse(places);
    }

    private Clause times(String table) {
        List<Clause> times = new ArrayList<>();
        filter.from().ifPresent(value -> times.add(Clause.of(" and " + table + ".created_at >= ?", value)));
        filter.to().ifPresent(value -> times.add(Clause.of(" and " + table + ".created_at < ?", value)));
        after.ifPresent(value -> times.add(Clause.of(" and (" + table + ".created_at, " + table + ".id) < (?, ?)", value.time(), value.id())));
        return Clause.join("", times);
    }

    private Clause newest() {
        return Clause.of(NEWEST + " limit ?", limit);
    }

    /** Keys of the names that have it; one more than are looked up when there are more. */
    private String[] names(Clause hasName) throws SQLException {
        List<String> keys = new ArrayList<>();
        try (PreparedStatement statement = bound(Clause.of("select n.key::text from buyer_name n where ").plus(hasName).plus(" limit ?", limits.names() + 1));
             ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
        }
        return keys.toArray(String[]::new);
    }

    /** How many rows there are, as far as one more than {@code max}. */
    private int count(Clause rows, int max) throws SQLException {
        try (PreparedStatement statement = bound(Clause.of("select count(*) from (select from (").plus(rows).plus(") as any_of limit ?) as counted", max + 1));
             ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private PreparedStatement bound(Clause clause) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(clause.sql());
        for (int i = 0; i < clause.values().size(); i++) {
            Object value = clause.values().get(i);
            statement.setObject(i + 1, value instanceof Instant time ? Timestamp.from(time) : value);
        }
        if (filter.text().isPresent()) {
            // Which index is the right one depends on how rare the text is: planned anew for each.
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
        statement.setQueryTimeout((int) LIMIT.toSeconds());
        return statement;
    }

    /** The text with LIKE's own characters made ordinary ones. */
    private static String literally(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
