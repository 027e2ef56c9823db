package finance.bank;

import database.OwnDatabase;
import finance.FinanceConfig;
import finance.payments.PaymentsConfig;
import finance.payments.TestPayments;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database of its own on the tests' PostgreSQL, with what reads the bank's files into it. */
public final class BankDatabase implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 4;

    public final AgroalDataSource pool;
    public final FinanceConfig finance = config(FinanceConfig.class, Map.of());
    final BankConfig config;
    private final Connection connection;

    public BankDatabase(String name, Map<String, String> settings) throws SQLException {
        pool = OwnDatabase.migrated(name, CONNECTIONS_MAX).pool;
        connection = pool.getConnection();
        config = config(BankConfig.class, settings);
    }

    private static <T> T config(Class<T> mapping, Map<String, String> settings) {
        return new SmallRyeConfigBuilder().withMapping(mapping).addDefaultInterceptors().addDiscoveredConverters().withDefaultValue("java.io.tmpdir", "target")
            .withDefaultValues(settings).build().getConfigMapping(mapping);
    }

    BankMatching matching() {
        return new BankMatching(pool, TestPayments.of(pool, finance), config(PaymentsConfig.class, Map.of()), config, finance);
    }

    BankFiles files() {
        return new BankFiles(pool, matching(), config, finance, new SimpleMeterRegistry());
    }

    public void clear() throws SQLException {
        execute("truncate bank_statement, bank_page, bank_line, payment, payment_outbox, erp_posting, orders, order_event, fx_rate");
    }

    public void execute(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    /** Each row's columns, a blank between them. */
    public List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(row.getString(i)));
                }
                rows.add(String.join(" ", columns));
            }
        }
        return rows;
    }

    void order(String orderId, String amount, String currency) throws SQLException {
        execute("insert into orders (platform, shop_id, order_id, amount, currency, created_at, updated_at) values ('shop', 's1', ?, ?, ?, now(), now())",
            orderId, new BigDecimal(amount), currency);
    }

    void payment(String paymentId, String orderId, String amount, String currency, String status) throws SQLException {
        execute("insert into payment (payment_id, provider, order_id, amount, currency, status, settled_at) values (?, 'vnpay', ?, ?, ?, ?, now())",
            paymentId, orderId, new BigDecimal(amount), currency, status);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        pool.close();
    }
}
