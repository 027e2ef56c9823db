package demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import database.Sql;
import finance.erp.ErpDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoTablesTest {

    private static ErpDatabase database;
    private static Sql sql;
    private static DemoTables tables;

    @BeforeAll
    static void open() throws SQLException {
        database = new ErpDatabase("demo_tables");
        sql = new Sql(database.pool);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void begin() {
        for (String table : new String[] {"demo", "orders", "order_line", "order_event", "dead_letter", "tally", "last_webhook", "dealer", "erp_posting", "order_by_buyer", "buyer_name"}) {
            sql.update("truncate " + table + " cascade");
        }
        tables = new DemoTables(database.pool, sql);
        tables.begin();
    }

    @Test
    void whoWritesToAnOrderAndThenToItsLinesIsInNoDeadlockWithWhoClears() throws Exception {
        // Given a transaction that has written to the order, as one of STORE's does first
        order("lazada", Shop.LAZADA_HCM.id(), "261");
        sql.update("insert into order_line (platform, shop_id, order_id, line_id, status, platform_status, status_at) values ('lazada', 'demo-lazada-hcm', '261', '1', 'PENDING', 'unpaid', now())");
        try (Connection store = database.pool.getConnection(); Statement statement = store.createStatement()) {
            store.setAutoCommit(false);
            statement.executeUpdate("update orders set status = 'SHIPPED' where order_id = '261'");

            // When
            CompletableFuture<DemoTables.Cleared> cleared = CompletableFuture.supplyAsync(tables::clear);
            await().until(() -> cleared.isDone() || isSomebodyWaiting());
            statement.executeUpdate("update order_line set status = 'SHIPPED' where order_id = '261'");
            store.commit();
            store.setAutoCommit(true);

            // Then
            assertThat(cleared.get().rows()).doesNotContainKey("orders");
        }
        assertThat(tables.isLeft()).isTrue();
        assertThat(tables.clear().rows()).containsEntry("orders", 1);
        assertThat(tables.isLeft()).isFalse();
    }

    @Test
    void anOrderIsInvoicedOnceItHasAnInvoice() {
        // Given
        FakeOrder order = new Catalogue(1).order(Shop.B2B, Shop.B2B.order(1));
        boolean isBefore = tables.isInvoiced(order);

        // When
        sql.update("insert into dealer (customer_id, pool, name, credit_limit, currency, terms_days, grace_days) values ('DEMO-DL-01', '{DEMO-DL-01}', 'x', 1, 'VND', 30, 5)");
        sql.update("insert into invoice (platform, shop_id, order_id, customer_id, amount, open, issued_on, due_on) values ('b2b', 'demo-b2b', 'DEMO-B1', 'DEMO-DL-01', 1, 1, now(), now())");

        // Then
        assertThat(isBefore).isFalse();
        assertThat(tables.isInvoiced(order)).isTrue();
    }

    @Test
    void aDealerWhoseInvoiceSomebodyHoldsStaysUntilTheNextTime() throws SQLException {
        // Given
        sql.update("insert into dealer (customer_id, pool, name, credit_limit, currency, terms_days, grace_days) values ('DEMO-DL-01', '{DEMO-DL-01}', 'x', 1, 'VND', 30, 5)");
        sql.update("insert into invoice (platform, shop_id, order_id, customer_id, amount, open, issued_on, due_on) values ('b2b', 'demo-b2b', 'DEMO-B1', 'DEMO-DL-01', 1, 1, now(), now())");
        try (Connection credit = database.pool.getConnection(); Statement statement = credit.createStatement()) {
            credit.setAutoCommit(false);
            statement.executeQuery("select 1 from invoice for update").close();

            // When
            Map<String, Integer> deleted = tables.clear().rows();

            // Then
            assertThat(deleted).doesNotContainKeys("invoice", "dealer");
            credit.rollback();
            credit.setAutoCommit(true);
        }
        assertThat(tables.clear().rows()).containsEntry("invoice", 1).containsEntry("dealer", 1);
    }

    @Test
    void aPostingThatIsBeingSentStaysUntilItsFileIsKnown() {
        // Given
        sql.update("insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, posting_date, document, erp, status, sent_at) "
            + "values ('b2b:demo-b2b:DEMO-B1:INVOICE:1', 'CUSTOMER_INVOICE', 'b2b', 'demo-b2b', 'DEMO-B1', 1, 'VND', now(), '{}', 'file', 'SENT', now())");

        // When
        DemoTables.Cleared early = tables.clear();
        sql.update("update erp_posting set status = 'CONFIRMED', document_number = 'postings-1.csv:2'");
        DemoTables.Cleared late = tables.clear();

        // Then
        assertThat(early.rows()).doesNotContainKey("erp_posting");
        assertThat(late.files()).containsExactly("postings-1.csv");
        assertThat(tables.isLeft()).isFalse();
    }

    @Test
    void theNamesOfBuyersGoAndThoseThatOthersHaveStay() {
        // Given the demo's order and another's
        order("lazada", Shop.LAZADA_HCM.id(), "261");
        order("myshop", "default", "A-1");
        sql.update("insert into buyer_name (key, name) select md5(name)::uuid, name from unnest(array['demo', 'another']) as name");
        sql.update("insert into order_by_buyer (id, created_at, name_key, name) select id, created_at, md5(named)::uuid, named from (select *, case platform when 'lazada' then 'demo' else 'another' end as named from orders) as o");

        // When
        tables.clear();

        // Then
        assertThat(sql.query("select name from buyer_name", row -> row.getString(1))).containsExactly("another");
    }

    @ParameterizedTest
    @CsvSource({"DEMO-DL-02, 'demo,admin', '(demo),demo-dealer,x'", "DL-9, 'demo,demo-dealer,x,admin', '(demo)'"})
    void theAuditOfWhoIsCalledLikeTheDemoStays(String dealer, String left, String gone) {
        // Given a user demo of the seller's, and a demo-dealer of whichever dealer
        sql.update("truncate app_user, audit_entry cascade");
        sql.update("insert into app_user (username, name, roles, dealer_id, created_at) values ('demo-dealer', 'x', '{dealer}', ?, now() - interval '1 hour')", dealer);
        sql.update("insert into audit_entry (username, action, subject) values ('demo', 'SIGN_IN', null), ('demo-dealer', 'SIGN_IN', null),"
            + " ('(demo)', 'POST /users', 'username=demo-dealer'), ('x', 'PUT /users/{username}', 'username=demo-dealer'), ('admin', 'PUT /users/{username}', 'username=demo-dealers')");

        // When
        DemoTables.Cleared cleared = tables.clear();

        // Then
        assertThat(sql.query("select username from audit_entry order by id", row -> row.getString(1))).containsExactlyInAnyOrder(left.split(","));
        assertThat(cleared.rows()).containsEntry("audit_entry", gone.split(",").length);
        assertThat(sql.query("select 1 from app_user", row -> 1)).hasSize(dealer.equals("DL-9") ? 1 : 0);
    }

    @Test
    void theCountsOfChannelsThatHaveNothingElseGo() {
        // Given
        order("myshop", "default", "A-1");
        for (String channel : new String[] {"lazada", "tiki", "standard"}) {
            sql.update("insert into tally (hour, kind, channel, word, count) values (now(), 'RECEIVED', ?, 'webhook', 3)", channel);
            sql.update("insert into last_webhook (channel, received_at) values (?, now())", channel);
        }
        sql.update("insert into tally (hour, kind, channel, word, count) values (now(), 'STORED', 'website', '', 3), (now(), 'STORED', 'myshop', '', 3)");

        // When
        tables.clearCounts();

        // Then
        assertThat(sql.query("select channel from tally order by channel", row -> row.getString(1))).containsExactly("myshop", "standard");
        assertThat(sql.query("select channel from last_webhook", row -> row.getString(1))).containsExactly("standard");
    }

    @Test
    void howFreshTheDemosMessagesWereIsForgottenWithTheLastOrder() {
        // Given
        sql.update("insert into tally (hour, kind, channel, word, count) values (now(), 'FRESHNESS', '', '20', 3)");

        // When
        tables.clearCounts();

        // Then
        assertThat(sql.query("select 1 from tally", row -> 1)).isEmpty();
    }

    @Test
    void idsBeginAtOneAgainWhereATableIsEmpty() {
        // Given
        order("lazada", Shop.LAZADA_HCM.id(), "261");
        tables.clear();

        // When
        boolean isDone = tables.restartIds();

        // Then
        assertThat(isDone).isTrue();
        order("myshop", "default", "A-1");
        assertThat(sql.query("select id from orders", row -> row.getLong(1))).containsExactly(1L);
    }

    @Test
    void oneProcessClearsAndEachTellsHowFarItIs() {
        // Given
        assertThat(tables.progress()).contains(new DemoTables.Progress(true, false, false, Map.of()));

        // When
        boolean isFirst = tables.beginClearing();
        boolean isSecond = new DemoTables(database.pool, sql).beginClearing();
        tables.cleared(Map.of("orders", 5));

        // Then
        assertThat(isFirst).isTrue();
        assertThat(isSecond).isFalse();
        assertThat(new DemoTables(database.pool, sql).progress()).contains(new DemoTables.Progress(false, false, true, Map.of("orders", 5)));
        tables.endClearing(true);
        assertThat(tables.progress()).contains(new DemoTables.Progress(false, true, false, Map.of("orders", 5)));
        assertThat(tables.state()).isEqualTo(DemoTables.State.CLEARED);
    }

    @Test
    void aReplicaThatDoesNotSendWaitsForTheOneThatDoes() {
        // Given a demo that has not begun
        sql.update("delete from demo");
        DemoTables replica = new DemoTables(database.pool, sql);
        boolean isWantedBefore = replica.isWanted();

        // When
        DemoTables.State first = tables.begin();

        // Then
        assertThat(isWantedBefore).isTrue();
        assertThat(first).isEqualTo(DemoTables.State.BEGIN);
        assertThat(replica.begin()).isEqualTo(DemoTables.State.GO_ON);
        assertThat(replica.isWanted()).isTrue();
    }

    @Test
    void nobodyWaitsForADemoWhereOtherDataIs() {
        // Given
        sql.update("delete from demo");
        order("myshop", "default", "A-1");

        // When
        DemoTables.State state = tables.begin();

        // Then
        assertThat(state).isEqualTo(DemoTables.State.NOT_EMPTY);
        assertThat(new DemoTables(database.pool, sql).state()).isEqualTo(DemoTables.State.NOT_EMPTY);
        assertThat(new DemoTables(database.pool, sql).isWanted()).isFalse();
    }

    @Test
    void aClearThatDidNotReachItsEndCanBeTriedAgain() {
        // Given
        tables.beginClearing();

        // When
        tables.endClearing(false);

        // Then
        assertThat(tables.progress()).contains(new DemoTables.Progress(false, false, false, Map.of()));
        assertThat(tables.beginClearing()).isTrue();
    }

    private static void order(String platform, String shop, String id) {
        sql.update("insert into orders (platform, shop_id, order_id, status, platform_status, created_at, updated_at) values (?, ?, ?, 'PENDING', 'unpaid', now(), now())",
            platform, shop, id);
    }

    private static boolean isSomebodyWaiting() {
        return !sql.query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'", row -> 1).isEmpty();
    }
}
