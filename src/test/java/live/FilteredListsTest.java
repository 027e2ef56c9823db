package live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import database.OwnDatabase;
import database.Sql;
import http.Cursor;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import orders.OrderFilter;
import orders.OrderList;
import orders.OrderPage;
import orders.OrderStatus;
import orders.OrderSummary;
import orders.SearchLimits;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of orders by random filters, from whichever end a text is met, against what is found by going through all orders. */
class FilteredListsTest {

    private static final int ORDERS = 400;
    private static final int FILTERS = 400;
    private static final int PAGE = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<OrderStatus> STATUSES = List.of(OrderStatus.PENDING, OrderStatus.SHIPPED, OrderStatus.COMPLETED);
    private static final List<String> SYLLABLES = List.of("Nguyễn", "Thị", "Thu", "Ngọc", "Bảo", "Hương", "ĐẶNG", "Quỳnh", "100%", "a_b", "c\\d");

    private final Random random = new Random(20260101);
    private OwnDatabase database;
    private Sql sql;
    private OrderListings listings;

    private record Stored(long id, String orderId, String platform, String shop, String status, String dealer, Instant at, String name, String phone) { }

    @BeforeEach
    void orders() throws SQLException {
        database = OwnDatabase.migrated("filtered_lists");
        sql = new Sql(database.pool);
        listings = new OrderListings(database.pool, new ChangeLog(sql));
        String[][] made = new String[7][ORDERS];
        for (int i = 0; i < ORDERS; i++) {
            made[0][i] = one("p", 2);
            made[1][i] = one("s", 3);
            made[2][i] = random.nextInt(100, 1000) + "-" + i;
            made[3][i] = random.nextInt(20) == 0 ? null : status();
            made[4][i] = random.nextBoolean() ? null : one("D", 2);
            made[5][i] = buyer();
            made[6][i] = Integer.toString(random.nextInt(ORDERS / 4));
        }
        sql.update("""
            with made as (
                insert into orders (platform, shop_id, order_id, status, dealer_id, buyer, created_at, updated_at)
                select platform, shop, id, status, dealer, buyer::jsonb, '2026-03-01T00:00:00Z'::timestamptz + hours::int * interval '1 hour', now()
                  from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                    with ordinality as o (platform, shop, id, status, dealer, buyer, hours, n) order by n
                returning id)
            insert into order_change (orders, events, ages) select array[id], 1, '{}' from made""", (Object[]) made);
        listings.follow();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aListByAnyFilterIsWhatIsFoundByGoingThroughAllOrders() {
        // Then
        listsAreWhatIsFoundByGoingThroughAllOrders();
    }

    @Test
    void aListByAnyFilterFollowsWhatOrdersHaveBecome() throws SQLException {
        // Given orders of which many have another status, another buyer or none
        for (Stored order : all()) {
            sql.update("""
                with changed as (update orders set status = ?, buyer = ?::jsonb, created_at = created_at - ? * interval '1 minute' where id = ? returning id)
                insert into order_change (orders, events, ages) select array[id], 1, '{}' from changed""",
                random.nextBoolean() ? order.status : status(), buyer(), random.nextInt(3), order.id);
        }

        // When
        listings.follow();

        // Then
        listsAreWhatIsFoundByGoingThroughAllOrders();
    }

    @Test
    void aListByAnyFilterIsTheSameWhileNamesAreBeingCopiedBesideOrders() throws SQLException {
        // Given orders that were listed by the release before, which kept the name once alone
        listedByTheReleaseBefore();
        listsAreWhatIsFoundByGoingThroughAllOrders();

        // When all are looked at anew
        sql.update("update order_listing set missing = ?", Long.MAX_VALUE);
        listings.follow();

        // Then
        assertThat(sql.query("select 1 from order_by_buyer where name is null and name_key is not null", row -> 1)).isEmpty();
        listsAreWhatIsFoundByGoingThroughAllOrders();
    }

    @Test
    void theReleaseBeforeListsNoBuyersBesideThisOne() {
        // When it follows, with the statement it has
        ThrowingCallable follows = () -> sql.update("insert into order_by_buyer (id, created_at, name_key) values (-1, now(), md5('an')::uuid)");

        // Then it fails, and does not say of orders that they need not be looked at anew
        assertThatThrownBy(follows).hasStackTraceContaining("order_by_buyer_name");
    }

    @Test
    void noNameIsKeptOfAnOrderThatLostItBeforeItWasCopied() throws SQLException {
        // Given
        listedByTheReleaseBefore();
        sql.update("""
            with changed as (update orders set buyer = buyer - 'name' where id % 4 = 0 returning id)
            insert into order_change (orders, events, ages) select array_agg(id), 1, '{}' from changed""");

        // When
        listings.follow();

        // Then
        assertThat(sql.query("select name from buyer_name", row -> row.getString(1)))
            .containsExactlyInAnyOrderElementsOf(sql.query("select distinct searched(buyer ->> 'name') from orders where buyer ->> 'name' is not null", row -> row.getString(1)));
        listsAreWhatIsFoundByGoingThroughAllOrders();
    }

    @Test
    void aListByTextIsOfOneMomentWhateverChangesWhileItIsFound() {
        // Given orders that get another status, time and buyer after each statement of a search but the two that begin it
        List<Stored> all = all();
        DataSource changing = (DataSource) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> changing((Connection) method.invoke(database.pool, arguments)));

        for (int i = 0; i < FILTERS; i++) {
            OrderFilter filter = new OrderFilter(Optional.empty(), Optional.empty(), i % 2 == 0 ? Set.of() : Set.of(OrderStatus.PENDING, OrderStatus.SHIPPED),
                Optional.empty(), Optional.of(text(all.get(i))), Optional.empty(), Optional.empty());
            List<Long> expected = expected(filter, all());

            // When
            OrderPage page = new OrderList(changing, limits()).page(filter, Optional.empty(), PAGE);

            // Then
            assertThat(page.orders().stream().map(OrderSummary::id)).as("%s", filter).containsExactlyElementsOf(expected.subList(0, Math.min(PAGE, expected.size())));
        }
    }

    @Test
    void aNameIsFoundWithItsAccentsOrWithoutHoweverAChannelWritesThem() throws SQLException {
        // Given
        rename(all().get(0).id, Normalizer.normalize("Tôn Thất Ẩn", Normalizer.Form.NFD));

        // When
        listings.follow();

        // Then
        for (String text : List.of("thất ẩn", "That an", "THẬT Ấn", Normalizer.normalize("thất ẩn", Normalizer.Form.NFD))) {
            OrderFilter filter = new OrderFilter(Optional.empty(), Optional.empty(), Set.of(), Optional.empty(), Optional.of(text), Optional.empty(), Optional.empty());
            assertThat(listed(filter)).as(text).containsExactly(all().get(0).id);
        }
    }

    @Test
    void noNameIsKeptThatNoOrderHas() throws SQLException {
        // Given
        sql.update("""
            with changed as (update orders set buyer = ?::jsonb where id % 3 > 0 returning id)
            insert into order_change (orders, events, ages) select array_agg(id), 1, '{}' from changed""", "{\"name\": \"An\", \"phone\": \"1\"}");
        sql.update("""
            with changed as (update orders set buyer = null where id % 3 = 0 and id % 2 = 0 returning id)
            insert into order_change (orders, events, ages) select array_agg(id), 1, '{}' from changed""");

        // When
        listings.follow();

        // Then
        assertThat(sql.query("select name from buyer_name", row -> row.getString(1))).contains("an")
            .containsExactlyInAnyOrderElementsOf(sql.query("select distinct searched(buyer ->> 'name') from orders where buyer ->> 'name' is not null", row -> row.getString(1)));
    }

    @Test
    void noNameIsKeptThatAnOrderHadOnlyWhileItWasBeingListed() throws Exception {
        // Given an order of a buyer whose name is another before the listing that has begun is done
        long id = all().get(0).id;
        rename(id, "Ngắn");
        CompletableFuture<Void> listing;
        try (Connection connection = database.connection(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into buyer_name (key, name) values (md5('ngan')::uuid, 'ngan')");
            listing = CompletableFuture.runAsync(this::follow);
            await().until(() -> isWaitedFor(statement));
            rename(id, "Dài");
            connection.rollback();
        }
        listing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        // When
        listings.follow();

        // Then
        assertThat(sql.query("select name from buyer_name", row -> row.getString(1))).contains("dai").doesNotContain("ngan");
    }

    private void listedByTheReleaseBefore() {
        sql.update("alter table order_by_buyer drop constraint order_by_buyer_name");
        sql.update("update order_by_buyer set name = null where id % 2 = 0");
        sql.update("alter table order_by_buyer add constraint order_by_buyer_name check (name_key is not distinct from md5(name)::uuid) not valid");
    }

    private Connection changing(Connection connection) {
        int[] prepared = {0};
        return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
            if (method.getName().equals("prepareStatement") && prepared[0]++ > 0) {
                sql.update("""
                    with changed as (
                        update orders set status = ?, buyer = ?::jsonb, created_at = created_at + ? * interval '1 hour' where id % 10 = ? returning id)
                    insert into order_change (orders, events, ages) select array_agg(id), 1, '{}' from changed""", status(), buyer(), random.nextInt(-50, 50), random.nextInt(10));
                listings.follow();
            }
            return method.invoke(connection, arguments);
        });
    }

    private void listsAreWhatIsFoundByGoingThroughAllOrders() {
        List<Stored> all = all();
        for (int i = 0; i < FILTERS; i++) {
            OrderFilter filter = filter(all);
            assertThat(listed(filter)).as("%s", filter).isEqualTo(expected(filter, all));
        }
    }

    private void rename(long id, String name) {
        sql.update("""
            with changed as (update orders set buyer = jsonb_build_object('name', ?::text) where id = ? returning id)
            insert into order_change (orders, events, ages) select array[id], 1, '{}' from changed""", name, id);
    }

    private void follow() {
        try {
            listings.follow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isWaitedFor(Statement statement) throws SQLException {
        try (ResultSet waits = statement.executeQuery("select exists (select from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid)))")) {
            return waits.next() && waits.getBoolean(1);
        }
    }

    /** Each page by other limits, so that one may be found in another way than the page before. */
    private List<Long> listed(OrderFilter filter) {
        List<Long> ids = new ArrayList<>();
        Optional<Cursor> after = Optional.empty();
        do {
            OrderPage page = new OrderList(database.pool, limits()).page(filter, after, PAGE);
            ids.addAll(page.orders().stream().map(OrderSummary::id).toList());
            after = Optional.ofNullable(page.next()).map(next -> Cursor.parse(next).orElseThrow());
        } while (after.isPresent());
        return ids;
    }

    private SearchLimits limits() {
        return new SearchLimits(oneOf(1, 20, 1_000), oneOf(1, 40, 1_000), oneOf(0, 3, 1_000), oneOf(0, 10, 1_000));
    }

    private static List<Long> expected(OrderFilter filter, List<Stored> all) {
        return all.stream()
            .filter(order -> filter.platform().map(order.platform::equals).orElse(true))
            .filter(order -> filter.shop().map(order.shop::equals).orElse(true))
            .filter(order -> filter.statuses().isEmpty() || filter.statuses().stream().anyMatch(status -> status.name().equals(order.status)))
            .filter(order -> filter.dealer().map(dealer -> dealer.equals(order.dealer)).orElse(true))
            .filter(order -> filter.from().map(from -> !order.at.isBefore(from)).orElse(true))
            .filter(order -> filter.to().map(order.at::isBefore).orElse(true))
            .filter(order -> filter.text().map(text -> order.orderId.startsWith(text) || text.length() >= 3 && (has(order.name, text) || has(order.phone, text))).orElse(true))
            .sorted(Comparator.comparing(Stored::at).thenComparing(Stored::id).reversed()).map(Stored::id).toList();
    }

    private static boolean has(String value, String text) {
        return value != null && plain(value).contains(plain(text));
    }

    private static String plain(String words) {
        return Normalizer.normalize(words.toLowerCase(Locale.ROOT), Normalizer.Form.NFD).replaceAll("\\p{M}", "").replace('đ', 'd');
    }

    private List<Stored> all() {
        return sql.query("select id, order_id, platform, shop_id, status, dealer_id, created_at, buyer ->> 'name', buyer ->> 'phone' from orders order by id", row ->
            new Stored(row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5), row.getString(6), row.getTimestamp(7).toInstant(),
                row.getString(8), row.getString(9)));
    }

    private OrderFilter filter(List<Stored> all) {
        Set<OrderStatus> statuses = EnumSet.noneOf(OrderStatus.class);
        for (int i = random.nextInt(5); i > 0; i--) {
            statuses.add(STATUSES.get(random.nextInt(STATUSES.size())));
        }
        Stored some = all.get(random.nextInt(all.size()));
        return new OrderFilter(maybe(some.platform), maybe(some.shop), statuses, random.nextBoolean() ? maybe(some.dealer) : Optional.empty(),
            random.nextInt(4) > 0 ? Optional.of(text(some)) : Optional.empty(), random.nextInt(4) == 0 ? Optional.of(some.at) : Optional.empty(),
            random.nextInt(4) == 0 ? Optional.of(all.get(random.nextInt(all.size())).at) : Optional.empty());
    }

    /** Part of something of the order, or of none, in some case. */
    private String text(Stored order) {
        List<String> words = Stream.of(order.orderId.substring(0, random.nextInt(order.orderId.length()) + 1), order.name, order.phone, "Thu Thị", "xyz", "%%%", "___")
            .filter(word -> word != null).toList();
        String word = words.get(random.nextInt(words.size()));
        if (!word.equals(order.name) && !word.equals(order.phone)) {
            return word;
        }
        int from = random.nextInt(word.length());
        String part = word.substring(from, from + random.nextInt(word.length() - from) + 1);
        return switch (random.nextInt(3)) {
            case 0 -> part.toUpperCase(Locale.ROOT);
            case 1 -> plain(part);
            default -> part;
        };
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextBoolean() ? Optional.empty() : Optional.ofNullable(value);
    }

    private String status() {
        return STATUSES.get(random.nextInt(STATUSES.size())).name();
    }

    private int oneOf(int... values) {
        return values[random.nextInt(values.length)];
    }

    private String one(String prefix, int of) {
        return prefix + random.nextInt(of);
    }

    private String buyer() {
        String name = random.nextInt(5) == 0 ? "null" : "\"" + String.join(" ", Stream.generate(() -> SYLLABLES.get(random.nextInt(SYLLABLES.size())))
            .limit(random.nextInt(1, 5)).toList()).replace("\\", "\\\\") + "\"";
        String phone = random.nextInt(5) == 0 ? "null" : "\"09" + random.nextInt(100, 1000) + (random.nextBoolean() ? "X*" : "") + "\"";
        return random.nextInt(8) == 0 ? null : "{\"name\": " + name + ", \"phone\": " + phone + "}";
    }
}
