package credit;

import credit.CreditConfig.Effect;
import database.OwnDatabase;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orders.CanonicalEvent;
import orders.OrderStatus;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of its own on the tests' PostgreSQL, with accounts, and words to tell orders in. */
final class CreditDatabase implements AutoCloseable {

    static final Map<OrderStatus, Effect> EFFECTS = Map.of(OrderStatus.DELIVERED, Effect.COMMIT, OrderStatus.COMPLETED, Effect.COMMIT,
        OrderStatus.RETURNING, Effect.COMMIT, OrderStatus.CANCELLED, Effect.VOID, OrderStatus.FAILED, Effect.VOID, OrderStatus.RETURNED, Effect.RETURN,
        OrderStatus.ON_HOLD, Effect.KEEP);
    static final CreditConfig CONFIG = new Settings();
    private static final int CONNECTIONS_MAX = 32;
    static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    final PGSimpleDataSource source = new PGSimpleDataSource();
    /** As the application has one: its connections keep their plans. */
    final AgroalDataSource pool;
    private final Connection connection;

    /** Settings as they are out of the box. */
    record Settings() implements CreditConfig {
        @Override
        public Map<OrderStatus, Effect> on() {
            return EFFECTS;
        }

        @Override
        public boolean convert() {
            return true;
        }

        @Override
        public int rateMaxAgeDays() {
            return 4;
        }

        @Override
        public ZoneId zone() {
            return ZoneId.of("Asia/Ho_Chi_Minh");
        }

        @Override
        public int alertDays() {
            return 30;
        }

        @Override
        public Duration lockLimit() {
            return Duration.ofSeconds(30);
        }
    }

    CreditDatabase(String name) throws SQLException {
        OwnDatabase own = OwnDatabase.migrated(name, CONNECTIONS_MAX);
        pool = own.pool;
        source.setUrl(own.url());
        source.setUser("postgres");
        connection = source.getConnection();
    }

    @Override
    public void close() throws SQLException {
        pool.close();
        connection.close();
    }

    CreditLedger ledger() {
        return new CreditLedger(transactions(), CONFIG);
    }

    DealerPayments payments() {
        return new DealerPayments(transactions(), CONFIG);
    }

    Releases releases() {
        return new Releases(transactions(), new CreditMetrics(new SimpleMeterRegistry()));
    }

    DealerDesk desk() {
        return new DealerDesk(pool, transactions());
    }

    private LedgerTransactions transactions() {
        return new LedgerTransactions(pool, CONFIG, new CreditMetrics(new SimpleMeterRegistry()));
    }

    /** Empties what is there. */
    void clear() throws SQLException {
        execute("set session_replication_role = replica");   // the ledger refuses to be emptied
        execute("truncate dealer, credit_order, credit_ledger, invoice, dealer_payment, payment_allocation, fx_rate, limit_request, credit_audit, credit_changed, credit_outbox, release_place");
        execute("reset session_replication_role");
    }

    void execute(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    /** The first column of each row. */
    List<String> column(String sql) throws SQLException {
        List<String> column = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                column.add(row.getString(1));
            }
        }
        return column;
    }

    /** A dealer in VND with terms of 30 days and 5 of grace. */
    void dealer(String customerId, long limit, String... above) throws SQLException {
        String[] pool = new String[above.length + 1];
        pool[0] = customerId;
        System.arraycopy(above, 0, pool, 1, above.length);
        execute("insert into dealer (customer_id, name, currency, credit_limit, terms_days, grace_days, parent, pool) values (?, ?, 'VND', ?, 30, 5, ?, ?)",
            customerId, "Dealer " + customerId, BigDecimal.valueOf(limit), above.length == 0 ? null : above[0], pool);
    }

    /** Outstanding and held of a dealer, such as {@code 100/50}. */
    String sums(String customerId) throws SQLException {
        return column("select trim_scale(outstanding) || '/' || trim_scale(held) from dealer where customer_id = '" + customerId + "'").get(0);
    }

    /**
     * What an order's channel says.
     *
     * @param second since {@link #START}
     * @param dealer null: it does not tell; amount: null: it does not tell
     */
    static CanonicalEvent event(String order, int second, String status, String dealer, Long amount) {
        return event(order, second, status, dealer, amount == null ? null : amount.toString(), "VND");
    }

    static CanonicalEvent event(String order, int second, String status, String dealer, String amount, String currency) {
        return event(order, null, second, status, dealer, amount, currency);
    }

    /** @param line null: it tells of the order as a whole */
    static CanonicalEvent event(String order, String line, int second, String status, String dealer, String amount, String currency) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("event_id", order + "-" + line + "-" + second + "-" + status + "-" + amount);
        fields.put("platform", "b2b");
        fields.put("shop_id", "default");
        fields.put("order_id", order);
        if (line != null) {
            fields.put("line_id", line);
        }
        fields.put("status", status);
        fields.put("platform_status", status.toLowerCase());
        fields.put("timestamp", START.plusSeconds(second).toString());
        fields.put("received_at", START.plusSeconds(second).toString());
        if (amount != null) {
            fields.put("amount", amount);
            fields.put("currency", currency);
        }
        if (dealer != null) {
            fields.put("dealer_id", dealer);
        }
        fields.put("source", "webhook");
        fields.put("mapping", "b2b/order.jslt@1");
        try {
            return CanonicalEvent.parse(LedgerRows.JSON.writeValueAsBytes(fields));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What breaks the ledger's promises, in words; empty: nothing does. */
    List<String> broken() throws SQLException {
        return column("select \"of\" || ': ' || what from credit_broken");
    }
}
