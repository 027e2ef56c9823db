package bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/**
 * A day of orders with their payments and postings, put straight into the tables: all agree but nine of 10,000, one for each class.
 * The day is one that no other traffic tells of.
 */
final class SeededDay {

    static final LocalDate DATE = LocalDate.of(2026, 5, 20);
    private static final int EVERY = 10_000;
    private static final int ORDERS_A_TRANSACTION = 250_000;
    private static final String ID = "'R' || lpad(n::text, 9, '0')";
    private static final String AT = "timestamptz '2026-05-20 00:00:00+07' + n * interval '1 day' / %d";

    /** What is wrong with the order number n when n % 10,000 is the class's. */
    enum Break {
        MISSING_PAYMENT, AMOUNT_MISMATCH, DUPLICATE_PAYMENT, MISSING_ORDER, NOT_POSTED, IN_DOUBT, CURRENCY_MISMATCH, FEE_MISMATCH, REFUND_MISMATCH;

        private int number() {
            return ordinal() + 1;
        }
    }

    private SeededDay() {
    }

    static void insert(Connection connection, int orders) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (int from = 1; from <= orders; from += ORDERS_A_TRANSACTION) {
                insert(statement, from, Math.min(orders, from + ORDERS_A_TRANSACTION - 1), String.format(AT, orders + 1));
                connection.commit();
            }
        }
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
        }
    }

    private static void insert(Statement statement, int from, int to, String at) throws SQLException {
        statement.execute("set local synchronous_commit = off");
        statement.execute("create temporary table seed on commit drop as select n, " + ID + " as id, n % " + EVERY + " as kind, 100000 + n % 977 as amount, "
            + at + " as at from generate_series(" + from + ", " + to + ") as n");
        statement.execute(String.format("""
            insert into orders (platform, shop_id, order_id, status, platform_status, amount, currency, created_at, updated_at)
            select 'shop', 'main', id, case kind when %d then 'RETURNED' else 'DELIVERED' end, 'delivered', amount, 'VND', at, at from seed
             where kind <> %d""", Break.REFUND_MISMATCH.number(), Break.MISSING_ORDER.number()));
        statement.execute(String.format("""
            insert into payment (payment_id, provider, order_id, platform, shop_id, amount, currency, fee, status, settled_at, announced_at)
            select 'vnpay:' || id || ':' || turn, 'vnpay', id, 'shop', 'main', case kind when %d then amount - 5000 else amount end,
                   case kind when %d then 'USD' else 'VND' end, case kind when %d then 1100 end, 'CAPTURED', at, at
              from seed cross join generate_series(1, 2) as turn
             where kind <> %d and (turn = 1 or kind = %d)""", Break.AMOUNT_MISMATCH.number(), Break.CURRENCY_MISMATCH.number(),
            Break.FEE_MISMATCH.number(), Break.MISSING_PAYMENT.number(), Break.DUPLICATE_PAYMENT.number()));
        statement.execute(String.format("""
            insert into erp_posting (business_key, kind, platform, shop_id, order_id, payment_id, amount, currency, posting_date, status, document_number)
            select 'shop:main:' || id || ':' || kinds, kinds, 'shop', 'main', id, case kinds when 'INCOMING_PAYMENT' then 'vnpay:' || id || ':1' end,
                   amount, 'VND', date '2026-05-20', case when kind = %d and kinds = 'CUSTOMER_INVOICE' then 'IN_DOUBT' else 'CONFIRMED' end, n::text
              from seed cross join unnest(array['CUSTOMER_INVOICE', 'INCOMING_PAYMENT', 'CREDIT_MEMO']) as kinds
             where case kinds when 'CUSTOMER_INVOICE' then kind not in (%d, %d) when 'INCOMING_PAYMENT' then kind not in (%d, %d, %d, %d) else kind = %d end""",
            Break.IN_DOUBT.number(), Break.NOT_POSTED.number(), Break.MISSING_ORDER.number(), Break.MISSING_PAYMENT.number(),
            Break.AMOUNT_MISMATCH.number(), Break.MISSING_ORDER.number(), Break.CURRENCY_MISMATCH.number(), Break.REFUND_MISMATCH.number()));
    }

    /** How many items of each class there must be. */
    static Map<String, Long> breaks(int orders) {
        Map<String, Long> breaks = new TreeMap<>();
        for (Break one : Break.values()) {
            long count = (orders - one.number()) / EVERY + (orders >= one.number() ? 1 : 0);
            breaks.put(one.name(), count);
        }
        return breaks;
    }

    /** How many items of each class were found. */
    static Map<String, Long> found(Connection connection) throws SQLException {
        Map<String, Long> found = new TreeMap<>();
        try (Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select class, count(*) from reconciliation_item where date = '" + DATE + "' and state = 'open' group by class")) {
            while (row.next()) {
                found.put(row.getString(1), row.getLong(2));
            }
        }
        return found;
    }
}
