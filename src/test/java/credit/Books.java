package credit;

import static org.assertj.core.api.Assertions.assertThat;

import database.Sql;
import io.restassured.response.ValidatableResponse;
import static io.restassured.RestAssured.given;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.HashMap;

/** Puts rows into the books of dealers as the ledger would, and looks whether they agree. */
final class Books {

    private final Sql sql;

    Books(Sql sql) {
        this.sql = sql;
    }

    /** Asks for a dealer with 30 days and 5 more. */
    static ValidatableResponse put(String dealer, Object limit, String parent) {
        Map<String, Object> terms = new HashMap<>(Map.of("name", "Dealer " + dealer, "limit", limit, "currency", "VND", "termsDays", 30, "graceDays", 5));
        if (parent != null) {
            terms.put("parent", parent);
        }
        return given().contentType("application/json").body(terms).put("/dealers/{id}", dealer).then();
    }

    static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json").body(body).post(path).then();
    }

    /** A movement, and what it adds to the sums of the dealer and of all above it. */
    void move(String dealer, long held, long outstanding) {
        sql.update("insert into credit_ledger (customer_id, kind, held, outstanding) values (?, 'ADJUST', ?, ?)", dealer, held, outstanding);
        sql.update("update dealer set held = held + ?, outstanding = outstanding + ? where customer_id = ?", held, outstanding, dealer);
        sql.update("""
            update dealer set pool_held = pool_held + ?, pool_outstanding = pool_outstanding + ?
             where customer_id = any((select pool from dealer where customer_id = ?)::text[])""", held, outstanding, dealer);
    }

    /** An order of 100 that waits. */
    void waitingOrder(String dealer, String orderId, String reason, String platform) {
        sql.update("""
            insert into credit_order (platform, shop_id, order_id, customer_id, dealer_at, told_amount, told_currency, amount_at, lines, ordered_at, effect,
                                      locked, reason, locked_at, credit, version)
            values (?, 's', ?, ?, now(), 100, 'USD', now(), '[]', '2026-11-01T00:00:00Z', 'HOLD', true, ?, now(), '{}', 1)""",
            platform, orderId, dealer, reason);
        sql.update("""
            update dealer set locked_orders = locked_orders + 1
             where customer_id = (select pool[array_length(pool, 1)] from dealer where customer_id = ?)""", dealer);
    }

    void invoice(String dealer, String orderId, long amount, long open, LocalDate dueOn) {
        sql.update("insert into invoice values ('b2b', 's', ?, ?, ?, ?, ?, ?)", orderId, dealer, amount, open, dueOn.minusDays(30), dueOn);
    }

    /** Every sum is that of the ledger, of the dealers whose ids start so. */
    void agree(String prefix) {
        List<String> wrong = sql.query("""
            select d.customer_id from dealer d
            cross join lateral (select coalesce(sum(l.held), 0) as held, coalesce(sum(l.outstanding), 0) as outstanding
                                  from credit_ledger l where l.customer_id = d.customer_id) as own
            cross join lateral (select coalesce(sum(l.held), 0) as held, coalesce(sum(l.outstanding), 0) as outstanding
                                  from dealer b join credit_ledger l using (customer_id) where d.customer_id = any(b.pool)) as pool
            where d.customer_id like ? and (d.held, d.outstanding, d.pool_held, d.pool_outstanding)
                is distinct from (own.held, own.outstanding, pool.held, pool.outstanding)""", row -> row.getString(1), prefix + "%");
        assertThat(wrong).as("dealers whose sums are not those of the ledger").isEmpty();
    }

    /** What a query of one row and column finds, as text. */
    String one(String query, Object... values) {
        return sql.query(query, row -> row.getString(1), values).get(0);
    }

    void run(String statement, Object... values) {
        sql.update(statement, values);
    }
}
