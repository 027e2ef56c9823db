package finance.payments;

import database.OwnDatabase;
import finance.FinanceConfig;
import io.agroal.api.AgroalDataSource;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** A database of its own on the tests' PostgreSQL, with orders and what is told of payments. */
final class PaymentsDatabase implements AutoCloseable {

    static final FinanceConfig CONFIG = new Settings();

    final AgroalDataSource pool;

    /** Settings as they are out of the box. */
    record Settings() implements FinanceConfig {
        @Override
        public ZoneId zone() {
            return ZoneId.of("Asia/Ho_Chi_Minh");
        }

        @Override
        public int rateMaxAgeDays() {
            return 4;
        }
    }

    PaymentsDatabase(String name) throws SQLException {
        pool = OwnDatabase.migrated(name, 16).pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    Payments payments() {
        return new Payments(pool, CONFIG);
    }

    void clear() throws SQLException {
        execute("truncate payment, payment_outbox, erp_posting, orders");
    }

    void order(String orderId, long dong) throws SQLException {
        order("shop-platform", orderId, BigDecimal.valueOf(dong));
    }

    /** @param amount null: not known yet */
    void order(String platform, String orderId, BigDecimal amount) throws SQLException {
        execute("insert into orders (platform, shop_id, order_id, amount, currency, created_at, updated_at) values (?, 's1', ?, ?, ?, now(), now())",
            platform, orderId, amount, amount == null ? null : "VND");
    }

    void execute(String sql, Object... values) throws SQLException {
        try (Connection connection = pool.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    /** The columns of each row, joined by blanks. */
    List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    columns.add(row.getString(i));
                }
                rows.add(String.join(" ", columns.stream().map(String::valueOf).toList()));
            }
        }
        return rows;
    }

    /** What VNPay might tell; the reference is the order's id. */
    static ToldPayment told(String orderId, String transaction, long dong, PaymentStatus status) {
        return told("vnpay", orderId, transaction, dong, status, null);
    }

    static ToldPayment told(String provider, String orderId, String transaction, long dong, PaymentStatus status, Long refunded) {
        return new ToldPayment(provider, orderId, orderId, transaction, BigDecimal.valueOf(dong), "VND", null,
            refunded == null ? null : BigDecimal.valueOf(refunded), status, status.name(), null, Instant.parse("2026-11-20T03:00:00Z"));
    }
}
