package buyers;

import access.Audit;
import channels.RawMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import database.AdvisoryLock;
import database.Sql;
import database.Statements;
import database.Transactions;
import http.Problem;
import http.ProblemException;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import javax.sql.DataSource;
import live.BuyerNames;
import mappings.ChannelMapping;
import mappings.MappingRegistry;

/**
 * The buyers, wherever PostgreSQL keeps them. An order's figures, lines and history tell of no person and stay; its buyer goes, and
 * {@code buyer_at} is set to infinity: no message of it, however late it comes and whatever time it has, tells the buyer again.
 *
 * <p>Everything is read through, for an erasure that trusts an index is none; it takes seconds of millions of orders.
 */
@ApplicationScoped
public class Buyers {

    private static final String ACTION = "ERASE_BUYER";
    /** Sealed in one transaction; more follow in the next. */
    private static final int MAX_ORDERS = 10_000;
    /** Read at a time, and redacted in one transaction: no more are added to so many bytes, which are several times as many once they are parsed. */
    private static final int MAX_BYTES = 8 << 20;
    private static final int MAX_MESSAGES = 500;
    private static final String LIMIT = "select set_config('statement_timeout', '120000', true)";

    /** like, within; the pattern is far slower, so few rows come to it */
    private static final String WITHIN = "(lower(%1$s) like ? and %1$s ~* ?)";
    /** platform, phones, text, text, and those of WITHIN */
    private static final String OF_BUYER = """
         from orders where buyer is not null and platform = coalesce(?::text, platform)
          and (regexp_replace(buyer ->> 'phone', '[^0-9]', '', 'g') = any (?) or lower(buyer ->> 'email') = lower(?)
               or buyer ->> 'id' = ? or %s)""".formatted(WITHIN.formatted("buyer::text"));
    private static final String ORDERS = "select id, platform || ':' || shop_id || ':' || order_id as key " + OF_BUYER + " limit " + MAX_ORDERS;
    private static final String COUNT_ORDERS = "select count(*) " + OF_BUYER;
    /**
     * Words about a message, where it stands, its id's type. All rows: only who parses one sees whom it tells. Of one platform also those
     * whose order cannot be read, and so its platform neither, of the channels that speak for several.
     */
    private static final String MESSAGES = """
        select id::text, body, words, channel, key, headers, source, received_at
          from (select m.id, m.body, %s as words, channel, key, headers::text, source, received_at,
                       sum(octet_length(m.body)) over (order by m.id rows between unbounded preceding and 1 preceding) as before
                  from %s
                 where m.id > ?::%s and (?::text is null or starts_with(key, ? || ':') or channel = any (?) and key ~ '^[^:]*:[0-9a-f]{16}$')
                 order by m.id limit %d) as m
         where coalesce(before, 0) < %d order by m.id""";
    private static final String OF_LINE = " where " + WITHIN.formatted("reference");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() { };

    private final DataSource database;
    private final MappingRegistry mappings;
    private final Audit audit;

    Buyers(DataSource database, MappingRegistry mappings, Audit audit) {
        this.database = database;
        this.mappings = mappings;
        this.audit = audit;
    }

    /** The tables of raw messages. The statements stand here in full, so that whoever grants a role what it needs finds them. */
    private enum Raw {
        DEAD_LETTER("0", messages("concat_ws(' ', detail, headers)", "dead_letter m", "bigint"),
            "update dead_letter set body = ? where id = ?::bigint", "update dead_letter set detail = '[erased]', headers = '{}' where id = ?::bigint"),
        REPLAY("00000000-0000-0000-0000-000000000000",
            messages("coalesce(m.detail, '')", "dead_letter_replay m join dead_letter d on d.id = m.dead_letter_id", "uuid"),
            "update dead_letter_replay set body = ? where id = ?::uuid", "update dead_letter_replay set detail = '[erased]' where id = ?::uuid"),
        SPOOL("0", messages("headers::text", "spool m", "bigint"),
            "update spool set body = ? where id = ?::bigint", "update spool set headers = '{}' where id = ?::bigint");

        /** An id before all others. */
        final String first;
        final String messages;
        final String newBody;
        final String noWords;

        Raw(String first, String messages, String newBody, String noWords) {
            this.first = first;
            this.messages = messages;
            this.newBody = newBody;
            this.noWords = noWords;
        }
    }

    private static String messages(String words, String from, String idType) {
        return MESSAGES.formatted(words, from, idType, MAX_MESSAGES, MAX_BYTES);
    }

    /** What is done with a message, and whether it told of the buyer. */
    private interface Look {
        boolean at(ResultSet row) throws SQLException;
    }

    private record Seen(String id, boolean told) { }

    /** Counts as it is committed. */
    private static final class Found {

        private int orders;
        private int lines;
        private final Map<Raw, Integer> messages = new EnumMap<>(Raw.class);

        BuyerCounts counts() {
            return new BuyerCounts(orders, of(Raw.DEAD_LETTER), of(Raw.REPLAY), of(Raw.SPOOL), lines);
        }

        private int of(Raw raw) {
            return messages.getOrDefault(raw, 0);
        }
    }

    /** Where a buyer is told of. */
    public BuyerCounts find(BuyerId id) throws SQLException {
        Found found = new Found();
        try (Connection connection = database.getConnection()) {
            Statements statements = new Statements(connection);
            Transactions.run(connection, () -> {
                statements.query(LIMIT, row -> true);
                found.orders = statements.query(COUNT_ORDERS, row -> row.getInt(1), ofBuyer(id)).get(0);
                found.lines = id.within() == null ? 0 : statements.query("select count(*) from bank_line" + OF_LINE, row -> row.getInt(1), within(id)).get(0);
                return null;
            });
            each(id, connection, found, raw -> row -> tells(row, id));
        }
        return found.counts();
    }

    /**
     * Takes the buyer out and looks again. What is done is committed bit by bit, the messages first, so that nobody who stores orders waits
     * while they are read; an erasure that fails is asked for again.
     *
     * @param user who asks for it, for the audit: it has an entry before anything is erased, and one with each 10,000 orders
     * @throws ProblemException 503: it did not come to its end; says what is erased all the same
     */
    public Erasure erase(BuyerId id, String user) throws SQLException {
        audit.write(user, ACTION, null, "begun");
        Found erased = new Found();
        try {
            erase(id, user, erased);
            return new Erasure(erased.counts(), find(id));
        } catch (SQLException | RuntimeException failure) {
            Log.errorf(failure, "An erasure ended early");
            BuyerCounts counts = erased.counts();
            throw new ProblemException(Problem.of(503, ("%d orders, %d messages and lines are erased and stay so; then it failed, before everything was"
                + " searched once more. Ask again.").formatted(counts.orders(), counts.all() - counts.orders())));
        }
    }

    private void erase(BuyerId id, String user, Found erased) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Statements statements = new Statements(connection);
            SortedMap<Long, String> orders;
            do {
                orders = orders(id, connection);
                Set<String> own = Set.copyOf(orders.values());
                each(id, connection, erased, raw -> row -> redact(raw, row, own.contains(row.getString("key")), id, statements));
                if (id.within() != null) {
                    erased.lines += Transactions.run(connection, () -> eraseLines(id, statements));
                }
                seal(orders.keySet().toArray(Long[]::new), connection, user, erased);
            } while (orders.size() == MAX_ORDERS);
        }
    }

    /** The buyer's orders with their keys. */
    private static SortedMap<Long, String> orders(BuyerId id, Connection connection) throws SQLException {
        SortedMap<Long, String> orders = new TreeMap<>();
        Statements statements = new Statements(connection);
        Transactions.run(connection, () -> {
            statements.query(LIMIT, row -> true);
            return statements.query(ORDERS, row -> orders.put(row.getLong("id"), row.getString("key")), ofBuyer(id));
        });
        return orders;
    }

    /** Also of an order that was told of since it was looked for: whatever it is told of its buyer, no message tells it again. */
    private static void seal(Long[] ids, Connection connection, String user, Found erased) throws SQLException {
        Statements statements = new Statements(connection);
        Transactions.run(connection, () -> {
            statements.query(LIMIT, row -> true);
            AdvisoryLock.BUYER_NAMES.take(statements);
            statements.query("select id from orders where id = any (?) order by id for update", row -> true, (Object) ids);
            statements.update("update orders set buyer = null, buyer_at = 'infinity' where id = any (?)", (Object) ids);
            BuyerNames.deleteUnused(statements.query("delete from order_by_buyer where id = any (?) returning name_key", row -> row.getString(1),
                (Object) ids), statements);
            // Whoever lists the orders just now, as they were, looks at them again.
            statements.update("insert into order_change (orders, events, ages) select ?, 0, '{}' where cardinality(?) > 0", ids, ids);
            BuyerCounts counts = erased.counts();
            Audit.write(statements, user, ACTION, null, "%d orders, %d messages and lines".formatted(counts.orders() + ids.length, counts.all() - counts.orders()));
            return null;
        });
        erased.orders += ids.length;
    }

    /** The other words stay: by them a reversal finds what it takes back. */
    private static int eraseLines(BuyerId id, Statements statements) throws SQLException {
        statements.query(LIMIT, row -> true);
        return statements.update("update bank_line set reference = regexp_replace(reference, ?, '" + Redaction.ERASED + "', 'gi')" + OF_LINE,
            id.within().pattern(), id.like(), id.within().pattern());
    }

    /**
     * All raw messages that may be of the buyer, so many a transaction. STORE locks orders, then letters and their replays: who held some of
     * these while it waits for others could be in a deadlock with it.
     */
    private void each(BuyerId id, Connection connection, Found found, Function<Raw, Look> looks) throws SQLException {
        Statements statements = new Statements(connection);
        String[] forSeveral = mappings.all().stream().filter(ChannelMapping::namesPlatforms).map(mapping -> mapping.channel().name()).toArray(String[]::new);
        for (Raw raw : Raw.values()) {
            Look look = looks.apply(raw);
            List<Seen> page;
            String after = raw.first;
            do {
                String last = after;
                page = Transactions.run(connection, () -> {
                    statements.query(LIMIT, row -> true);
                    return statements.query(raw.messages, row -> new Seen(row.getString("id"), look.at(row)), last, id.platform(), id.platform(), forSeveral);
                });
                found.messages.merge(raw, (int) page.stream().filter(Seen::told).count(), Integer::sum);
                after = page.isEmpty() ? last : page.get(page.size() - 1).id;
            } while (!page.isEmpty());
        }
    }

    private static boolean tells(ResultSet row, BuyerId id) throws SQLException {
        byte[] body = row.getBytes("body");
        return body != null && Redaction.tells(body, id) || id.isWithin(row.getString("words"));
    }

    private boolean redact(Raw raw, ResultSet row, boolean own, BuyerId id, Statements statements) throws SQLException {
        byte[] body = row.getBytes("body");
        // Those of the buyer's own orders may tell of them in other words.
        Optional<byte[]> erased = body != null && (own || Redaction.tells(body, id)) ? Redaction.of(body, id, Meaning.of(message(row, body), mappings)) : Optional.empty();
        boolean areWords = id.isWithin(row.getString("words"));
        if (erased.isPresent()) {
            statements.update(raw.newBody, erased.get(), row.getString("id"));
        }
        if (areWords) {
            statements.update(raw.noWords, row.getString("id"));
        }
        return erased.isPresent() || areWords;
    }

    private static RawMessage message(ResultSet row, byte[] body) throws SQLException {
        try {
            return new RawMessage(row.getString("channel"), row.getString("key"), body, JSON.readValue(row.getString("headers"), HEADERS),
                Sql.instant(row, "received_at"), RawMessage.Source.of(row.getString("source")), null);
        } catch (JsonProcessingException e) {
            throw new SQLException("message " + row.getString("id") + ": headers must be an object of strings", e);
        }
    }

    private static Object[] ofBuyer(BuyerId id) {
        // An id of a platform is looked for in its own field alone: nothing is like null.
        return new Object[] {id.platform(), id.phones().toArray(String[]::new), id.text(), id.text(), id.within() == null ? null : id.like(),
            id.within() == null ? null : id.within().pattern()};
    }

    private static Object[] within(BuyerId id) {
        return new Object[] {id.like(), id.within().pattern()};
    }
}
