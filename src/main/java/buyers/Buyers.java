package buyers;

import database.Statements;
import database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import live.BuyerNames;

/**
 * The buyers, wherever PostgreSQL keeps them. An order's figures, lines and history tell of no person and stay; its buyer goes, and
 * {@code buyer_at} is set to infinity: no message of it, however late it comes and whatever time it has, tells the buyer again.
 *
 * <p>Everything is read through, for an erasure that trusts an index is none; it takes seconds of millions of orders.
 */
@ApplicationScoped
public class Buyers {

    /** Erased in one transaction; more follow in the next. */
    private static final int MAX_ORDERS = 10_000;
    private static final String LIMIT = "select set_config('statement_timeout', '120000', true)";

    /** like, within; the pattern is far slower, so few rows come to it */
    private static final String WITHIN = "(lower(%1$s) like ? and %1$s ~* ?)";
    /** phones, text, text, and those of WITHIN */
    private static final String OF_BUYER = """
         from orders where buyer is not null
          and (regexp_replace(buyer ->> 'phone', '[^0-9]', '', 'g') = any (?) or lower(buyer ->> 'email') = lower(?)
               or buyer ->> 'id' = ? or %s)""".formatted(WITHIN.formatted("buyer::text"));
    private static final String ORDERS = "select id, platform || ':' || shop_id || ':' || order_id as key " + OF_BUYER + " limit " + MAX_ORDERS;
    private static final String COUNT_ORDERS = "select count(*) " + OF_BUYER;
    /** A table, words about the message, whether it is of an order with one of the keys. All rows: only who parses one sees whom it tells. */
    private static final String MESSAGES = "select id::text as id, body, %2$s as words, %3$s as own from %1$s";
    private static final String OF_LINE = " where " + WITHIN.formatted("reference");

    private final DataSource database;

    Buyers(DataSource database) {
        this.database = database;
    }

    /** The tables of raw messages. */
    private enum Raw {
        DEAD_LETTER("dead_letter", "bigint", "key = any (?)", "concat_ws(' ', detail, headers)", "detail = '[erased]', headers = '{}'"),
        REPLAY("dead_letter_replay", "uuid", "dead_letter_id in (select id from dead_letter where key = any (?))", "coalesce(detail, '')", "detail = '[erased]'"),
        SPOOL("spool", "bigint", "key = any (?)", "headers::text", "headers = '{}'");

        final String messages;
        final String newBody;
        final String noWords;

        Raw(String table, String idType, String ofOrders, String words, String noWords) {
            this.messages = MESSAGES.formatted(table, words, ofOrders);
            this.newBody = "update " + table + " set body = ? where id = ?::" + idType;
            this.noWords = "update " + table + " set " + noWords + " where id = ?::" + idType;
        }
    }

    /** Where a buyer is told of. */
    public BuyerCounts find(BuyerId id) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Transactions.run(connection, () -> {
                Statements statements = new Statements(connection);
                statements.query(LIMIT, row -> true);
                int orders = statements.query(COUNT_ORDERS, row -> row.getInt(1), ofBuyer(id)).get(0);
                int lines = id.within() == null ? 0 : statements.query("select count(*) from bank_line" + OF_LINE, row -> row.getInt(1), within(id)).get(0);
                return new BuyerCounts(orders, count(Raw.DEAD_LETTER, id, statements), count(Raw.REPLAY, id, statements), count(Raw.SPOOL, id, statements), lines);
            });
        }
    }

    /** Takes the buyer out, so many orders and all their messages at a time, and looks again. */
    public Erasure erase(BuyerId id) throws SQLException {
        BuyerCounts erased = new BuyerCounts(0, 0, 0, 0, 0);
        try (Connection connection = database.getConnection()) {
            BuyerCounts some;
            do {
                some = Transactions.run(connection, () -> erase(id, new Statements(connection)));
                erased = erased.plus(some);
            } while (some.orders() == MAX_ORDERS);
        }
        return new Erasure(erased, find(id));
    }

    private static BuyerCounts erase(BuyerId id, Statements statements) throws SQLException {
        statements.query(LIMIT, row -> true);
        BuyerNames.lock(statements);
        List<String> keys = new ArrayList<>();
        Long[] ids = statements.query(ORDERS, row -> {
            keys.add(row.getString("key"));
            return row.getLong("id");
        }, ofBuyer(id)).toArray(Long[]::new);
        statements.update("update orders set buyer = null, buyer_at = 'infinity' where id = any (?)", (Object) ids);
        BuyerNames.deleteUnused(statements.query("delete from order_by_buyer where id = any (?) returning name_key", row -> row.getString(1),
            (Object) ids), statements);
        // Whoever lists the orders just now, as they were, looks at them again.
        statements.update("insert into order_change (orders, events, ages) select ?, 0, '{}' where cardinality(?) > 0", ids, ids);
        String[] own = keys.toArray(String[]::new);
        int letters = redact(Raw.DEAD_LETTER, id, own, statements);
        int replays = redact(Raw.REPLAY, id, own, statements);
        int waiting = redact(Raw.SPOOL, id, own, statements);
        int lines = id.within() == null ? 0 : statements.update("update bank_line set reference = '[erased]'" + OF_LINE, within(id));
        return new BuyerCounts(ids.length, letters, replays, waiting, lines);
    }

    private static int count(Raw raw, BuyerId id, Statements statements) throws SQLException {
        int[] count = new int[1];
        statements.each(raw.messages, row -> {
            byte[] body = row.getBytes("body");
            return body != null && Redaction.tells(body, id) || id.isWithin(row.getString("words")) ? count[0]++ : 0;
        }, (Object) new String[0]);
        return count[0];
    }

    private static int redact(Raw raw, BuyerId id, String[] own, Statements statements) throws SQLException {
        int[] count = new int[1];
        statements.each(raw.messages, row -> {
            byte[] body = row.getBytes("body");
            // Those of the buyer's own orders may tell of them in other words.
            Optional<byte[]> erased = body != null && (row.getBoolean("own") || Redaction.tells(body, id)) ? Redaction.of(body, id) : Optional.empty();
            boolean areWords = id.isWithin(row.getString("words"));
            if (erased.isPresent()) {
                statements.update(raw.newBody, erased.get(), row.getString("id"));
            }
            if (areWords) {
                statements.update(raw.noWords, row.getString("id"));
            }
            return erased.isPresent() || areWords ? count[0]++ : 0;
        }, (Object) own);
        return count[0];
    }

    private static Object[] ofBuyer(BuyerId id) {
        // An id of a platform is looked for in its own field alone: nothing is like null.
        return new Object[] {id.phones().toArray(String[]::new), id.text(), id.text(), id.within() == null ? null : id.like(),
            id.within() == null ? null : id.within().pattern()};
    }

    private static Object[] within(BuyerId id) {
        return new Object[] {id.like(), id.within().pattern()};
    }
}
