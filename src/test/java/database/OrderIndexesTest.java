package database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An upgrade of a database full of orders, which builds indexes, while the release before goes on storing. */
class OrderIndexesTest {

    private static final String BEFORE = "10";
    private static final String INDEXES = "'orders_by_id', 'orders_of_platform', 'orders_of_shop', 'orders_of_dealer'";
    private static final String BUILDING = "datname = current_database() and pid <> pg_backend_pid() and wait_event_type = 'Lock' and query like '%index concurrently%'";

    private OwnDatabase database;
    private Sql sql;
    private Connection storing;

    @BeforeEach
    void aDatabaseOfTheReleaseBefore() throws SQLException {
        database = new OwnDatabase("order_indexes");
        sql = new Sql(database.pool);
        database.migrateTablesTo(BEFORE);
        sql.update("""
            insert into orders (platform, shop_id, order_id, status, dealer_id, created_at, updated_at)
            select 'p', 's', 'before-' || n, 'PENDING', 'D' || n, now(), now() from generate_series(1, 1000) as n""");
        // A batch under way: the first build waits for it.
        storing = database.connection();
        storing.setAutoCommit(false);
        try (Statement statement = storing.createStatement()) {
            statement.execute("insert into orders (platform, shop_id, order_id, created_at, updated_at) values ('p', 's', 'under way', now(), now())");
        }
    }

    @AfterEach
    void close() throws SQLException {
        storing.close();
        database.close();
    }

    @Test
    void ordersAreStoredWhileTheirIndexesAreBuilt() throws Exception {
        // Given a build that has begun
        CompletableFuture<Void> upgrade = CompletableFuture.runAsync(() -> database.migrate());
        await().until(this::isBuilding);

        // When
        try (Connection connection = database.connection(); Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '10s'");
            statement.execute("insert into orders (platform, shop_id, order_id, created_at, updated_at) values ('p', 's', 'beside', now(), now())");
            statement.execute("update orders set status = 'SHIPPED' where order_id = 'before-1'");
        }

        // Then it goes on once what was under way has ended
        assertThat(isBuilding()).isTrue();
        storing.commit();
        upgrade.get();
        assertThat(validIndexes()).isEqualTo(4);
    }

    @Test
    void aBuildThatWasCutOffBeginsAnew() throws Exception {
        // Given a build that was cut off, and what it has left
        CompletableFuture<Void> upgrade = CompletableFuture.runAsync(() -> database.migrate());
        await().until(this::isBuilding);
        sql.query("select pg_cancel_backend(pid) from pg_stat_activity where " + BUILDING, row -> row.getBoolean(1));
        assertThatThrownBy(upgrade::get).hasMessageContaining("V16__order_indexes.sql");
        assertThat(sql.query("select 1 from pg_class where relname in (" + INDEXES + ")", row -> 1)).isNotEmpty();
        assertThat(validIndexes()).isZero();
        storing.commit();

        // When
        database.migrate();

        // Then
        assertThat(validIndexes()).isEqualTo(4);
    }

    @Test
    void indexesThatEarlierMigrationsBuiltStayAndTheOthersAreBuilt() throws Exception {
        // Given a database of the time when V8 and V11 built them, but for one whose build was cut off
        storing.commit();
        database.migrateTablesTo("12");
        sql.update("create unique index orders_by_id on orders (id)");
        sql.update("create index orders_of_platform on orders (platform, created_at desc, id desc)");
        sql.update("create index orders_of_shop on orders (shop_id, created_at desc, id desc)");
        sql.update("update pg_index set indisvalid = false where indexrelid = 'orders_of_shop'::regclass");
        sql.update("update flyway_schema_history set checksum = -1752171210 where version = '8'");
        sql.update("update flyway_schema_history set checksum = -1002647579 where version = '11'");
        Map<String, Long> before = indexes();

        // When
        database.migrate();

        // Then
        assertThat(validIndexes()).isEqualTo(4);
        assertThat(indexes()).containsEntry("orders_by_id", before.get("orders_by_id"))
            .containsEntry("orders_of_platform", before.get("orders_of_platform"))
            .doesNotContainEntry("orders_of_shop", before.get("orders_of_shop"))
            .hasSize(4);
    }

    @Test
    void aDatabaseWhereTheIndexesWereBuiltAnewGoesOn() throws Exception {
        // Given one of the time when V16 did
        storing.commit();
        database.migrate();
        sql.update("update flyway_schema_history set checksum = 631264560 where version = '16'");
        Map<String, Long> before = indexes();

        // When
        database.migrate();

        // Then
        assertThat(indexes()).isEqualTo(before);
    }

    @Test
    void theIndexOfInvoicesWhoseBuildWasCutOffIsBuiltAnew() throws Exception {
        // Given what one has left
        storing.commit();
        database.migrateTablesTo("19");
        sql.update("create index invoice_of on invoice (customer_id)");
        sql.update("update pg_index set indisvalid = false where indexrelid = 'invoice_of'::regclass");

        // When
        database.migrate();

        // Then
        assertThat(sql.query("select pg_get_indexdef(indexrelid) from pg_index where indisvalid and indexrelid::regclass::text like 'invoice_of%'", row -> row.getString(1)))
            .singleElement().asString().contains("invoice_of ON").contains("(customer_id, due_on, order_id, shop_id, platform)");
        assertThat(sql.query("select to_regclass('invoice_of_cut_off')", row -> row.getString(1))).containsOnlyNulls();
    }

    private boolean isBuilding() {
        return !sql.query("select 1 from pg_stat_activity where " + BUILDING, row -> 1).isEmpty();
    }

    private int validIndexes() {
        return sql.query("select 1 from pg_index where indisvalid and indexrelid::regclass::text in (" + INDEXES + ")", row -> 1).size();
    }

    /** Those of orders by their names, leftovers as well. */
    private Map<String, Long> indexes() {
        Map<String, Long> files = new HashMap<>();
        sql.query("select relname, oid::bigint from pg_class where relkind = 'i' and relname ~ '^orders_(by_id|of_)'", row -> files.put(row.getString(1), row.getLong(2)));
        return files;
    }
}
