package live;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import database.OwnDatabase;
import database.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lists of a new release beside processes of the one before, whose store_orders told nobody of what it stored. */
class RollingUpgradeTest {

    /** The last version without changes and lists. */
    private static final String BEFORE = "7";
    private static final Map<String, String> STORED = Map.of("order_platform", "{p}", "order_shop", "{s}", "order_status", "{PENDING}",
        "order_created", "{2026-11-22}", "order_updated", "{2026-11-22}", "order_version", "{0}", "order_word", "{pending}");

    private OwnDatabase database;
    private Sql sql;
    private OrderListings listings;
    /** A process of the release before. */
    private Connection old;

    @BeforeEach
    void aDatabaseOfTheReleaseBefore() throws Exception {
        database = new OwnDatabase("rolling_upgrade");
        sql = new Sql(database.pool);
        listings = new OrderListings(database.pool, new ChangeLog(sql));
        database.migrateTablesTo(BEFORE);
        old = database.connection();
        try (Statement statement = old.createStatement()) {
            statement.execute(storeOrdersOfBefore());
        }
        store("before");
    }

    @AfterEach
    void close() throws SQLException {
        old.close();
        database.close();
    }

    @Test
    void ordersStoredByTheReleaseBeforeAreListedWheneverItStoresThem() throws Exception {
        // Given the new release, and an old process that stores with the same words as ever
        database.migrate();
        store("beside");
        listings.follow();

        // When
        store("later");
        listings.follow();

        // Then
        assertThat(listed()).containsExactly("before", "beside", "later");
    }

    @Test
    void whatTheReleaseBeforeWasStoringWhenTheNewOneBeganIsListed() throws Exception {
        // Given a batch of the old function, which was begun before it was replaced and tells of no change
        database.migrate();
        old.setAutoCommit(false);
        insert(old, "under way");
        listings.follow();

        // When
        old.commit();
        listings.follow();

        // Then
        assertThat(listed()).containsExactly("before", "under way");
    }

    @Test
    void storingThatBeganSinceDoesNotKeepTheListsBack() throws Exception {
        // Given a batch that has begun when the lists were to be looked at, and has ended, and a later one that has not
        database.migrate();
        old.setAutoCommit(false);
        insert(old, "first");
        listings.follow();
        try (Connection later = database.connection()) {
            later.setAutoCommit(false);
            insert(later, "second");
            old.commit();

            // When
            listings.follow();

            // Then
            assertThat(listed()).containsExactly("before", "first");
        }
    }

    private static void insert(Connection connection, String order) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into orders (platform, shop_id, order_id, status, created_at, updated_at) values ('p', 's', '" + order + "', 'PENDING', now(), now())");
        }
    }

    private List<String> listed() {
        return sql.query("select order_id from order_by_status join orders using (id) order by id", row -> row.getString(1));
    }

    /** As that release's process calls it: prepared once, by names and places that have not changed. */
    private void store(String order) throws SQLException {
        String values = sql.query("select unnest(proargnames) from pg_proc where proname = 'store_orders'", row -> row.getString(1)).stream()
            .map(name -> name + " => '" + (name.equals("order_order") ? "{" + order + "}" : STORED.getOrDefault(name, "{}")) + "'").collect(joining(", "));
        try (PreparedStatement call = old.prepareStatement("select store_orders(" + values + ")")) {
            call.execute();
        }
    }

    /** The function without the rows of order_change. */
    private static String storeOrdersOfBefore() throws IOException {
        try (InputStream file = RollingUpgradeTest.class.getResourceAsStream("/db/migration/R__store_orders.sql")) {
            String now = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            String before = now.replaceFirst("(?s)    -- For whoever looks on.*?    end if;\n", "");
            assertThat(before).isNotEqualTo(now).doesNotContain("order_change");
            return before;
        }
    }
}
