package credit;

import database.Sql;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

/** Dealers of a test, and what their accounts say. */
final class TestDealers {

    private final Sql sql;

    TestDealers(Sql sql) {
        this.sql = sql;
    }

    /** A new dealer with its account in VND. */
    String dealer(long limit) {
        String id = "D-" + UUID.randomUUID();
        sql.update("insert into dealer (customer_id, name, currency, credit_limit, terms_days, grace_days, pool) values (?, 'Test', 'VND', ?, 30, 7, ?)",
            id, limit, new String[] {id});
        return id;
    }

    long held(String dealer) {
        return sum("held", dealer);
    }

    long outstanding(String dealer) {
        return sum("outstanding", dealer);
    }

    private long sum(String column, String dealer) {
        return sql.query("select " + column + " from dealer where customer_id = ?", row -> row.getBigDecimal(1), dealer)
            .stream().map(BigDecimal::longValueExact).findFirst().orElseThrow();
    }

    /** What moved its account, in order. */
    List<String> movements(String dealer) {
        return sql.query("select kind || ' ' || held::bigint || ' ' || outstanding::bigint from credit_ledger where customer_id = ? order by id",
            row -> row.getString(1), dealer);
    }

    /** How many of its orders the ledger knows. */
    int orders(String dealer) {
        return sql.query("select count(*) from credit_order where customer_id = ?", row -> row.getInt(1), dealer).get(0);
    }
}
