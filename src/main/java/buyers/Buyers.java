package buyers;

import static java.nio.charset.StandardCharsets.UTF_8;

import database.Statements;
import database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The buyers, wherever PostgreSQL keeps them. An order's figures, lines and history tell of no person and stay; its buyer goes, and
 * {@code buyer_at} is set to infinity: no message of it, however late it comes and whatever time it has, tells the buyer again.
 *
 * <p>Everything is read through, for an erasure that trusts an index is none; it takes seconds of millions of orders.
 */
@ApplicationScoped
public class Buyers {

    /** Of one buyer, at a time; more are found by asking again. */
    private static final int MAX_ROWS = 10_000;
    private static final String LIMIT = "select set_config('statement_timeout', '120000', true)";

    /** phones, text, text, phone's digits or an impossible text */
    private static final String ORDERS = """
        select id, platform || ':' || shop_id || ':' || order_id as key from orders
         where buyer is not null
           and (regexp_replace(buyer ->> 'phone', '[^0-9]', '', 'g') = any (?) or lower(buyer ->> 'email') = lower(?)
                or buyer ->> 'id' = ? or strpos(lower(buyer::text), ?) > 0) limit ?""";
    /** The name of a table with the columns id and body. */
    private static final String MESSAGES = """
        select id::text as id, body, %2$s as own from %1$s
         where body is not null and (strpos(lower(encode(body, 'escape')), ?) > 0 or %2$s) limit ?""";
    private static final String LETTER_WORDS = """
        update dead_letter set detail = case when strpos(lower(detail), ?) > 0 then ? else detail end, headers = '{}'
         where strpos(lower(detail), ?) > 0 or strpos(lower(headers::text), ?) > 0""";
    private static final String REPLAY_WORDS = "update dead_letter_replay set detail = ? where strpos(lower(detail), ?) > 0";
    private static final String BANK_LINES = """
        select line_id from bank_line where strpos(lower(reference), ?) > 0 limit ?""";

    private final DataSource database;

    Buyers(DataSource database) {
        this.database = database;
    }

    /** A raw message; own: of one of the buyer's orders. */
    private record Message(String id, byte[] body, boolean own) { }

    /** The tables of raw messages. */
    private enum Raw {
        DEAD_LETTER("dead_letter", "key = any (?)"),
        REPLAY("dead_letter_replay", "dead_letter_id in (select id from dead_letter where key = any (?))"),
        SPOOL("spool", "key = any (?)");

        final String table;
        final String ofOrders;

        Raw(String table, String ofOrders) {
            this.table = table;
            this.ofOrders = ofOrders;
        }
    }

    /** Where a buyer is told of. */
    public BuyerCounts find(BuyerId id) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Transactions.run(connection, () -> {
                Statements statements = new Statements(connection);
                statements.query(LIMIT, row -> true);
                return new BuyerCounts(orders(id, new LinkedHashSet<>(), statements).size(), messages(Raw.DEAD_LETTER, id, Set.of(), statements).size(),
                    messages(Raw.REPLAY, id, Set.of(), statements).size(), messages(Raw.SPOOL, id, Set.of(), statements).size(),
                    bankLines(id, statements).size());
            });
        }
    }

    /** Takes the buyer out, and looks again. All of it or nothing. */
    public Erasure erase(BuyerId id) throws SQLException {
        BuyerCounts erased;
        try (Connection connection = database.getConnection()) {
            erased = Transactions.run(connection, () -> erase(id, new Statements(connection)));
        }
        return new Erasure(erased, find(id));
    }

    private static BuyerCounts erase(BuyerId id, Statements statements) throws SQLException {
        statements.query(LIMIT, row -> true);
        Set<String> keys = new LinkedHashSet<>();
        List<Long> orders = orders(id, keys, statements);
        Long[] ids = orders.toArray(Long[]::new);
        statements.update("update orders set buyer = null, buyer_at = 'infinity' where id = any (?)", (Object) ids);
        statements.update("delete from order_by_buyer where id = any (?)", (Object) ids);
        // Whoever lists the orders just now, as they were, looks at them again.
        statements.update("insert into order_change (orders, events, ages) select ?, 0, '{}' where cardinality(?) > 0", ids, ids);
        int letters = redact(Raw.DEAD_LETTER, id, keys, statements);
        int replays = redact(Raw.REPLAY, id, keys, statements);
        int waiting = redact(Raw.SPOOL, id, keys, statements);
        if (id.isUnmistakable()) {
            statements.update(LETTER_WORDS, id.core(), Redaction.ERASED, id.core(), id.core());
            statements.update(REPLAY_WORDS, Redaction.ERASED, id.core());
        }
        List<String> lines = bankLines(id, statements);
        statements.update("update bank_line set reference = ? where line_id = any (?)", Redaction.ERASED, lines.toArray(String[]::new));
        return new BuyerCounts(orders.size(), letters, replays, waiting, lines.size());
    }

    /** @param keys is told the orders' Kafka keys, under which their messages are kept */
    private static List<Long> orders(BuyerId id, Set<String> keys, Statements statements) throws SQLException {
        // A text that is in no JSON: an id is looked for in its own field alone.
        String anywhere = id.isUnmistakable() ? id.core() : "\u0001";
        return statements.query(ORDERS, row -> {
            keys.add(row.getString("key"));
            return row.getLong("id");
        }, id.phones().toArray(String[]::new), id.text(), id.text(), anywhere, MAX_ROWS);
    }

    private static List<Message> messages(Raw raw, BuyerId id, Set<String> keys, Statements statements) throws SQLException {
        String[] own = keys.toArray(String[]::new);
        List<Message> found = statements.query(MESSAGES.formatted(raw.table, raw.ofOrders),
            row -> new Message(row.getString("id"), row.getBytes("body"), row.getBoolean("own")), own, escaped(id.core()), own, MAX_ROWS);
        // Those of the buyer's own orders may tell of them in other words.
        return found.stream().filter(message -> message.own || Redaction.tells(message.body, id)).toList();
    }

    private static int redact(Raw raw, BuyerId id, Set<String> keys, Statements statements) throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        for (Message message : messages(raw, id, keys, statements)) {
            Redaction.of(message.body, id).ifPresent(body -> rows.add(new Object[] {body, message.id}));
        }
        statements.batch("update " + raw.table + " set body = ? where id::text = ?", rows);
        return rows.size();
    }

    private static List<String> bankLines(BuyerId id, Statements statements) throws SQLException {
        return id.isUnmistakable() ? statements.query(BANK_LINES, row -> row.getString(1), id.core(), MAX_ROWS) : List.of();
    }

    /** As PostgreSQL's encode(bytea, 'escape') writes it: bytes beyond ASCII as \ooo, a backslash twice. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : text.getBytes(UTF_8)) {
            if (each < 0) {
                escaped.append('\\').append(Integer.toOctalString(each & 0xff));
            } else {
                escaped.append(each == '\\' ? "\\\\" : String.valueOf((char) each));
            }
        }
        return escaped.toString();
    }
}
