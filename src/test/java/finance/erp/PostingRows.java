package finance.erp;

import finance.PostingKind;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Postings as their writers lay them down, and what became of them. */
final class PostingRows {

    static final String LINES = """
        {"lines":[{"line_id":"1","sku":"S-1","name":"Áo <len> & khăn","quantity":1,"gross":"110000","net":"100000","tax":"10000","rate":"0.10"}],
         "net":"100000","tax":"10000","rounding":"0","gross":"110000"}""";

    private final DataSource database;

    PostingRows(DataSource database) {
        this.database = database;
    }

    /** An order id that no other test has. */
    static String newOrder() {
        return "E" + UUID.randomUUID().toString().substring(0, 12);
    }

    /** An invoice of 110,000 VND, the first of its order. */
    String invoice(String platform, String order) {
        return insert(platform, order, PostingKind.CUSTOMER_INVOICE, "INVOICE:1", "110000", "VND", LINES);
    }

    /** @return its business key */
    String insert(String platform, String order, PostingKind kind, String suffix, String amount, String currency, String document) {
        String key = platform + ":shop:" + order + ":" + suffix;
        execute("""
            insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, posting_date, document)
            values (?, ?, ?, 'shop', ?, ?, ?, '2026-11-20', ?::jsonb)""", key, kind.name(), platform, order, new BigDecimal(amount), currency, document);
        return key;
    }

    String status(String key) {
        return one("select status from erp_posting where business_key = ?", key);
    }

    String column(String column, String key) {
        return one("select " + column + "::text from erp_posting where business_key = ?", key);
    }

    String reference(String key) {
        return "OS" + column("id", key);
    }

    List<String> steps(String key) {
        return rows("select status from erp_posting_step where business_key = ? order by id", key);
    }

    void execute(String sql, Object... values) {
        try (Connection connection = database.getConnection(); PreparedStatement statement = bound(connection, sql, values)) {
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of each row. */
    List<String> rows(String sql, Object... values) {
        try (Connection connection = database.getConnection(); PreparedStatement statement = bound(connection, sql, values);
             ResultSet row = statement.executeQuery()) {
            List<String> found = new ArrayList<>();
            while (row.next()) {
                found.add(row.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String one(String sql, Object... values) {
        return rows(sql, values).get(0);
    }

    private static PreparedStatement bound(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
