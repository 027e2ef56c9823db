package credit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import credit.CreditConfig.Effect;
import credit.CreditOrder.Facts;
import database.Sql;
import database.Statements;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import orders.OrderKey;

/** Accounts and orders, read from their rows. */
final class LedgerRows {

    static final ObjectMapper JSON = new ObjectMapper();

    /** What is for good, as PostgreSQL's driver writes infinity. */
    private static final Instant FOR_GOOD = Instant.parse("9999-12-31T00:00:00Z");

    private LedgerRows() {
    }

    /** The accounts of the dealers and of the orders' dealers, with all above them, locked for the transaction. */
    static Map<String, Account> accounts(Connection connection, Collection<String> dealers, Collection<OrderKey> orders, Duration lockLimit)
        throws SQLException {
        Map<String, Account> accounts = new HashMap<>();
        for (Account account : new Statements(connection).query("select * from credit_accounts(?, ?, ?, ?, ?)", LedgerRows::account,
            dealers.toArray(String[]::new), column(orders, OrderKey::platform), column(orders, OrderKey::shopId), column(orders, OrderKey::orderId),
            (int) lockLimit.toMillis())) {
            accounts.put(account.customerId(), account);
        }
        return accounts;
    }

    /** Those of the orders that are on account, locked for the transaction. */
    static Map<OrderKey, CreditOrder> orders(Connection connection, Collection<OrderKey> keys) throws SQLException {
        Map<OrderKey, CreditOrder> orders = new HashMap<>();
        if (keys.isEmpty()) {
            return orders;
        }
        for (CreditOrder order : new Statements(connection).query("select * from credit_orders(?, ?, ?)", LedgerRows::order,
            column(keys, OrderKey::platform), column(keys, OrderKey::shopId), column(keys, OrderKey::orderId))) {
            orders.put(order.key(), order);
        }
        return orders;
    }

    /** A row of {@code dealer}. */
    static Account account(ResultSet row) throws SQLException {
        Date overdue = row.getDate("overdue_since");
        return new Account(row.getString("customer_id"), row.getString("name"), row.getString("currency"), row.getBigDecimal("credit_limit"),
            row.getBigDecimal("temporary_limit"), Sql.instant(row, "temporary_until"), row.getInt("terms_days"), row.getInt("grace_days"),
            List.of((String[]) row.getArray("pool").getArray()), row.getBigDecimal("outstanding"), row.getBigDecimal("held"),
            row.getBigDecimal("pool_outstanding"), row.getBigDecimal("pool_held"), row.getString("locked_by_hand"),
            overdue == null ? null : overdue.toLocalDate(), row.getLong("version"));
    }

    private static CreditOrder order(ResultSet row) throws SQLException {
        Facts facts = new Facts(row.getString("customer_id"), Sql.instant(row, "dealer_at"), row.getBigDecimal("told_amount"),
            row.getString("told_currency"), Sql.instant(row, "amount_at"), row.getString("lines"), Sql.instant(row, "ordered_at"),
            Effect.valueOf(row.getString("effect")), Sql.instant(row, "committed_at"));
        Instant until = Sql.instant(row, "override_until");
        String reason = row.getString("reason");
        return new CreditOrder(new OrderKey(row.getString("platform"), row.getString("shop_id"), row.getString("order_id")), facts,
            row.getBigDecimal("amount"), row.getBigDecimal("held"), row.getBigDecimal("invoiced"), reason == null ? null : Reason.valueOf(reason),
            Sql.instant(row, "locked_at"), until != null && until.isAfter(FOR_GOOD) ? Instant.MAX : until, block(row.getString("credit")));
    }

    private static CreditBlock block(String json) {
        try {
            return json == null ? null : JSON.readValue(json, CreditBlock.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A credit block was not written by OrderSync", e);
        }
    }

    static String[] column(Collection<OrderKey> keys, Function<OrderKey, String> part) {
        return keys.stream().map(part).toArray(String[]::new);
    }
}
