package demo;

import database.Sql;
import database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

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
    private static final String MONEY = "(coalesce(shop_id, '') in (" + SHOPS + ") or " + ORDER + ")";
    private static final String KEY = "split_part(key, ':', 2) in (" + SHOPS + ")";
    private static final String NAMED = "(key ~ '(^|:)" + ORDER_ID + "(:|$)' or key in (" + DEALERS + "))";
    private static final String LETTER = "(" + KEY + " or headers ->> 'user-agent' = '" + Edge.USER_AGENT + "' or " + NAMED + ")";

    /** In an order that foreign keys allow. */
    private static final List<Table> TABLES = List.of(
        new Table("spool", LETTER),
        new Table("credit_outbox", KEY),
        new Table("payment_outbox", NAMED + " or " + KEY),
        new Table("order_details_request", SHOP),
        new Table("dead_letter_replay", "dead_letter_id in (select id from dead_letter where " + LETTER + ")"),
        new Table("dead_letter", LETTER),
        new Table("payment_allocation", ORDER),
        new Table("dealer_payment", DEALER + " or " + ORDER),
        new Table("invoice", DEALER),
        new Table("credit_order", SHOP),
        new Table("limit_request", DEALER),
        new Table("credit_audit", "(" + DEALER + " or " + SHOP + ")"),
        new Table("credit_changed", DEALER),
        new Table("credit_ledger", DEALER),
        new Table("reconciliation_item", "(split_part(subject, ':', 2) in (" + SHOPS + ") or " + ORDER + ")"),
        new Table("erp_posting_step", "business_key in (select business_key from erp_posting where " + MONEY + ")"),
        new Table("erp_posting", MONEY),
        new Table("payment", MONEY),
        new Table("backfill", SHOP),
        new Table("poll_cursor", SHOP),
        new Table("channel_token", SHOP),
        new Table("order_by_status", SHOP),
        new Table("order_by_buyer", "not exists (select from orders o where o.id = order_by_buyer.id and o.shop_id not in (" + SHOPS + "))"),
        new Table("order_event", SHOP),
        new Table("order_line", SHOP),
        new Table("orders", SHOP),
        new Table("dealer", DEALER),
        new Table("app_user", "username = '" + Desk.DEALER_USER + "'"),
        new Table("audit_entry", "username in ('" + Desk.NAME + "', '" + Desk.DEALER_USER + "') or subject like '%" + Desk.DEALER_USER + "%'"));

    /** Tables whose ids begin at 1 again when nothing is left in them, so that a database that had demo data alone is as new. */
    private static final List<String> COUNTED = List.of("orders", "dead_letter", "erp_posting", "backfill", "limit_request", "credit_audit");

    /** What was counted, of nobody in particular; emptied where nothing is left that it could have counted. */
    private static final List<String> COUNTS = List.of("tally", "last_webhook");
    private static final String FILES = """
        select split_part(document_number, ':', 1) from erp_posting where erp = 'file' and document_number is not null
         group by 1 having bool_and(""" + MONEY + ")";
    /** A day of which nothing is left was the demo's. */
    private static final String DAYS = """
        delete from reconciliation where state <> 'RUNNING' and not exists (select from orders) and not exists (select from payment)
           and not exists (select from bank_line) returning date""";

    private static final Set<String> POLLED = Set.of("poll_cursor", "channel_token");

    private final DataSource source;
    private final Sql database;

    DemoTables(DataSource source, Sql database) {
        this.source = source;
        this.database = database;
    }

    private record Table(String name, String where) { }

    /** What is to be done at a start. */
    enum State { BEGIN, GO_ON, CLEARED, NOT_EMPTY }

    /** Notes that the demo begins, where the database is empty. */
    State begin() {
        List<Boolean> cleared = database.query("select cleared_at is not null from demo", row -> row.getBoolean(1));
        if (!cleared.isEmpty()) {
            return cleared.get(0) ? State.CLEARED : State.GO_ON;
        }
        int begun = database.update("""
            insert into demo (only_row) select true
             where not exists (select from orders) and not exists (select from dead_letter) and not exists (select from dealer)
            on conflict do nothing""");
        return begun == 1 ? State.BEGIN : State.NOT_EMPTY;
    }

    /** Whether there is demo data, as far as anybody knows. */
    boolean isThere() {
        return !database.query("select 1 from demo where cleared_at is null", row -> 1).isEmpty();
    }

    /** @return whether there ever was demo data in this database */
    boolean noteCleared() {
        return database.update("update demo set cleared_at = coalesce(cleared_at, now())") == 1;
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
    record Cleared(Map<String, Integer> rows, List<String> files, List<LocalDate> days) {

        /** Whether there was nothing but what polls write, which find no orders any more. */
        boolean isNothing() {
            return POLLED.containsAll(rows.keySet());
        }
    }

    /** Deletes the demo's rows, and no others. */
    Cleared clear() {
        try (Connection connection = source.getConnection()) {
            return Transactions.run(connection, () -> {
                Map<String, Integer> deleted = new LinkedHashMap<>();
                List<String> files = list(connection, FILES, row -> row.getString(1));
                try (Statement statement = connection.createStatement()) {
                    for (Table table : TABLES) {
                        int rows = statement.executeUpdate("delete from " + table.name + " where " + table.where);
                        if (rows > 0) {
                            deleted.put(table.name, rows);
                        }
                    }
                    // What the overview has counted; it counts anew what is left.
                    statement.executeUpdate("delete from order_hour");
                }
                if (list(connection, "select 1 where exists (select from orders) or exists (select from dead_letter)", row -> 1).isEmpty()) {
                    for (String table : COUNTS) {
                        list(connection, "with gone as (delete from " + table + ") select 1", row -> 1);
                    }
                }
                List<LocalDate> days = list(connection, DAYS, row -> row.getObject(1, LocalDate.class));
                for (String table : COUNTED) {
                    restart(connection, table);
                }
                return new Cleared(deleted, files, days);
            });
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL did not clear the demo", e);
        }
    }

    private static <T> List<T> list(Connection connection, String sql, Sql.Row<T> row) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql); ResultSet rows = query.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(row.of(rows));
            }
            return found;
        }
    }

    private static void restart(Connection connection, String table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select not exists (select from " + table + ")"); ResultSet row = query.executeQuery()) {
            row.next();
            if (row.getBoolean(1)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("alter table " + table + " alter column id restart");
                }
            }
        }
    }
}
