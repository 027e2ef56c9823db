package finance.reconciliation;

import database.OwnDatabase;
import database.Sql;
import finance.FinanceConfig;
import finance.ReportsConfig;
import finance.postings.PostingsConfig;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import orders.OrderStatus;
import orders.SaleEffect;

/** A database of its own on the tests' PostgreSQL, and the reconciliation over it without the application. */
final class ReconciliationDatabase implements AutoCloseable {

    static final String HERE = "here";
    /** Orders of this platform are paid to it. */
    static final String MARKETPLACE = "market";
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    final AgroalDataSource pool;
    final Sql sql;
    final Path directory;
    final Reconciliations runs;
    final Items items;
    private Tolerance tolerance = Tolerance.of("0");
    private int sliceIds = 20_000;

    ReconciliationDatabase(String name, Path directory) throws SQLException {
        pool = OwnDatabase.migrated(name, 8).pool;
        this.directory = directory;
        sql = new Sql(pool);
        items = new Items(sql, finance(), config());
        runs = new Reconciliations(pool, sql, finance(), config());
    }

    @Override
    public void close() {
        pool.close();
    }

    ReconciliationDatabase within(String text) {
        tolerance = Tolerance.of(text);
        return this;
    }

    ReconciliationDatabase inSlicesOf(int ids) {
        sliceIds = ids;
        return this;
    }

    void execute(String statements) throws SQLException {
        try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** Runs a day to its end. */
    void reconcile(String date) throws SQLException {
        runs.request(LocalDate.parse(date));
        goOn(() -> false);
    }

    /** Takes up what is asked for, or was left, as a process of its own. */
    void goOn(BooleanSupplier stopping) throws SQLException {
        ReconciliationConfig config = config();
        new ReconciliationRun(pool, runs, items, new ReportFiles(reports()), new ReconciliationGauges(sql, items, new SimpleMeterRegistry()),
            finance(), config, postings()).next(stopping);
    }

    /** What was found, such as {@code AMOUNT_MISMATCH O1 vnpay:1 here:s1 open}, in the order of the report. */
    List<String> found(String date) {
        return items.page(LocalDate.parse(date), Items.Filter.ALL, Optional.empty(), 10_000).stream()
            .map(item -> String.join(" ", item.itemClass(), item.orderId(), item.paymentId(), item.subject(), item.state()).replaceAll(" +", " ")).toList();
    }

    byte[] file(String date, String extension) throws IOException {
        return Files.readAllBytes(directory.resolve("reconciliation-" + date + "." + extension));
    }

    /** An order of {@link #HERE} at noon of a day, in VND. */
    void order(String id, String date, String status, long amount) throws SQLException {
        execute(String.format("insert into orders (platform, shop_id, order_id, status, amount, currency, created_at, updated_at)"
            + " values ('here', 's1', '%s', '%s', %d, 'VND', '%sT05:00:00Z', '%sT05:00:00Z')", id, status, amount, date, date));
    }

    /** A captured payment at noon of a day, by the columns that everybody knows. */
    void payment(String id, String orderId, String date, String amount, String currency) throws SQLException {
        execute(String.format("insert into payment (payment_id, provider, order_id, amount, currency, status, settled_at)"
            + " values ('%s', 'vnpay', '%s', %s, '%s', 'CAPTURED', '%sT05:00:00Z')", id, orderId, amount, currency, date));
    }

    /** A posting by the columns that everybody knows. */
    void posting(String key, String kind, String orderId, long amount, String status) throws SQLException {
        execute(String.format("insert into erp_posting (business_key, kind, order_id, amount, currency, status, document_number)"
            + " values ('%s', '%s', '%s', %d, 'VND', '%s', 'D-%s')", key, kind, orderId, amount, status, key));
    }

    /** An order that was delivered, invoiced, paid and posted, without a fault. */
    void sale(String id, String date, long amount) throws SQLException {
        order(id, date, "DELIVERED", amount);
        payment("vnpay:" + id, id, date, Long.toString(amount), "VND");
        posting(id + ":INVOICE", "CUSTOMER_INVOICE", id, amount, "CONFIRMED");
        posting(id + ":PAYMENT", "INCOMING_PAYMENT", id, amount, "CONFIRMED");
    }

    private static FinanceConfig finance() {
        return new FinanceConfig() {
            @Override
            public ZoneId zone() {
                return ZONE;
            }

            @Override
            public int rateMaxAgeDays() {
                return 4;
            }
        };
    }

    private static PostingsConfig postings() {
        return new Postings(Map.of(OrderStatus.DELIVERED, SaleEffect.INVOICE, OrderStatus.COMPLETED, SaleEffect.INVOICE,
            OrderStatus.CANCELLED, SaleEffect.REVERSE, OrderStatus.RETURNED, SaleEffect.REVERSE, OrderStatus.PENDING, SaleEffect.NONE), null, Map.of());
    }

    private record Postings(Map<OrderStatus, SaleEffect> on, PostingsConfig.VatConfig vat, Map<String, BigDecimal> fees) implements PostingsConfig { }

    private ReportsConfig reports() {
        return () -> directory;
    }

    private ReconciliationConfig config() {
        return new Settings(tolerance, new BigDecimal("0.01"), Optional.of(Set.of(MARKETPLACE)), Map.of(ItemClass.IN_DOUBT, "erp"), 30, sliceIds,
            Duration.ofMinutes(1), Optional::empty);
    }

    private record Settings(Tolerance tolerance, BigDecimal alertAbove, Optional<Set<String>> withoutPayment, Map<ItemClass, String> owner,
                            int againDays, int sliceIds, Duration silenceLimit, ReconciliationConfig.Mail mail) implements ReconciliationConfig { }
}
