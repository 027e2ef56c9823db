package orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import database.OwnDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
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

/** The design's second invariant, on a real PostgreSQL: order of arrival, repetition and batching change nothing. */
// Shrinking goes on in a thread of its own when its time is over, and writes among what the next test tells.
@PropertyDefaults(shrinking = ShrinkingMode.OFF)
class OrderHistoryTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final List<String> STATUSES = List.of("ON_HOLD", "PENDING", "CONFIRMED", "PACKED", "READY_TO_SHIP", "SHIPPED",
        "DELIVERED", "COMPLETED", "RETURNING", "FAILED", "CANCELLED", "RETURNED");
    private static final List<String> DEAD = List.of("FAILED", "CANCELLED", "RETURNED");

    private static OwnDatabase own;
    private static PGSimpleDataSource database;
    private static Connection connection;

    /**
     * One thing a channel says.
     *
     * @param line   0: the order as a whole
     * @param second since {@link #START}; few of them, so that times often are equal
     * @param status an index of {@link #STATUSES}; 12: unchanged; 13: previous
     * @param credit what was decided of the order's credit; null: it is on nobody's account
     */
    record Saying(int order, int line, int second, int status, boolean reverse, Integer amount, String buyer, Decision credit) { }

    /** Few versions, so that two decisions, which may contradict each other, often have one. */
    record Decision(int version, boolean locked, String available) { }

    @BeforeContainer
    static void database() throws SQLException {
        own = OwnDatabase.migrated("order_history");
        database = new PGSimpleDataSource();
        database.setUrl(own.url());
        database.setUser("postgres");
        connection = database.getConnection();
    }

    @AfterContainer
    static void close() throws SQLException {
        connection.close();
        own.close();
    }

    @Property(tries = 150)
    void anyPermutationAndDuplicationOfTheSameEventsEndsInTheSameRows(@ForAll("histories") List<Saying> history, @ForAll long seed)
        throws Exception {
        // Given
        List<byte[]> told = messages(history);
        Random random = new Random(seed);
        store(told, told.size(), random);
        String inOrder = rows();

        // When
        List<byte[]> shuffled = new ArrayList<>(told);
        told.stream().filter(message -> random.nextInt(3) == 0).forEach(shuffled::add);
        Collections.shuffle(shuffled, random);
        store(shuffled, 1 + random.nextInt(5), random);

        // Then
        assertThat(rows()).isEqualTo(inOrder);
    }

    @Property(tries = 150)
    void anOrderHasTheStatusOfItsLeastAdvancedLineThatIsAlive(@ForAll("histories") List<Saying> history, @ForAll long seed)
        throws Exception {
        // Given
        List<byte[]> told = messages(history);
        Random random = new Random(seed);
        Collections.shuffle(told, random);

        // When
        store(told, 3, random);

        // Then
        assertThat(statuses()).isEqualTo(expectedStatuses(history));
    }

    @Example
    void whatPostgresqlLostIsStoredAgainWhenItIsToldAgainAfterItCouldNotBeReached() throws Exception {
        // Given a process that knows an order, which PostgreSQL lost when it failed
        List<byte[]> told = messages(List.of(new Saying(1, 1, 0, 3, false, null, null, null)));
        AtomicBoolean isAway = new AtomicBoolean();
        OrderStore process = process(1000, new PGSimpleDataSource() {
            {
                setUrl(own.url());
                setUser("postgres");
            }

            @Override
            public Connection getConnection() throws SQLException {
                if (isAway.get()) {
                    throw new SQLException("away", "08001");
                }
                return super.getConnection();
            }
        });
        truncate();
        process.store(OrderBatch.of(told), new int[] {0}, new String[0]);
        String stored = rows();
        truncate();
        isAway.set(true);
        Throwable away = catchThrowable(() -> process.store(OrderBatch.of(told), new int[] {0}, new String[0]));
        isAway.set(false);

        // When
        process.store(OrderBatch.of(told), new int[] {0}, new String[0]);

        // Then
        assertThat(away).hasMessage("away");
        assertThat(rows()).isEqualTo(stored);
    }

    @Property(tries = 100)
    void anOrderWaitsForCreditAsItsNewestDecisionSays(@ForAll("histories") List<Saying> history, @ForAll long seed) throws Exception {
        // Given
        List<byte[]> told = messages(history);
        Random random = new Random(seed);
        Collections.shuffle(told, random);

        // When
        store(told, 1 + random.nextInt(4), random);

        // Then
        Map<String, String> waiting = history.stream().map(saying -> "o" + saying.order).distinct()
            .collect(Collectors.toMap(order -> order, order -> Boolean.toString(newest(history, order).map(Decision::locked).orElse(false))));
        assertThat(column("credit_locked::text")).isEqualTo(waiting);
    }

    @Example
    void aReleasedOrderIsAgainWhatItsChannelSaysEvenWhereOnlyItsRowIsKnown() throws Exception {
        // Given an order that is locked, and another process that has never seen it
        List<byte[]> told = messages(List.of(new Saying(1, 0, 0, 2, false, null, null, new Decision(1, true, "0")),
            new Saying(1, 0, 1, 3, false, null, null, null), new Saying(1, 0, 2, 12, false, null, null, new Decision(2, false, "5"))));
        truncate();
        process(1000).store(OrderBatch.of(told.subList(0, 1)), new int[] {0}, new String[0]);
        OrderStore other = process(1000);

        // When its channel tells a status, and then it is released
        other.store(OrderBatch.of(told.subList(1, 2)), new int[] {0}, new String[0]);
        Map<String, String> locked = statuses();
        process(1000).store(OrderBatch.of(told.subList(2, 3)), new int[] {0}, new String[0]);

        // Then
        assertThat(locked).isEqualTo(Map.of("o1", "ON_HOLD"));
        assertThat(statuses()).isEqualTo(Map.of("o1", "PACKED"));
        assertThat(column("platform_status")).isEqualTo(Map.of("o1", "word-3"));
        assertThat(column("credit ->> 'available'")).isEqualTo(Map.of("o1", "5"));
    }

    @Example
    void ofDeliveriesThatDifferInLittleAndCameAtOneTimeTheSameIsKept() throws Exception {
        // Given deliveries of one event, and how they differ
        List<byte[]> deliveries = Stream.of("\"amount\":\"10\",\"currency\":\"VND\"", "\"amount\":\"9\",\"currency\":\"VND\"", "\"amount\":\"9\",\"currency\":\"USD\"",
            "\"reverse\":true", "\"line_id\":\"\uD83D\uDE00\"", "\"line_id\":\"\uFF01\"").map(differs -> """
                {"event_id":"e","platform":"lazada","shop_id":"1","order_id":"o1","status":"PENDING","platform_status":"word","timestamp":"2026-11-01T00:00:00Z",
                 "received_at":"2026-11-01T00:01:00Z","source":"webhook","mapping":"test@1",%s}""".formatted(differs).getBytes(StandardCharsets.UTF_8)).toList();
        Set<String> kept = new HashSet<>();

        // When they come in one batch, and one by one, in many orders
        for (int seed = 0; seed < 20; seed++) {
            List<byte[]> shuffled = new ArrayList<>(deliveries);
            Collections.shuffle(shuffled, new Random(seed));
            store(shuffled, seed % 2 == 0 ? 1 : shuffled.size(), new Random(seed));
            kept.add(rows());
        }

        // Then
        assertThat(kept).hasSize(1);
    }

    @Example
    void anOrderDeletedSinceItWasStoredIsStoredAnewWithTheNextEvent() throws Exception {
        // Given a store that remembers an order of two lines, of which somebody deletes the row and leaves the rest
        List<byte[]> told = messages(List.of(new Saying(1, 1, 0, 1, false, null, null, null), new Saying(1, 2, 1, 3, false, null, null, null),
            new Saying(1, 0, 2, 12, false, null, null, null)));
        truncate();
        OrderStore store = process(1000);
        store.store(OrderBatch.of(told.subList(0, 2)), new int[] {0}, new String[0]);
        try (Statement statement = connection.createStatement()) {
            statement.execute("delete from orders");
        }

        // When
        store.store(OrderBatch.of(told), new int[] {0}, new String[0]);

        // Then the lines, of which nothing newer was told, give it its status
        assertThat(statuses()).isEqualTo(Map.of("o1", "PENDING"));
    }

    @Provide
    Arbitrary<List<Saying>> histories() {
        Arbitrary<Saying> saying = Combinators.combine(
            Arbitraries.integers().between(1, 2), Arbitraries.integers().between(0, 3), Arbitraries.integers().between(0, 6),
            Arbitraries.integers().between(0, 13), Arbitraries.of(true, false, false, false),
            Arbitraries.integers().between(1, 3).injectNull(0.6), Arbitraries.of("An", "Bình").injectNull(0.7), decisions().injectNull(0.6))
            // Only a return or cancellation can be taken back.
            .as((order, line, second, status, reverse, amount, buyer, credit) ->
                new Saying(order, line, second, status, reverse || status == 13, amount, buyer, credit));
        return saying.list().ofMinSize(1).ofMaxSize(14);
    }

    private static Arbitrary<Decision> decisions() {
        return Combinators.combine(Arbitraries.integers().between(1, 3), Arbitraries.of(true, false), Arbitraries.of("0", "10", "9"))
            .as(Decision::new);
    }

    // --- the same rules, said simply --------------------------------------------------------------------------------

    private static Map<String, String> expectedStatuses(List<Saying> history) {
        return history.stream().collect(Collectors.groupingBy(saying -> "o" + saying.order)).entrySet().stream()
            .filter(order -> shownStatus(history, order) != null)
            .collect(Collectors.toMap(Map.Entry::getKey, order -> shownStatus(history, order)));
    }

    private static String shownStatus(List<Saying> history, Map.Entry<String, List<Saying>> order) {
        return newest(history, order.getKey()).filter(Decision::locked).map(locked -> "ON_HOLD")
            .orElseGet(() -> expectedStatus(order.getValue()));
    }

    /** The decision of the greatest version; of two, the one that locks. */
    private static Optional<Decision> newest(List<Saying> history, String order) {
        return history.stream().filter(saying -> ("o" + saying.order).equals(order) && saying.credit != null).map(Saying::credit)
            .max(Comparator.comparing(Decision::version).thenComparing(Decision::locked));
    }

    private static String expectedStatus(List<Saying> history) {
        Map<Integer, List<Saying>> byLine = history.stream().filter(saying -> saying.status != 12).collect(Collectors.groupingBy(Saying::line));
        List<Saying> now = byLine.entrySet().stream().map(line -> now(line.getValue())).filter(saying -> saying != null).toList();
        List<Saying> lines = now.stream().filter(saying -> saying.line != 0).toList();
        if (lines.size() < 2) {
            return now.stream().max(LATER).map(OrderHistoryTest::status).orElse(null);
        }
        return lines.stream().filter(line -> !DEAD.contains(status(line))).min(Comparator.comparing(Saying::status))
            .or(() -> lines.stream().max(LATER)).map(OrderHistoryTest::status).orElse(null);
    }

    /** Later in the source's time; at equal times further. */
    private static final Comparator<Saying> LATER = Comparator.comparing(Saying::second)
        .thenComparing(saying -> saying.status == 13 ? -1 : saying.status);

    private static Saying now(List<Saying> line) {
        Saying forth = line.stream().filter(saying -> !saying.reverse).max(LATER).orElse(null);
        Saying back = line.stream().filter(Saying::reverse).max(LATER).orElse(null);
        boolean reversed = back != null && back.status != 13 && (forth == null || back.second >= forth.second);
        return reversed ? back : forth;
    }

    private static String status(Saying saying) {
        return STATUSES.get(saying.status);
    }

    // --- the statement, and what it left ----------------------------------------------------------------------------

    private static List<byte[]> messages(List<Saying> history) throws JsonProcessingException {
        List<byte[]> messages = new ArrayList<>();
        for (Saying saying : history) {
            Map<String, Object> message = new LinkedHashMap<>();
            // Few ids: a sender may send other things under one id.
            message.put("event_id", "e" + saying.hashCode() % 5);
            message.put("platform", "lazada");
            message.put("shop_id", "1");
            message.put("order_id", "o" + saying.order);
            if (saying.line > 0) {
                message.put("line_id", "l" + saying.line);
            }
            if (saying.status < 12) {
                message.put("status", status(saying));
            } else {
                message.put("effect", saying.status == 12 ? "unchanged" : "previous");
            }
            if (saying.reverse) {
                message.put("reverse", true);
            }
            message.put("platform_status", "word-" + saying.status);
            message.put("timestamp", START.plusSeconds(saying.second).toString());
            // Some at one time.
            message.put("received_at", START.plusSeconds(60 + messages.size() / 3).toString());
            if (saying.amount != null) {
                message.put("amount", saying.amount.toString());
                message.put("currency", "VND");
            }
            if (saying.buyer != null) {
                message.put("buyer", Map.of("name", saying.buyer));
            }
            if (saying.credit != null) {
                message.put("credit", Map.of("decision", saying.credit.locked ? "LOCKED" : "OK", "dealer", "D-1",
                    "available", saying.credit.available, "version", saying.credit.version));
            }
            message.put("source", "webhook");
            message.put("mapping", "test@1");
            messages.add(JSON.writeValueAsBytes(message));
        }
        return messages;
    }

    /** Two processes store by turns, each of which may keep only a few orders in memory. */
    private static void store(List<byte[]> messages, int batchSize, Random random) throws SQLException {
        truncate();
        List<OrderStore> processes = List.of(process(1000), process(random.nextInt(4)));
        for (int from = 0; from < messages.size(); from += batchSize) {
            OrderBatch batch = OrderBatch.of(messages.subList(from, Math.min(messages.size(), from + batchSize)));
            processes.get(random.nextInt(2)).store(batch, new int[] {0}, new String[0]);
        }
    }

    private static StoreConfig settings(int keptLines) {
        return new StoreConfig() {
            @Override
            public int keptLines() {
                return keptLines;
            }

            @Override
            public Duration keptFor() {
                return Duration.ofMinutes(10);
            }
        };
    }

    private static void truncate() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("truncate orders, order_line, order_event");
        }
    }

    private static OrderStore process(int keptLines) {
        return process(keptLines, database);
    }

    private static OrderStore process(int keptLines, DataSource database) {
        return new OrderStore(database, new KnownOrders(settings(keptLines)), new DetailsShops(Map::of, null), new NoPostings());
    }

    private static String rows() throws SQLException {
        return table("select to_jsonb(o) - 'id' from orders o order by order_id")
            + table("select to_jsonb(l) from order_line l order by order_id, line_id")
            + table("select to_jsonb(e) from order_event e order by order_id, occurred_at, event_id");
    }

    private static String table(String sql) throws SQLException {
        StringBuilder rows = new StringBuilder();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.append(result.getString(1)).append('\n');
            }
        }
        return rows.toString();
    }

    private static Map<String, String> statuses() throws SQLException {
        return column("status");
    }

    /** What an expression gives of each order of which it gives anything. */
    private static Map<String, String> column(String expression) throws SQLException {
        Map<String, String> values = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
             ResultSet result = statement.executeQuery("select order_id, " + expression + " as value from orders order by order_id")) {
            while (result.next()) {
                if (result.getString(2) != null) {
                    values.put(result.getString(1), result.getString(2));
                }
            }
        }
        return values;
    }
}
