package demo;

import channels.PlatformJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import database.AdvisoryLock;
import database.Sql;
import database.Statements;
import database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import live.BuyerNames;

/** Where demo data lies, and how it is told from all else: by the ids of the demo's shops and dealers, and by the form of its orders'. */
@ApplicationScoped
class DemoTables {

    private static final String SHOPS = Arrays.stream(Shop.values()).map(shop -> "'" + shop.id() + "'").collect(Collectors.joining(", "));
    private static final String DEALERS = Dealer.ALL.stream().map(dealer -> "'" + dealer.id() + "'").collect(Collectors.joining(", "));
    /** Of an order that is paid for by name; those of the marketplaces have numbers, and are told by their shops. */
    private static final String ORDER_ID = "DEMO-[WTB][0-9]+";
    private static final String SHOP = "shop_id in (" + SHOPS + ")";
    private static final String DEALER = "customer_id in (" + DEALERS + ")";
    private static final String ORDER = "order_id ~ '^" + ORDER_ID + "$'";
    static final String MONEY = "(coalesce(shop_id, '') in (" + SHOPS + ") or " + ORDER + ")";
    private static final String KEY = "split_part(key, ':', 2) in (" + SHOPS + ")";
    private static final String NAMED = "(key ~ '(^|:)" + ORDER_ID + "(:|$)' or key in (" + DEALERS + "))";
    /** Somebody of the seller's may be called the same, and is no dealer of the demo's. */
    private static final String USER = "username = '" + Desk.DEALER_USER + "' and dealer_id = '" + Dealer.OVER_LIMIT.id() + "'";
    private static final String UNBOUND = "not exists (select from invoice i where i.customer_id = dealer.customer_id)"
        + " and not exists (select from limit_request r where r.customer_id = dealer.customer_id)";
    private static final String LETTER = "(" + KEY + " or headers ->> 'user-agent' = '" + Edge.USER_AGENT + "' or " + NAMED + ")";

    /** In an order that foreign keys allow; a row that others refer to stays as long as they do, for its deletion would wait for whoever holds one. */
    private static final List<Table> TABLES = List.of(
        new Table("spool", LETTER),
        new Table("credit_outbox", KEY),
        new Table("payment_outbox", NAMED + " or " + KEY),
        new Table("order_details_request", SHOP),
        new Table("dead_letter_replay", "dead_letter_id in (select id from dead_letter where " + LETTER + ")"),
        new Table("dead_letter", LETTER, "not exists (select from dead_letter_replay r where r.dead_letter_id = dead_letter.id)"),
        new Table("payment_allocation", ORDER),
        new Table("dealer_payment", "(" + DEALER + " or " + ORDER + ")", "not exists (select from payment_allocation a where a.payment_id = dealer_payment.payment_id)"),
        new Table("invoice", DEALER),
        new Table("credit_order", SHOP),
        new Table("limit_request", DEALER),
        new Table("credit_audit", "(" + DEALER + " or " + SHOP + ")"),
        new Table("credit_changed", DEALER),
        new Table("release_place", DEALER),
        new Table("credit_ledger", DEALER),
        new Table("reconciliation_item", "(split_part(subject, ':', 2) in (" + SHOPS + ") or " + ORDER + ")"),
        new Table("erp_posting_step", "(split_part(business_key, ':', 2) in (" + SHOPS + ") or business_key ~ '(^|:)" + ORDER_ID + "(:|$)')"),
        // The file of one that is being sent is not known yet, and is to go with it.
        new Table("erp_posting", MONEY, "status <> 'SENT'"),
        new Table("payment", MONEY),
        new Table("backfill", SHOP),
        new Table("poll_cursor", SHOP),
        new Table("channel_token", SHOP),
        new Table("order_by_status", SHOP),
        new Table("order_by_buyer", "not exists (select from orders o where o.id = order_by_buyer.id and o.shop_id not in (" + SHOPS + "))"),
        new Table("order_event", SHOP),
        new Table("order_line", SHOP),
        new Table("orders", SHOP),
        new Table("dealer", DEALER, UNBOUND + " and parent is not null"),
        new Table("dealer", DEALER, UNBOUND + " and not exists (select from dealer d where d.parent = dealer.customer_id)"),
        // Before the user by whom it is told.
        new Table("audit_entry", "(username = '" + Desk.NAME + "' or exists (select from app_user u where u." + USER + " and u.created_at <= audit_entry.at"
            + " and (audit_entry.username = u.username or audit_entry.subject ~ '(^|[ =])" + Desk.DEALER_USER + "(,|$)')))"),
        new Table("app_user", USER));

    /** Tables whose ids begin at 1 again when nothing is left in them, so that a database that had demo data alone is as new. */
    private static final List<String> COUNTED = List.of("orders", "dead_letter", "erp_posting", "backfill", "limit_request", "credit_audit");

    /** A row that somebody else holds is passed over and found the next time: who waits for nobody is in no deadlock. */
    private static final String DELETE = """
        delete from %1$s as gone using (select tableoid as its_table, ctid as its_place from %1$s where %2$s for update skip locked) as free
         where gone.tableoid = free.its_table and gone.ctid = free.its_place""";
    /** What the overview has counted; it counts anew what is left. */
    private static final String HOURS = DELETE.formatted("order_hour", "true");
    private static final String LEFT = TABLES.stream().map(table -> "exists (select from " + table.name + " where " + table.where + ")").collect(Collectors.joining(" or ", "select ", ""));
    private static final Set<String> CHANNELS = Arrays.stream(Shop.values()).map(Shop::channel).collect(Collectors.toCollection(TreeSet::new));
    private static final Set<String> PLATFORMS = Arrays.stream(Shop.values()).map(Shop::platform).collect(Collectors.toCollection(TreeSet::new));
    private static final String OTHERS_OF_STANDARD = "platform not in ('lazada', 'tiki', 'sendo', 'b2b')";

    private static final String FILES = """
        select split_part(document_number, ':', 1) from erp_posting where erp = 'file' and document_number is not null
         group by 1 having bool_and(""" + MONEY + ")";
    /** A day of which nothing is left was the demo's. */
    private static final String DAYS = """
        delete from reconciliation where state <> 'RUNNING' and not exists (select from orders) and not exists (select from payment)
           and not exists (select from bank_line) returning date""";

    private static final String IS_INVOICED = "select exists (select from invoice where order_id = ? and shop_id = ? and platform = ?)";

    /** Where the demo has not begun. */
    private static final String HAS_OTHER_DATA = "(exists (select from orders) or exists (select from dead_letter) or exists (select from dealer))";
    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String RESTART_LIMIT = "set local lock_timeout = '2s'";
    /** Whoever clears says so each second or so; one that has been silent for so long has ended. */
    private static final String IS_ALIVE = "coalesce(alive_at > now() - interval '1 minute', false)";
    /** How old what is known of the demo may be. */
    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);

    private final DataSource source;
    private final Sql database;
    private volatile Known known;

    private record Known(Optional<Progress> progress, long nanos) { }

    DemoTables(DataSource source, Sql database) {
        this.source = source;
        this.database = database;
    }

    /**
     * @param where which of its rows are the demo's
     * @param free  which of those can go already
     */
    private record Table(String name, String where, String free) {

        Table(String name, String where) {
            this(name, where, "true");
        }
    }

    /** What is to be done at a start. */
    enum State { BEGIN, GO_ON, CLEARED, NOT_EMPTY }

    /** Notes that the demo begins, where the database is empty. */
    State begin() {
        State known = state();
        if (known != State.BEGIN) {
            return known;
        }
        int begun = database.update("insert into demo (only_row) select true where not " + HAS_OTHER_DATA + " on conflict do nothing");
        return begun == 1 ? State.BEGIN : state();   // another replica may have begun it
    }

    /** Of one moment, for what the demo makes is there soon after it begins. */
    State state() {
        return database.query("""
            select case when exists (select from demo where cleared_at is null) then 'GO_ON' when exists (select from demo) then 'CLEARED'
                        when %s then 'NOT_EMPTY' else 'BEGIN' end""".formatted(HAS_OTHER_DATA), row -> State.valueOf(row.getString(1))).get(0);
    }

    /** Whether nobody has asked for it to be cleared; before it begins, whether it still may. */
    boolean isWanted() {
        return latest().map(Progress::isWanted).orElseGet(() -> state() != State.NOT_EMPTY);
    }

    /**
     * How far the demo is.
     *
     * @param isWanted   whether nobody has asked for it to be cleared
     * @param isCleared  whether nothing of it is left
     * @param isClearing whether a process is at it
     * @param deleted    rows that went, by table
     */
    record Progress(boolean isWanted, boolean isCleared, boolean isClearing, Map<String, Integer> deleted) { }

    /** Empty: it never began in this database. */
    Optional<Progress> progress() {
        return database.query("select cleared_at is null as wanted, ended_at is not null as cleared, " + IS_ALIVE + " as clearing, deleted::text from demo",
            row -> new Progress(row.getBoolean("wanted"), row.getBoolean("cleared"), row.getBoolean("clearing"), counts(row.getString("deleted"))))
            .stream().findFirst();
    }

    /**
     * The same as of at most a second ago: it is asked for often.
     *
     * @throws IllegalStateException PostgreSQL is away
     */
    Optional<Progress> latest() {
        Known last = known;
        if (last == null || System.nanoTime() - last.nanos > KNOWN_FOR.toNanos()) {
            last = new Known(progress(), System.nanoTime());
            known = last;
        }
        return last.progress;
    }

    /** Whether the order was delivered and does not wait for credit. */
    boolean isInvoiced(FakeOrder order) {
        return database.query(IS_INVOICED, row -> row.getBoolean(1), order.id(), order.shop().id(), order.shop().platform()).get(0);
    }

    /** Whether there is anything of the demo, as of at most a second ago. */
    boolean hasRows() {
        return latest().filter(progress -> !progress.isCleared).isPresent();
    }

    /** Whether this process is the one to clear now. After a whole clear there may be a second one, for what came late. */
    boolean beginClearing() {
        return database.update("update demo set cleared_at = coalesce(cleared_at, now()), alive_at = now(), ended_at = null, deleted = '{}' where not " + IS_ALIVE) == 1;
    }

    /** This process is still at it. */
    void cleared(Map<String, Integer> deleted) {
        database.update("update demo set alive_at = now(), deleted = ?::jsonb", json(deleted));
    }

    /** Nothing is left, or this process gives up. */
    void endClearing(boolean isGone) {
        database.update("update demo set alive_at = null, ended_at = case when ? then now() end", isGone);
    }

    /** A range of Tiki's orders to be fetched again, so that one is seen under way. */
    void backfill() {
        database.update("insert into backfill (channel, shop_id, from_time, to_time) values ('tiki', ?, now() - interval '7 days', now())", Shop.TIKI.id());
    }

    /**
     * What was cleared.
     *
     * @param rows  by table; those that had none are left out
     * @param files of postings that held the demo's alone
     * @param days  that were reconciled, of which nothing is left
     */
    record Cleared(Map<String, Integer> rows, List<String> files, List<LocalDate> days) { }

    /** Deletes the demo's rows that nobody holds, and no others; a table a transaction, so that none waits while it holds rows. */
    Cleared clear() {
        try (Connection connection = source.getConnection()) {
            Statements statements = new Statements(connection);
            List<String> files = statements.query(FILES, row -> row.getString(1));
            Map<String, Integer> deleted = new LinkedHashMap<>();
            for (Table table : TABLES) {
                int rows = delete(table, statements);
                if (rows > 0) {
                    deleted.merge(table.name, rows, Integer::sum);
                }
            }
            statements.update(HOURS);
            Transactions.run(connection, () -> {
                AdvisoryLock.BUYER_NAMES.take(statements);
                BuyerNames.deleteUnused(statements);
                return true;
            });
            return new Cleared(deleted, files, statements.query(DAYS, row -> row.getObject(1, LocalDate.class)));
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL did not clear the demo", e);
        }
    }

    private static int delete(Table table, Statements statements) throws SQLException {
        try {
            return statements.update(DELETE.formatted(table.name, "(" + table.where + ") and " + table.free));
        } catch (SQLException e) {
            if (FOREIGN_KEY_VIOLATION.equals(e.getSQLState())) {
                return 0;   // somebody held a row that refers to one of these
            }
            throw e;
        }
    }

    /** Whether a row of the demo's is left. */
    boolean isLeft() {
        return database.query(LEFT, row -> row.getBoolean(1)).get(0);
    }

    /** What was counted, of nobody in particular: of each channel that has nothing left that could have been counted. */
    void clearCounts() {
        for (String channel : CHANNELS) {
            String orders = channel.equals("standard") ? OTHERS_OF_STANDARD : "platform = '" + channel + "'";
            String nothing = "not exists (select from orders where %s) and not exists (select from dead_letter where channel = '%s')".formatted(orders, channel);
            database.update(DELETE.formatted("tally", "channel = '" + channel + "' and " + nothing));
            database.update(DELETE.formatted("last_webhook", "channel = '" + channel + "' and " + nothing));
        }
        for (String platform : PLATFORMS) {
            database.update(DELETE.formatted("tally", "kind = 'STORED' and channel = '%1$s' and not exists (select from orders where platform = '%1$s')".formatted(platform)));
        }
        database.update(DELETE.formatted("tally", "channel = '' and not exists (select from orders)"));
    }

    /** Has ids begin at 1 again in each table that is empty. Returns whether nobody was in the way for long. */
    boolean restartIds() {
        boolean isDone = true;
        for (String table : COUNTED) {
            isDone &= restart(table);
        }
        return isDone;
    }

    /** A transaction for each table: whoever waits for one lock and has no other is in no deadlock. */
    private boolean restart(String table) {
        String isEmpty = "select not exists (select from " + table + ")";
        try (Connection connection = source.getConnection()) {
            Statements statements = new Statements(connection);
            if (!statements.query(isEmpty, row -> row.getBoolean(1)).get(0)) {
                return true;
            }
            return Transactions.run(connection, () -> {
                statements.update(RESTART_LIMIT);
                statements.update("lock table " + table + " in access exclusive mode");
                if (statements.query(isEmpty, row -> row.getBoolean(1)).get(0)) {
                    statements.update("alter table " + table + " alter column id restart");
                }
                return true;
            });
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw new IllegalStateException("PostgreSQL did not count anew", e);
        }
    }

    private static String json(Map<String, Integer> counts) {
        ObjectNode json = PlatformJson.object();
        counts.forEach(json::put);
        return json.toString();
    }

    private static Map<String, Integer> counts(String json) {
        try {
            Map<String, Integer> counts = new LinkedHashMap<>();
            PlatformJson.read(json.getBytes(StandardCharsets.UTF_8)).fields().forEachRemaining(one -> counts.put(one.getKey(), one.getValue().asInt()));
            return counts;
        } catch (IOException e) {
            throw new IllegalStateException("demo.deleted holds counts that are none", e);
        }
    }
}
