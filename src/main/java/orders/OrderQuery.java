package orders;

import database.Sql;
import http.Cursor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.PGStatement;
import org.postgresql.util.PSQLState;

/**
 * The statement that finds a page of orders. Every value is bound, never written into it, so that there are only so many statements.
 * Without a text it is a range of an index that has the orders in the order of the list, so that no more rows are read than the page has.
 *
 * <p>A text in a buyer's name or phone is met from either end. Where the newest that fit the other filters soon have a page of it, they are
 * gone through; else those that have it are looked up, sorted, and gone through until a page of them fits. Which it is, is asked beforehand,
 * within {@link SearchLimits}: PostgreSQL cannot foresee how soon a page is full, and chooses only where neither end is near.
 */
final class OrderQuery {

    /** As many characters as the index of parts of names knows. */
    private static final int MIN_PART = 3;
    /** So many times as many are gone through each time that it goes on. */
    private static final int GROWTH = 3;
    /** What takes longer in all is given up instead of loading the database. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final String SELECT = """
        select found.created_at as found_at, found.id as found_id, o.id, o.order_id, o.platform, o.shop_id, o.status, o.platform_status,
               o.amount, o.currency, o.created_at, o.updated_at, o.buyer::text as buyer, o.dealer_id, o.credit_locked
          from (select id, created_at from (""";
    private static final String NEWEST = " order by created_at desc, id desc";
    /** Each by index: of a table that was analysed while it was empty, the planner would have all of it gone through for each. */
    private static final String PAGE = ") as any_of" + NEWEST + " limit ?) as found"
        + " left join lateral (select * from orders o where o.id = found.id offset 0) as o on true order by found.created_at desc, found.id desc";

    private final OrderFilter filter;
    private final Optional<Cursor> after;
    private final int limit;
    private final SearchLimits limits;
    private final Connection connection;
    private final long begun = System.nanoTime();

    private OrderQuery(OrderFilter filter, Optional<Cursor> after, int limit, SearchLimits limits, Connection connection) {
        this.filter = filter;
        this.after = after;
        this.limit = limit;
        this.limits = limits;
        this.connection = connection;
    }

    /**
     * What was met among the first orders that fit.
     *
     * @param times  when each was made, by its id
     * @param isPage whether it is a whole page, or all there is
     * @param isFar  whether there is no more to be gone through
     */
    private record Met(Map<Long, String> times, boolean isPage, boolean isFar) {

        Clause clause() {
            return Clause.of("(select met.id, met.created_at from unnest(?, ?::timestamptz[]) as met (id, created_at))",
                times.keySet().toArray(Long[]::new), times.values().toArray(String[]::new));
        }
    }

    /** The statement with its values bound; what it depends on has been asked. */
    static PreparedStatement of(OrderFilter filter, Optional<Cursor> after, int limit, SearchLimits limits, Connection connection) throws SQLException {
        OrderQuery query = new OrderQuery(filter, after, limit, limits, connection);
        Clause found = filter.text().isPresent() ? query.byText(filter.text().get()) : query.fitting(after, newest(limit));
        return query.bound(Clause.of(SELECT).plus(found).plus(PAGE, limit));
    }

    private Clause byText(String text) throws SQLException {
        List<Clause> ways = new ArrayList<>();
        ways.add(Clause.of("(select o.id, o.created_at from orders o where o.order_id like ?", literally(text) + "%")
            .plus(fits("o", true)).plus(times("o", after)).plus(newest(limit)).plus(")"));
        if (text.length() >= MIN_PART) {
            ways.addAll(byBuyer(text));
        }
        return Clause.join(" union ", ways);
    }

    private List<Clause> byBuyer(String text) throws SQLException {
        String part = "%" + literally(text) + "%";
        Clause hasName = Clause.of("b.name like searched(?)", part);
        // A whole number is found as every channel writes it, and as it was asked for.
        Clause hasPhone = PhoneNumber.national(text.strip())
            .map(digits -> Clause.of("(b.phone like lower(?) or b.phone like ?)", part, "%" + digits + "%"))
            .orElse(Clause.of("b.phone like lower(?)", part));
        Met met = throughFitting(hasName.plus(" or ").plus(hasPhone), true);
        if (met.isPage) {
            return List.of(met.clause());
        }
        List<Clause> ways = new ArrayList<>();
        String[] names = names(hasName);
        if (names.length > limits.names()) {
            ways.add(ofMany(hasName, met.isFar));
        } else if (names.length > 0) {
            // Not a constant to the planner, who would look at each of thousands of keys.
            ways.addAll(lookedUp(Clause.of("b.name_key = any (array(select unnest(?::uuid[])))", (Object) names), hasName, met.isFar));
        }
        ways.addAll(lookedUp(hasPhone, hasPhone, met.isFar));
        return ways;
    }

    /** What there is by an index of buyers; none when nobody has the text. */
    private List<Clause> lookedUp(Clause byIndex, Clause hasText, boolean isFar) throws SQLException {
        int orders = count(ofBuyers(byIndex), limits.ofBuyers());
        if (orders == 0) {
            return List.of();
        }
        return List.of(orders <= limits.ofBuyers() ? throughBuyers(byIndex) : ofMany(hasText, isFar));
    }

    /** What so many have that a page of it should not be far; where it is, for those that have it are old or do not fit, PostgreSQL chooses the way. */
    private Clause ofMany(Clause hasText, boolean isFar) throws SQLException {
        if (!isFar) {
            Met met = throughFitting(hasText, false);
            if (met.isPage) {
                return met.clause();
            }
        }
        return Clause.of("(select s.id, s.created_at from (").plus(fitting(after, Clause.of(""))).plus(") s join (select b.id, b.created_at, b.phone, n.name from order_by_buyer b"
                + " left join buyer_name n on n.key = b.name_key) b on b.id = s.id and b.created_at = s.created_at where ").plus(hasText).plus(newest(limit)).plus(")");
    }

    /**
     * The newest that have the text, of the first that fit: of the near ones, and of those as far as there may be a page of them.
     *
     * @param asItPromises goes on only while a page is to be expected, by what was met
     */
    private Met throughFitting(Clause hasText, boolean asItPromises) throws SQLException {
        Map<Long, String> met = new LinkedHashMap<>();
        Optional<Cursor> from = after;
        long gone = 0;
        int part = limits.near();
        do {
            meet(firstFitting(part, from), hasText, met);
            from = met.size() < limit ? last(part, from) : Optional.empty();
            if (from.isEmpty()) {
                return new Met(met, true, true);
            }
            gone += part;
            part = (int) Math.min((long) part * GROWTH, limits.far() - gone);
        } while (part > 0 && (!asItPromises || promisesPage(met.size(), gone)));
        return new Met(met, false, part <= 0);
    }

    /** Whether two thirds of a page are to be expected as far as it may be gone; what was met is a matter of chance as well. */
    private boolean promisesPage(int met, long gone) {
        return 3L * met * limits.far() >= 2L * limit * gone;
    }

    /** A row of the lists that has not followed its order's time yet would be on two pages, so it is not met. */
    private void meet(Clause orders, Clause hasText, Map<Long, String> met) throws SQLException {
        Clause clause = Clause.of("select s.id, s.created_at::text from (").plus(orders)
            .plus(") s cross join lateral (select from (select coalesce(b.name, (select searched(n.name) from buyer_name n where n.key = b.name_key)) as name, b.phone"
                + " from order_by_buyer b where b.id = s.id and b.created_at = s.created_at) b where ").plus(hasText)
            .plus(" offset 0) b order by s.created_at desc, s.id desc limit ?", limit - met.size());
        try (PreparedStatement statement = bound(clause); ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                met.put(rows.getLong(1), rows.getString(2));
            }
        }
    }

    private Clause firstFitting(int first, Optional<Cursor> from) {
        return Clause.of("select any_of.id, any_of.created_at from (").plus(fitting(from, newest(first))).plus(") as any_of").plus(newest(first));
    }

    /** Where the last of so many that fit is; empty: there are no more of them. */
    private Optional<Cursor> last(int first, Optional<Cursor> from) throws SQLException {
        Clause clause = firstFitting(first, from).plus(" offset ?", first - 1);
        try (PreparedStatement statement = bound(clause); ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(new Cursor(Sql.instant(row, "created_at"), row.getLong("id"))) : Optional.empty();
        }
    }

    /** The newest that have the text, as far as there is one that fits the filter. */
    private Clause throughBuyers(Clause hasText) {
        Clause fits = fits("f", !isByStatus());
        Clause looked = fits.sql().isEmpty() ? fits
            : Clause.of(" cross join lateral (select from " + (isByStatus() ? "order_by_status" : "orders") + " f where f.id = b.id and f.created_at = b.created_at").plus(fits).plus(" offset 0) f");
        return Clause.of("(select b.id, b.created_at from (").plus(ofBuyers(hasText)).plus(NEWEST + " offset 0) b").plus(looked).plus(newest(limit)).plus(")");
    }

    private Clause ofBuyers(Clause hasText) {
        return Clause.of("select b.id, b.created_at from order_by_buyer b where ").plus(hasText).plus(times("b", after));
    }

    /** Whether the table of statuses has all that is asked of an order. */
    private boolean isByStatus() {
        return !filter.statuses().isEmpty() && filter.dealer().isEmpty();
    }

    /** What fits the filter but for its text, {@code end} after each range of an index. */
    private Clause fitting(Optional<Cursor> from, Clause end) {
        if (!isByStatus()) {
            // A list by its text alone needs no others than those that have a buyer.
            boolean isOfBuyers = filter.text().isPresent() && fits("o", true).sql().isEmpty();
            return Clause.of("(select o.id, o.created_at from " + (isOfBuyers ? "order_by_buyer" : "orders") + " o where true").plus(fits("o", true)).plus(times("o", from)).plus(end).plus(")");
        }
        return Clause.join(" union all ", filter.statuses().stream().map(status ->
            Clause.of("(select s.id, s.created_at from order_by_status s where s.status = ?", status.name()).plus(places("s")).plus(times("s", from)).plus(end).plus(")")).toList());
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

    private Clause times(String table, Optional<Cursor> from) {
        List<Clause> times = new ArrayList<>();
        filter.from().ifPresent(value -> times.add(Clause.of(" and " + table + ".created_at >= ?", value)));
        filter.to().ifPresent(value -> times.add(Clause.of(" and " + table + ".created_at < ?", value)));
        from.ifPresent(value -> times.add(Clause.of(" and (" + table + ".created_at, " + table + ".id) < (?, ?)", value.time(), value.id())));
        return Clause.join("", times);
    }

    private static Clause newest(int limit) {
        return Clause.of(NEWEST + " limit ?", limit);
    }

    /** Keys of the names that have it; one more than are looked up when there are more. */
    private String[] names(Clause hasName) throws SQLException {
        List<String> keys = new ArrayList<>();
        try (PreparedStatement statement = bound(Clause.of("select b.key::text from buyer_name b where ").plus(hasName).plus(" limit ?", limits.names() + 1));
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
        Duration left = LIMIT.minusNanos(System.nanoTime() - begun);
        if (left.toMillis() <= 0) {
            throw new SQLTimeoutException("the search took longer than " + LIMIT, PSQLState.QUERY_CANCELED.getState());
        }
        PreparedStatement statement = connection.prepareStatement(clause.sql());
        for (int i = 0; i < clause.values().size(); i++) {
            Object value = clause.values().get(i);
            statement.setObject(i + 1, value instanceof Instant time ? Timestamp.from(time) : value);
        }
        if (filter.text().isPresent()) {
            // Which index is the right one depends on how rare the text is: planned anew for each.
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
        // Of what is left a second that has begun counts whole.
        statement.setQueryTimeout((int) left.plusMillis(999).toSeconds());
        return statement;
    }

    /** The text with LIKE's own characters made ordinary ones. */
    private static String literally(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
