package credit;

import credit.CreditConfig.Effect;
import database.Statements;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import orders.CanonicalEvent;
import orders.OrderKey;

/** What the ledger was told of orders on account, read without a lock. */
@ApplicationScoped
class ToldOrders {

    private static final String READ = """
        select o.platform, o.shop_id, o.order_id, o.customer_id, o.told_amount, o.told_currency, o.effect, o.version
          from unnest(?::text[], ?::text[], ?::text[]) as k (platform, shop_id, order_id)
         cross join lateral (select * from credit_order o
                              where o.order_id = k.order_id and o.shop_id = k.shop_id and o.platform = k.platform offset 0) as o""";

    private final DataSource database;

    ToldOrders(DataSource database) {
        this.database = database;
    }

    /**
     * An order as it was told.
     *
     * @param customerId null: nobody told it yet; the amount and its currency likewise
     * @param version    one more with each decision on it
     */
    record Told(String customerId, BigDecimal amount, String currency, Effect effect, int version) {

        /** It is delivered, cancelled or returned. */
        boolean isOver() {
            return effect != Effect.HOLD;
        }

        /** Whether it is what {@code event} tells, and not what was told at a later time. */
        boolean isAs(CanonicalEvent event) {
            return !isOver() && event.dealerId().equals(customerId) && event.currency().equals(currency)
                && amount != null && amount.compareTo(new BigDecimal(event.amount())) == 0;
        }
    }

    /** Of those orders that are on account, as they were last committed. */
    Map<OrderKey, Told> find(Collection<OrderKey> keys) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return find(connection, keys);
        }
    }

    /** The same as the transaction of {@code connection} sees them. */
    static Map<OrderKey, Told> find(Connection connection, Collection<OrderKey> keys) throws SQLException {
        Map<OrderKey, Told> told = new HashMap<>();
        new Statements(connection).query(READ, row -> told.put(new OrderKey(row.getString(1), row.getString(2), row.getString(3)),
            new Told(row.getString(4), row.getBigDecimal(5), row.getString(6), Effect.valueOf(row.getString(7)), row.getInt(8))),
            LedgerRows.column(keys, OrderKey::platform), LedgerRows.column(keys, OrderKey::shopId), LedgerRows.column(keys, OrderKey::orderId));
        return told;
    }
}
