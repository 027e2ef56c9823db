package orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import database.OwnDatabase;
import finance.FinanceConfig;
import finance.postings.PostingsConfig;
import finance.postings.StoredPostings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.postgresql.ds.PGSimpleDataSource;

/** What is posted of orders follows from what was told of them, on a real PostgreSQL, with the settings the application has. */
// Shrinking goes on in a thread of its own when its time is over, and writes among what the next test tells.
@PropertyDefaults(shrinking = ShrinkingMode.OFF)
class PostedOrdersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final List<String> STATUSES = List.of("ON_HOLD", "CONFIRMED", "SHIPPED", "DELIVERED", "DELIVERED", "COMPLETED", "RETURNING",
        "CANCELLED", "RETURNED");
    private static final List<String> ITEMS = List.of("[]",
        "[{\"line_id\": \"l1\", \"sku\": \"A\", \"quantity\": \"2\", \"price\": \"10.5\"}, {\"line_id\": \"l2\", \"sku\": \"B\", \"quantity\": \"1\", \"price\": \"30\"}]",
        "[{\"line_id\": \"l1\", \"price\": \"40\"}, {\"line_id\": \"l2\", \"price\": \"40\"}, {\"line_id\": \"l3\"}]");

    private static final int DAY = 86400;

    private static OwnDatabase own;
    private static PGSimpleDataSource database;
    private static Connection connection;
    private static StoredPostings postings;
    private static StoredPostings rising;
    private static StoredPostings keepingNothing;

    /**
     * One thing a channel says.
     *
     * @param line   0: the order as a whole
     * @param second since {@link #START}; few of them, so that times often are equal
     * @param status null: unchanged, or, of a return, withdrawn
     * @param amount such as {@code 100 VND}; null: it tells none; items too
     * @param locked whether credit locks the order; null: it is on nobody's account
     */
    record Saying(int order, int line, int second, String status, boolean reverse, String amount, String items, Boolean locked) {
        static Saying of(int second, String status) {
            return new Saying(1, 0, second, status, false, null, null, null);
        }

        Saying aDayForASecond() {
            return new Saying(order, line, DAY * second, status, reverse, amount, items, locked);
        }

        Saying line(int number) {
            return new Saying(order, number, second, status, reverse, amount, items, locked);
        }

        Saying sold(String at, String of) {
            return new Saying(order, line, second, status, reverse, at, of, locked);
        }

        Saying locked(boolean now) {
            return new Saying(order, line, second, status, reverse, amount, items, now);
        }
    }

    @BeforeContainer
    static void database() throws SQLException, IOException {
        own = OwnDatabase.migrated("posted_orders");
        database = new PGSimpleDataSource();
        database.setUrl(own.url());
        database.setUser("postgres");
        connection = database.getConnection();
        postings = postings(Map.of("ordersync.finance.fees.lazada", "0.05"));
        Map<String, String> rates = Map.of("ordersync.finance.vat.rates.\"2026-11-01\"", "0.11", "ordersync.finance.vat.rates.\"2026-11-02\"", "0.12",
            "ordersync.finance.vat.rates.\"2026-11-03\"", "0.13", "ordersync.finance.vat.rates.\"2026-11-04\"", "0.14", "ordersync.finance.vat.rates.\"2026-11-05\"", "0.15");
        rising = postings(rates);
        Map<String, String> none = new LinkedHashMap<>(rates);
        none.put("ordersync.finance.on.on-hold", "none");
        keepingNothing = postings(none);
    }

    /** With the settings the application has, and these. */
    private static StoredPostings postings(Map<String, String> settings) throws IOException {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withMapping(PostingsConfig.class).withMapping(FinanceConfig.class).withValidateUnknown(false)
            .withSources(new PropertiesConfigSource(Path.of("src/main/resources/application.properties").toUri().toURL()));
        settings.forEach(builder::withDefaultValue);
        SmallRyeConfig config = builder.build();
        return new StoredPostings(config.getConfigMapping(PostingsConfig.class), config.getConfigMapping(FinanceConfig.class));
    }

    @AfterContainer
    static void close() throws SQLException {
        connection.close();
        own.close();
    }

    @Property(tries = 50)
    void anyPermutationDuplicationAndBatchingOfTheSameEventsEndsInTheSameNet(@ForAll("histories") List<Saying> history, @ForAll long seed)
        throws Exception {
        // Given what is posted when all is told at once
        List<byte[]> told = messages(history);
        Random random = new Random(seed);
        clear();
        process(1000).store(OrderBatch.of(told), new int[] {0}, new String[0]);
        Map<String, String> atOnce = nets();

        // When
        List<byte[]> shuffled = new ArrayList<>(told);
        told.stream().filter(message -> random.nextInt(3) == 0).forEach(shuffled::add);
        Collections.shuffle(shuffled, random);
        clear();
        store(shuffled, 1 + random.nextInt(5), List.of(process(1000), process(random.nextInt(4))), random);

        // Then
        assertThat(nets()).isEqualTo(atOnce);
        assertThat(column("select business_key from erp_posting p where id = (select max(id) from erp_posting l where (l.order_id, l.kind) = (p.order_id, p.kind))"
            + " and business_key not like '%:' || (select count(*) from erp_posting c where (c.order_id, c.kind) = (p.order_id, p.kind))"))
            .as("counted with gaps").isEmpty();
        assertThat(column("select business_key from erp_posting where amount <> (document ->> 'net')::numeric + (document ->> 'tax')::numeric"
            + " + (document ->> 'rounding')::numeric")).as("do not sum").isEmpty();
        assertThat(column("select business_key from erp_posting except select business_key from erp_posting_step where status = 'CREATED'")).isEmpty();
    }

    @Property(tries = 40)
    void anyPermutationIsTaxedAtTheRatesOfTheDayItWasSoldOn(@ForAll("histories") List<Saying> history, @ForAll long seed) throws Exception {
        // Given rates that change while the order is told
        List<byte[]> told = messages(history.stream().map(Saying::aDayForASecond).toList());
        Random random = new Random(seed);
        clear();
        process(1000, rising).store(OrderBatch.of(told), new int[] {0}, new String[0]);
        Map<String, String> atOnce = grossByRate();

        // When
        List<byte[]> shuffled = new ArrayList<>(told);
        Collections.shuffle(shuffled, random);
        clear();
        store(shuffled, 1 + random.nextInt(5), List.of(process(1000, rising), process(random.nextInt(4), rising)), random);

        // Then
        assertThat(grossByRate()).isEqualTo(atOnce);
    }

    @Example
    void anOrderIsInvoicedOnTheDayItWasSoldOnHoweverLateItsAmountIsTold() throws Exception {
        // Given rates that change each day, and two lines of which one is delivered a day after the other
        clear();
        Saying[] sayings = {Saying.of(2 * DAY, "COMPLETED").line(1), Saying.of(0, "DELIVERED").line(1), Saying.of(0, "SHIPPED").line(2),
            Saying.of(DAY, "DELIVERED").line(2), Saying.of(3 * DAY, null).sold("112 VND", null)};

        // When
        process(1000, rising).store(OrderBatch.of(messages(List.of(sayings))), new int[] {0}, new String[0]);

        // Then
        assertThat(posted()).containsExactly("lazada:1:o1:INVOICE:1 112 2026-11-02 CREATED");
        assertThat(grossByRate()).isEqualTo(Map.of("o1 VND 0.12", "112"));
    }

    @Example
    void anEarlierDeliveryToldLateIsTaxedAtItsOwnDay() throws Exception {
        // Given an order that was invoiced at the rate of the third day
        clear();
        List<Saying> sold = List.of(Saying.of(0, "CONFIRMED").sold("111 VND", null), Saying.of(2 * DAY, "COMPLETED"));
        process(1000, rising).store(OrderBatch.of(messages(sold)), new int[] {0}, new String[0]);
        Map<String, String> before = grossByRate();

        // When
        process(1000, rising).store(OrderBatch.of(messages(List.of(Saying.of(DAY, "DELIVERED")))), new int[] {0}, new String[0]);

        // Then
        assertThat(before).isEqualTo(Map.of("o1 VND 0.13", "111"));
        assertThat(grossByRate()).isEqualTo(Map.of("o1 VND 0.12", "111"));
    }

    @Example
    void whereNoStatusKeepsWhatWasAnEventWithoutOneTellsNoneOfItsLine() throws Exception {
        // Given
        clear();
        Saying[] sayings = {Saying.of(0, "CONFIRMED").line(1).sold("111 VND", null), Saying.of(DAY, "DELIVERED").line(2), Saying.of(2 * DAY, null).line(1),
            Saying.of(3 * DAY, "DELIVERED").line(1)};

        // When
        process(1000, keepingNothing).store(OrderBatch.of(messages(List.of(sayings))), new int[] {0}, new String[0]);

        // Then
        assertThat(grossByRate()).isEqualTo(Map.of("o1 VND 0.14", "111"));
    }

    @Example
    void ofAnOrderWhoseFirstEventsAreNoLongerKeptTheRateOfItsInvoiceStays() throws Exception {
        // Given
        clear();
        process(1000, rising).store(OrderBatch.of(messages(List.of(Saying.of(0, "DELIVERED").sold("111 VND", null)))), new int[] {0}, new String[0]);
        column("with gone as (delete from order_event returning 1) select count(*) from gone");

        // When
        List<Saying> later = List.of(Saying.of(2 * DAY, "COMPLETED").sold("222 VND", null));
        process(1000, rising).store(OrderBatch.of(messages(later)), new int[] {0}, new String[0]);

        // Then
        assertThat(grossByRate()).isEqualTo(Map.of("o1 VND 0.11", "222"));
    }

    @Property(tries = 10)
    void twoWritersAtOncePostAsOneDoes(@ForAll("histories") List<Saying> history, @ForAll long seed) throws Exception {
        // Given
        List<byte[]> told = messages(history);
        clear();
        process(1000).store(OrderBatch.of(told), new int[] {0}, new String[0]);
        Map<String, String> one = nets();

        // When both tell all of it, each in an order of its own
        clear();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            Random random = new Random(seed + writer);
            List<byte[]> shuffled = new ArrayList<>(told);
            Collections.shuffle(shuffled, random);
            int partition = writer;
            writers.add(CompletableFuture.runAsync(() -> storeStubbornly(shuffled, 1 + random.nextInt(3), partition)));
        }
        CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get();

        // Then
        assertThat(nets()).isEqualTo(one);
    }

    @Example
    void aDeliveredOrderIsInvoicedOnceAndCompletingItPostsNothingMore() throws Exception {
        // When its amount comes after its delivery, and all of it again
        tell(Saying.of(0, "SHIPPED"), Saying.of(1, "DELIVERED"));
        List<String> withoutAmount = posted();
        List<Saying> later = List.of(Saying.of(1, null).sold("108000 VND", null), Saying.of(2, "COMPLETED"), Saying.of(1, "DELIVERED"),
            Saying.of(1, null).sold("108000 VND", null));
        tellMore(later.toArray(Saying[]::new));

        // Then
        assertThat(withoutAmount).isEmpty();
        assertThat(posted()).containsExactly("lazada:1:o1:INVOICE:1 108000 2026-11-01 CREATED", "lazada:1:o1:FEE:1 5400 2026-11-01 CREATED");
        assertThat(column("select document ->> 'net' || ' + ' || (document ->> 'tax') from erp_posting where kind = 'CUSTOMER_INVOICE'"))
            .containsExactly("100000 + 8000");
    }

    @Example
    void aLineThatCameBackIsTakenBackAndSoIsTheRestWithTheOrder() throws Exception {
        // Given
        tell(Saying.of(0, "DELIVERED").sold("51 USD", ITEMS.get(1)));

        // When
        tellMore(Saying.of(1, "RETURNED").line(2));
        tellMore(Saying.of(2, "RETURNED").line(1));

        // Then
        assertThat(posted()).filteredOn(posting -> !posting.contains("FEE")).containsExactly("lazada:1:o1:INVOICE:1 51 2026-11-01 CREATED",
            "lazada:1:o1:CREDIT:1 30 2026-11-01 CREATED", "lazada:1:o1:CREDIT:2 21 2026-11-01 CREATED");
        assertThat(column("select sum(case kind when 'CREDIT_MEMO' then -1 else 1 end * (document ->> 'tax')::numeric) = 0 from erp_posting")).containsExactly("t");
        assertThat(column("select trim_scale(sum(amount))::text from erp_posting where kind = 'PLATFORM_FEE'")).containsExactly("0");
    }

    @Example
    void anOrderOnHoldKeepsWhatIsPosted() throws Exception {
        // Given
        tell(Saying.of(0, "DELIVERED").sold("100 VND", null));

        // When its channel holds it, credit locks it, and both let go
        tellMore(Saying.of(1, "ON_HOLD"));
        tellMore(Saying.of(1, null).locked(true));
        Map<String, String> held = nets();
        tellMore(Saying.of(2, "SHIPPED"));

        // Then
        assertThat(held).isEqualTo(Map.of("o1 VND false", "100.0000", "o1 VND true", "5.0000"));
        assertThat(nets()).isEmpty();
    }

    @Example
    void anOrderOnHoldWasDeliveredEvenIfThatIsToldLate() throws Exception {
        // Given an order that is on hold
        tell(Saying.of(0, "CONFIRMED").sold("100 VND", null), Saying.of(3, "ON_HOLD"));
        List<String> held = posted();

        // When something older is told, which changes none of its rows
        tellMore(Saying.of(1, "DELIVERED"));

        // Then
        assertThat(held).isEmpty();
        assertThat(nets()).containsEntry("o1 VND false", "100.0000");
    }

    @Example
    void aLineOnHoldWhoseDeliveryIsNoLongerKeptKeepsWhatIsPostedUntilMoreIsToldOfIt() throws Exception {
        // Given
        tell(Saying.of(0, "DELIVERED").line(1).sold("51 USD", ITEMS.get(1)), Saying.of(0, "DELIVERED").line(2));
        column("with gone as (delete from order_event returning 1) select count(*) from gone");
        tellMore(Saying.of(DAY, "ON_HOLD").line(2));

        // When the other line comes back, and then the hold is over
        tellMore(Saying.of(2 * DAY, "RETURNED").line(1));
        Map<String, String> held = nets();
        tellMore(Saying.of(3 * DAY, "DELIVERED").line(2));

        // Then
        assertThat(held).containsEntry("o1 USD false", "51.0000");
        assertThat(nets()).containsEntry("o1 USD false", "30.0000");
    }

    @Example
    void aLineThatComesBackIsTakenBackWhileAnotherIsOnHold() throws Exception {
        // Given
        tell(Saying.of(0, "DELIVERED").line(1).sold("51 USD", ITEMS.get(1)), Saying.of(0, "DELIVERED").line(2));
        tellMore(Saying.of(DAY, "ON_HOLD").line(2));

        // When
        tellMore(Saying.of(2 * DAY, "RETURNED").line(1));

        // Then
        assertThat(nets()).containsEntry("o1 USD false", "30.0000");
    }

    @Example
    void anOrderOfALockedDealerIsInvoicedWhenItIsDelivered() throws Exception {
        // When
        tell(Saying.of(0, "CONFIRMED").sold("100 VND", null).locked(true));
        List<String> confirmed = posted();
        tellMore(Saying.of(1, "DELIVERED"));

        // Then
        assertThat(confirmed).isEmpty();
        assertThat(nets()).containsEntry("o1 VND false", "100.0000");
    }

    @Example
    void anAmountThatNoPostingCanSayStopsNeitherItsOrderNorItsBatch() throws Exception {
        // When
        tell(Saying.of(0, "DELIVERED").sold("999999999999999.9 VND", null), new Saying(2, 0, 0, "DELIVERED", false, "100 VND", null, null),
            new Saying(3, 0, 0, "DELIVERED", false, "100 XYZ", null, null));

        // Then
        assertThat(column("select order_id from orders order by 1")).containsExactly("o1", "o2", "o3");
        assertThat(column("select order_id from erp_posting where kind = 'CUSTOMER_INVOICE'")).containsExactly("o2");
    }

    @Example
    void anOrderWhosePostingCannotBeWrittenIsNotStoredEither() throws Exception {
        // Given a PostgreSQL that goes away between the two
        clear();
        OrderPostings broken = new OrderPostings() {
            @Override
            public SaleEffects effects() {
                return postings.effects();
            }

            @Override
            public void post(List<Sale> sales, Connection connection) throws SQLException {
                postings.post(sales, connection);
                throw new SQLException("away", "08006");
            }
        };
        OrderBatch batch = OrderBatch.of(messages(List.of(Saying.of(0, "DELIVERED").sold("100 VND", null))));

        // When
        Throwable failure = catchThrowable(() -> process(1000, broken).store(batch, new int[] {0}, new String[0]));

        // Then
        assertThat(failure).hasMessage("away");
        assertThat(column("select order_id from orders union all select business_key from erp_posting")).isEmpty();
    }

    @Example
    void ofLinesThatCameBackOfADeliveredOrderTheOthersAreStillSold() throws Exception {
        // Given an order of two lines, of which its channel tells as a whole
        tell(Saying.of(0, "DELIVERED").sold("51 USD", ITEMS.get(1)));

        // When of the one line that it names it tells a return, which is then the order's status
        tellMore(Saying.of(1, "RETURNED").line(1));

        // Then
        assertThat(column("select status from orders")).containsExactly("RETURNED");
        assertThat(nets()).containsEntry("o1 USD false", "30.0000");
    }

    @Example
    void aReturnThatIsToldByItsLineAndByTheAmountIsTakenBackOnce() throws Exception {
        // Given
        tell(Saying.of(0, "DELIVERED").sold("51 USD", ITEMS.get(1)));

        // When a line comes back, and then the amount is told of what is left
        tellMore(Saying.of(1, "RETURNED").line(1));
        tellMore(Saying.of(2, null).sold("30 USD", null));

        // Then
        assertThat(nets()).containsEntry("o1 USD false", "30.0000");
    }

    @Provide
    Arbitrary<List<Saying>> histories() {
        Arbitrary<Saying> saying = Combinators.combine(Arbitraries.of(1, 1, 1, 2), Arbitraries.of(0, 0, 1, 2, 3), Arbitraries.integers().between(0, 6),
            Arbitraries.of(STATUSES).injectNull(0.15), Arbitraries.of(true, false, false, false),
            Arbitraries.of("100 VND", "100 VND", "51.005 USD", "40 USD", "51 USD", "0.1 USD", "999999999999999 VND").injectNull(0.5),
            Arbitraries.of(ITEMS).injectNull(0.6), Arbitraries.of(true, false).injectNull(0.8)).as(Saying::new);
        return saying.list().ofMinSize(1).ofMaxSize(14);
    }

    // --- the store, and what it left --------------------------------------------------------------------------------

    private static void tell(Saying... sayings) throws Exception {
        clear();
        tellMore(sayings);
    }

    private static void tellMore(Saying... sayings) throws Exception {
        process(1000).store(OrderBatch.of(messages(List.of(sayings))), new int[] {0}, new String[0]);
    }

    private static void store(List<byte[]> messages, int batchSize, List<OrderStore> processes, Random random) throws SQLException {
        for (int from = 0; from < messages.size(); from += batchSize) {
            OrderBatch batch = OrderBatch.of(messages.subList(from, Math.min(messages.size(), from + batchSize)));
            processes.get(random.nextInt(processes.size())).store(batch, new int[] {0}, new String[0]);
        }
    }

    /** As the route does, which tries again when it was overtaken too often. */
    private static void storeStubbornly(List<byte[]> messages, int batchSize, int partition) {
        OrderStore process = process(1000);
        for (int from = 0; from < messages.size(); from += batchSize) {
            OrderBatch batch = OrderBatch.of(messages.subList(from, Math.min(messages.size(), from + batchSize)));
            boolean stored = false;
            while (!stored) {
                try {
                    process.store(batch, new int[] {partition}, new String[0]);
                    stored = true;
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).as("other than overtaken: %s", e).isIn("40001", "40P01");
                }
            }
        }
    }

    private static List<byte[]> messages(List<Saying> history) throws JsonProcessingException {
        List<byte[]> messages = new ArrayList<>();
        for (Saying saying : history) {
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("event_id", "e" + saying.hashCode());
            message.put("platform", "lazada");
            message.put("shop_id", "1");
            message.put("order_id", "o" + saying.order);
            if (saying.line > 0) {
                message.put("line_id", "l" + saying.line);
            }
            if (saying.status != null) {
                message.put("status", saying.status);
            } else {
                message.put("effect", saying.reverse ? "previous" : "unchanged");
            }
            if (saying.reverse) {
                message.put("reverse", true);
            }
            message.put("platform_status", "word-" + saying.status);
            message.put("timestamp", START.plusSeconds(saying.second).toString());
            message.put("received_at", START.plusSeconds(60).toString());
            if (saying.amount != null) {
                message.put("amount", saying.amount.split(" ")[0]);
                message.put("currency", saying.amount.split(" ")[1]);
            }
            if (saying.items != null) {
                message.put("items", JSON.readValue(saying.items, JsonNode.class));
            }
            if (saying.locked != null) {
                message.put("credit", Map.of("decision", saying.locked ? "LOCKED" : "OK", "dealer", "D-1", "version", 1 + saying.second));
            }
            message.put("source", "webhook");
            message.put("mapping", "test@1");
            messages.add(JSON.writeValueAsBytes(message));
        }
        return messages;
    }

    private static OrderStore process(int keptLines) {
        return process(keptLines, postings);
    }

    private static OrderStore process(int keptLines, OrderPostings postings) {
        StoreConfig settings = new StoreConfig() {
            @Override
            public int keptLines() {
                return keptLines;
            }

            @Override
            public Duration keptFor() {
                return Duration.ofMinutes(10);
            }
        };
        return new OrderStore(database, new KnownOrders(settings), new DetailsShops(Map::of, null), postings);
    }

    private static void clear() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Of so few rows quicker than to truncate.
            statement.execute("delete from orders; delete from order_line; delete from order_event; delete from erp_posting; delete from erp_posting_step");
        }
    }

    /** By order and currency: invoices less credit memos, where they are not 0, and the fees. */
    private static Map<String, String> nets() throws SQLException {
        Map<String, String> nets = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("""
            select order_id || ' ' || currency || ' ' || (kind = 'PLATFORM_FEE'), sum(case kind when 'CREDIT_MEMO' then -amount else amount end)
              from erp_posting group by 1 having sum(case kind when 'CREDIT_MEMO' then -amount else amount end) <> 0 order by 1""")) {
            while (row.next()) {
                nets.put(row.getString(1), row.getString(2));
            }
        }
        return nets;
    }

    /** By order, currency and rate: invoices less credit memos, where they are not 0. */
    private static Map<String, String> grossByRate() throws SQLException {
        Map<String, String> gross = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("""
            select order_id || ' ' || currency || ' ' || (line ->> 'rate'), trim_scale(sum(case kind when 'CREDIT_MEMO' then -1 else 1 end * (line ->> 'gross')::numeric))
              from erp_posting cross join jsonb_array_elements(document -> 'lines') as line where kind <> 'PLATFORM_FEE'
             group by 1 having sum(case kind when 'CREDIT_MEMO' then -1 else 1 end * (line ->> 'gross')::numeric) <> 0 order by 1""")) {
            while (row.next()) {
                gross.put(row.getString(1), row.getString(2));
            }
        }
        return gross;
    }

    private static List<String> posted() throws SQLException {
        return column("select business_key || ' ' || trim_scale(amount) || ' ' || posting_date || ' ' || status from erp_posting order by id");
    }

    private static List<String> column(String sql) throws SQLException {
        List<String> column = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql); ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                column.add(row.getString(1));
            }
        }
        return column;
    }
}
