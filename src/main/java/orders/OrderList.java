package orders;

import database.Sql;
import database.Transactions;
import http.Cursor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Pages of orders, the one that was made last first; each is found by an index, the ten thousandth as fast as the first. */
@ApplicationScoped
public class OrderList {

    private final DataSource database;
    private final SearchLimits limits;

    @Inject
    public OrderList(DataSource database) {
        this(database, SearchLimits.DEFAULT);
    }

    public OrderList(DataSource database, SearchLimits limits) {
        this.database = database;
        this.limits = limits;
    }

    /** Where a row was found, and the order as it is now; null: it is no longer one of those asked for. */
    private record Found(Cursor at, OrderSummary order) { }

    /**
     * The page that follows {@code after}. It may have fewer orders than {@code size} and still a next one: those that have left the
     * filter since they were looked up are left out.
     */
    public OrderPage page(OrderFilter filter, Optional<Cursor> after, int size) {
        List<Found> found;
        try (Connection connection = database.getConnection()) {
            // A text takes several statements; an order that changes between them would be passed over, or push others off the page. An export is one transaction.
            boolean isOwn = filter.text().isPresent() && connection.getAutoCommit();
            found = isOwn ? Transactions.run(connection, () -> {
                try (Statement transaction = connection.createStatement()) {
                    transaction.execute("set transaction isolation level repeatable read, read only");
                }
                return find(filter, after, size + 1, connection);
            }) : find(filter, after, size + 1, connection);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL did not list orders", e);
        }
        List<Found> page = found.subList(0, Math.min(size, found.size()));
        List<OrderSummary> orders = page.stream().filter(one -> one.order != null).map(Found::order).toList();
        return new OrderPage(orders, found.size() > size ? page.get(size - 1).at.text() : null);
    }

    private List<Found> find(OrderFilter filter, Optional<Cursor> after, int limit, Connection connection) throws SQLException {
        List<Found> found = new ArrayList<>();
        try (PreparedStatement statement = OrderQuery.of(filter, after, limit, limits, connection); ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                found.add(found(row, filter));
            }
        }
        return found;
    }

    private static Found found(ResultSet row, OrderFilter filter) throws SQLException {
        Cursor at = new Cursor(Sql.instant(row, "found_at"), row.getLong("found_id"));
        String status = row.getString("status");
        boolean isThere = row.getString("order_id") != null
            && (filter.statuses().isEmpty() || filter.statuses().stream().anyMatch(wanted -> wanted.name().equals(status)));
        return new Found(at, isThere ? order(row, status) : null);
    }

    private static OrderSummary order(ResultSet row, String status) throws SQLException {
        String currency = row.getString("currency");
        return new OrderSummary(row.getLong("id"), row.getString("order_id"), row.getString("platform"), row.getString("shop_id"),
            status, row.getString("platform_status"), Money.text(row.getBigDecimal("amount"), currency), currency,
            Sql.instant(row, "created_at"), Sql.instant(row, "updated_at"), row.getString("buyer"), row.getString("dealer_id"),
            row.getBoolean("credit_locked"));
    }
}
