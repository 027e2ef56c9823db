package live;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import access.Access;
import access.Tokens;
import database.AdvisoryLock;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URL;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import orders.ChangedOrders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class OrderStreamTest {

    /** Older than that is every change. */
    private static final Duration ALL = Duration.ofSeconds(-60);

    @Inject
    DataSource database;

    @Inject
    ChangeLog log;

    @Inject
    ChangedOrders orders;

    @Inject
    Frames frames;

    @Inject
    Listeners listeners;

    @Inject
    database.Sql sql;

    @Inject
    MeterRegistry meters;

    @TestHTTPResource("/orders/stream")
    URL address;

    /** Each test has a platform of its own, and so hears of its own orders alone. */
    private final String platform = "p" + UUID.randomUUID().toString().substring(0, 8);
    private final List<Screen> screens = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (Screen screen : screens) {
            screen.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void whatIsCommittedIsHeardByAllThatShowIt(String encoding) throws Exception {
        // Given two screens that show its platform, and one of another
        Screen one = listen("?platform=" + platform, "Accept-Encoding", encoding);
        Screen two = listen("?platform=" + platform, "Accept-Encoding", encoding);
        Screen other = listen("?platform=other" + platform);

        // When
        changed("Ngọc <b>'\"\\", "PENDING");

        // Then
        await().untilAsserted(() -> assertThat(one.heard("orders", "\"order_id\":\"Ngọc <b>'\\\"\\\\\"")).isTrue());
        await().untilAsserted(() -> assertThat(two.heard("orders", "\"status\":\"PENDING\"")).isTrue());
        assertThat(one.named("orders").get(0).data()).contains("\"platform\":\"" + platform + "\"", "\"created_at\":\"2026-01-01T00:00:00Z\"")
            .doesNotContain("buyer");
        assertThat(other.named("orders")).isEmpty();
    }

    @Test
    void whoComesBackIsToldWhatItMissed() throws Exception {
        // Given a screen that heard of one order and went away, and another order since
        Screen before = listen("?platform=" + platform);
        changed("o1", "PENDING");
        await().until(() -> before.heard("orders", "o1"));
        before.close();
        changed("o2", "PENDING");

        // When
        Screen after = listen("?platform=" + platform, "Last-Event-ID", before.lastId());

        // Then
        await().until(() -> after.heard("orders", "o2"));
        assertThat(after.named("reset")).isEmpty();
    }

    @Test
    void whoIsCutOffBeforeWhatItMissedComesBackWithWhatItHad() throws Exception {
        // Given an order that changed while a screen was away
        StreamPosition left;
        try (Connection connection = database.getConnection()) {
            left = log.now(connection).position();
        }
        changed("o1", "PENDING");
        LiveConfig config = ListenersTest.config(1, Duration.ofMinutes(10));
        Listeners listeners = new Listeners(config, new SimpleMeterRegistry());
        List<String> heard = new ArrayList<>();
        try {
            listeners.add(listener(heard, left));

            // When it comes back
            new ChangeFeed(database, log, orders, listeners, frames, config).tell();

            // Then nothing that is sent before the order says that it was told
            List<String> events = heard.stream().filter(told -> told.startsWith("event: ")).toList();
            assertThat(events.get(0)).startsWith("event: hello").doesNotContain("id: ");
            assertThat(events.get(1)).startsWith("event: orders").contains("\nid: ", "o1");
        } finally {
            listeners.stop();
        }
    }

    @Test
    void whoeverComesBackFromWhereverIsToldWhatWasMissed() throws Exception {
        // Given more screens that come back, each from a place of its own, than a round has room for
        StreamPosition now;
        try (Connection connection = database.getConnection()) {
            now = log.now(connection).position();
        }
        changed("o1", "PENDING");
        int screens = 40;
        LiveConfig config = ListenersTest.config(screens, Duration.ofMinutes(10));
        Listeners listeners = new Listeners(config, new SimpleMeterRegistry());
        List<List<String>> heard = new ArrayList<>();
        try {
            for (int i = 0; i < screens; i++) {
                heard.add(new ArrayList<>());
                listeners.add(listener(heard.get(i), new StreamPosition(now.ended() - i, now.life())));
            }
            ChangeFeed feed = new ChangeFeed(database, log, orders, listeners, frames, config);

            // When
            feed.tell();
            long first = heard.stream().filter(told -> !told.isEmpty() && told.stream().anyMatch(event -> event.startsWith("event: hello"))).count();
            feed.tell();
            feed.tell();

            // Then not all at once, but all
            assertThat(first).isBetween(1L, screens - 1L);
            assertThat(heard).allSatisfy(told -> assertThat(told).anyMatch(event -> event.startsWith("event: hello")));
        } finally {
            listeners.stop();
        }
    }

    @Test
    void whoComesBackIsToldOfFewOrdersHoweverOftenTheyChanged() throws Exception {
        // Given a screen that went away, and an order since, and another that changed in more transactions than are read at a time
        Screen before = listen("?platform=" + platform);
        before.close();
        changed("o1", "PENDING");
        long often = changed("o2", "PENDING");
        for (int i = 0; i <= ChangeLog.MAX_ROWS; i++) {
            sql.update("insert into order_change (orders, events, ages) values (array[?::bigint], 1, '{}')", often);
        }

        // When
        Screen after = listen("?platform=" + platform, "Last-Event-ID", before.lastId());

        // Then
        await().until(() -> after.heard("orders", "o1") && after.heard("orders", "o2"));
        assertThat(after.named("reset")).isEmpty();
    }

    @Test
    void whatATransactionWroteThatBeganEarlierAndEndedLaterIsNotLost() throws Exception {
        // Given a transaction that has written and not committed, and a later one that is told of already
        Screen screen = listen("?platform=" + platform);
        try (Connection early = database.getConnection()) {
            early.setAutoCommit(false);
            change(early, "early", "PENDING", null);
            changed("late", "PENDING");
            await().until(() -> screen.heard("orders", "late"));
            String id = screen.lastId();

            // When
            early.commit();
            early.setAutoCommit(true);

            // Then those that stayed hear of it, and one that comes back with what was heard before
            await().until(() -> screen.heard("orders", "early"));
            Screen back = listen("?platform=" + platform, "Last-Event-ID", id);
            await().until(() -> back.heard("orders", "early"));
        }
    }

    @Test
    void whoWasAwayTooLongHasToLoadAnew() throws Exception {
        // Given a screen that went away, and changes since that are kept no longer
        Screen before = listen("?platform=" + platform);
        await().until(() -> !before.events.isEmpty());
        before.close();
        awaitListed(changed("o1", "PENDING"));
        log.expire(ALL);

        // When
        Screen after = listen("?platform=" + platform, "Last-Event-ID", before.lastId());

        // Then
        await().until(() -> after.named("reset").size() == 1);
    }

    @Test
    void listsGoOnWhileATransactionStaysOpenLongerThanChangesAreKept() throws Exception {
        // Given a transaction that stays open, a change that was listed since and is kept no longer
        try (Connection open = database.getConnection()) {
            open.setAutoCommit(false);
            change(open, "open", "PENDING", null);
            long first = changed("first", "PENDING");
            awaitListed(first);
            sql.query("delete from order_by_status where id = ? returning id", row -> 1, first);
            assertThat(log.expire(ALL)).isPositive();

            // When
            long second = changed("second", "PENDING");

            // Then it is listed, without a look at all other orders, and so is the change of the open transaction
            awaitListed(second);
            assertThat(isListed(first)).isFalse();
            open.commit();
            open.setAutoCommit(true);
            awaitListed(sql.query("select id from orders where platform = ? and order_id = 'open'", row -> row.getLong(1), platform).get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT1M", "-PT48H"})
    void aChangeThatIsNotListedWhenItIsDueToGoIsListedAllTheSame(Duration older) throws Exception {
        // Given that nobody lists for the time being, and a change
        long id;
        try (Connection lister = database.getConnection()) {
            lister.setAutoCommit(false);
            AdvisoryLock.BUYER_NAMES.take(new database.Statements(lister));
            id = changed("o1", "PENDING");

            // When changes are forgotten: of late, and of a day and more ago
            log.expire(older);
            lister.rollback();
            lister.setAutoCommit(true);
        }

        // Then
        awaitListed(id);
    }

    @ParameterizedTest
    @CsvSource({"PT10M, false", "PT-1S, true"})
    void aFeedThatWasCutOffForLongerThanChangesAreKeptSaysSo(Duration keep, boolean isCutOff) throws Exception {
        // Given a feed that told a screen where it begins
        LiveConfig config = ListenersTest.config(1, keep);
        Listeners listeners = new Listeners(config, new SimpleMeterRegistry());
        List<String> heard = new ArrayList<>();
        try {
            listeners.add(listener(heard));
            ChangeFeed feed = new ChangeFeed(database, log, orders, listeners, frames, config);
            feed.tell();
            heard.clear();

            // When
            feed.tell();

            // Then
            assertThat(heard.stream().anyMatch(told -> told.startsWith("event: reset"))).isEqualTo(isCutOff);
        } finally {
            listeners.stop();
        }
    }

    @Test
    void aFeedSaysOnceThatPostgresqlHasCrashed() throws Exception {
        // Given a feed that told a screen where it begins
        AtomicInteger crashes = new AtomicInteger();
        ChangeLog crashing = new ChangeLog(sql) {
            @Override
            Part since(String seen, Change after, Connection connection) throws SQLException {
                Part part = super.since(seen, after, connection);
                Point point = part.point();
                return new Part(new Point(point.seen(), point.ended(), point.now(), point.life() + crashes.get()), part.changes());
            }
        };
        LiveConfig config = ListenersTest.config(1, Duration.ofMinutes(10));
        Listeners listeners = new Listeners(config, new SimpleMeterRegistry());
        List<String> heard = new ArrayList<>();
        try {
            listeners.add(listener(heard));
            ChangeFeed feed = new ChangeFeed(database, crashing, orders, listeners, frames, config);
            feed.tell();
            heard.clear();

            // When
            crashes.incrementAndGet();
            feed.tell();
            feed.tell();

            // Then
            assertThat(heard).filteredOn(told -> told.startsWith("event: reset")).hasSize(1);
        } finally {
            listeners.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({"9000000000000, 0", "0, 1"})
    void aPositionOfTheFutureOrOfBeforeACrashIsNoneToGoOnFrom(long transactionsOn, long livesBack) throws Exception {
        StreamPosition now;
        try (Connection connection = database.getConnection()) {
            now = log.now(connection).position();
        }

        Screen screen = listen("?platform=" + platform + "&last_event_id=" + new StreamPosition(now.ended() + transactionsOn, now.life() - livesBack));

        await().until(() -> screen.named("reset").size() == 1);
    }

    @Test
    void anOrderThatNoLongerHasTheStatusIsSaidToBeGone() throws Exception {
        // Given
        long id = changed("o1", "PENDING");
        Screen screen = listen("?platform=" + platform + "&status=PENDING,ON_HOLD");
        await().until(() -> screen.named("hello").size() == 1);

        // When
        try (Connection connection = database.getConnection()) {
            new database.Statements(connection).query("""
                with changed as (update orders set status = 'SHIPPED' where id = ? returning id)
                insert into order_change (orders, events, ages) select array[id], 1, '{5}' from changed returning id""", row -> row.getLong(1), id);
        }

        // Then
        await().untilAsserted(() -> assertThat(screen.named("gone")).extracting(Screen.Event::data).contains("[" + id + "]"));
        assertThat(screen.named("orders")).isEmpty();
    }

    @Test
    void theAgeOfWhatIsStoredIsTold() throws Exception {
        // Given
        changed("o1", "PENDING");

        // When
        Screen screen = listen("?platform=" + platform);

        // Then
        await().until(() -> screen.heard("freshness", "\"p99_ms\":"));
        assertThat(screen.named("hello").get(0).data()).contains("\"p50_ms\":");
    }

    @Test
    void aDealerHearsOfTheirOwnOrdersAlone() throws Exception {
        // Given
        Screen dealer = listen("?platform=" + platform, "Authorization", "Bearer " + Tokens.ofDealer("dealer", "D1"));
        Screen seller = listen("?platform=" + platform);

        // When an order of another dealer changes, one of nobody's account, and then their own
        changed("theirs", "PENDING", "D2");
        changed("nobody's", "PENDING");
        changed("own", "PENDING", "D1");

        // Then
        await().until(() -> dealer.heard("orders", "\"own\""));
        assertThat(dealer.named("orders")).noneMatch(event -> event.data().contains("theirs") || event.data().contains("nobody's"));
        await().until(() -> seller.heard("orders", "theirs") && seller.heard("orders", "nobody's"));
        await().until(() -> !dealer.named("freshness").isEmpty());
        assertThat(dealer.named("freshness").get(0).data()).contains("\"rate\":null");
    }

    @Test
    void whoNeverReadsIsDisconnectedBeforeMuchWaitsForIt() throws Exception {
        // Given one that reads, and one that never does
        Screen reader = listen("?platform=" + platform);
        double before = meters.counter("ordersync.live.dropped").count();
        try (Socket never = new Socket()) {
            never.setReceiveBufferSize(4096);
            never.setSoTimeout(10_000);
            never.connect(new InetSocketAddress(address.getHost(), address.getPort()));
            never.getOutputStream().write(("GET /orders/stream?platform=" + platform + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + Tokens.admin() + "\r\n\r\n").getBytes(US_ASCII));
            await().until(() -> never.getInputStream().available() > 0);

            // When orders change until it is disconnected, twice the megabyte that may wait at most
            for (int part = 0; meters.counter("ordersync.live.dropped").count() == before && told(reader) < 2 << 20; part++) {
                int last = part;
                change(500, "part-" + part);
                await().until(() -> reader.heard("orders", "part-" + last));
            }

            // Then it is, and at once, whatever it has not read
            assertThat(meters.counter("ordersync.live.dropped").count()).isEqualTo(before + 1);
            assertThatThrownBy(() -> never.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
            assertThat(reader.hasEnded()).isFalse();
        }
    }

    private static long told(Screen screen) {
        return screen.events.stream().mapToLong(event -> event.data().length()).sum();
    }

    @Test
    void theStreamEndsWithTheAccessToken() throws Exception {
        // Given
        Instant until = Instant.now().plusSeconds(1800).truncatedTo(ChronoUnit.SECONDS);
        String token = Jwt.issuer("ordersync").upn("viewer").subject("viewer").groups(Access.VIEWER).claim("sid", UUID.randomUUID().toString())
            .expiresAt(until).jws().algorithm(SignatureAlgorithm.HS256)
            .sign(new SecretKeySpec(Base64.getDecoder().decode(Tokens.KEY), "HmacSHA256"));
        Screen screen = listen("?platform=" + platform, "Authorization", "Bearer " + token);
        Screen other = listen("?platform=" + platform);
        listeners.endThoseWhoseStayIsOver(until);
        change(1, "before");
        await().until(() -> screen.heard("orders", "before"));

        // When
        listeners.endThoseWhoseStayIsOver(until.plusMillis(1));

        // Then
        await().until(screen::hasEnded);
        assertThat(other.hasEnded()).isFalse();
    }

    @Test
    void theStreamEndsWithTheSignIn() throws Exception {
        // Given
        Response signedIn = signIn("admin", "admin-test-password");
        Screen screen = listen("?platform=" + platform, "Authorization", "Bearer " + signedIn.path("access_token"));

        // When
        given().noFilters().cookie("ordersync_refresh", signedIn.cookie("ordersync_refresh")).post("/auth/logout").then().statusCode(204);

        // Then
        await().until(screen::hasEnded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\": \"L\", \"roles\": [\"finance\"], \"enabled\": true}", "{\"name\": \"L\", \"roles\": [\"viewer\"], \"enabled\": false}"})
    void theStreamEndsWhenTheUserIsChanged(String settings) throws Exception {
        // Given
        given().contentType("application/json").body(Map.of("username", platform, "name", "L", "password", "correct horse battery", "roles", List.of("viewer")))
            .post("/users").then().statusCode(201);
        Screen screen = listen("?platform=" + platform, "Authorization", "Bearer " + signIn(platform, "correct horse battery").path("access_token"));

        // When
        given().contentType("application/json").body(settings).put("/users/" + platform).then().statusCode(200);

        // Then
        await().until(screen::hasEnded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void theStreamEndsInOrderWithASignInThatAnotherReplicaEnded(String encoding) throws Exception {
        // Given
        given().contentType("application/json").body(Map.of("username", platform, "name", "L", "password", "correct horse battery", "roles", List.of("viewer")))
            .post("/users").then().statusCode(201);
        Screen screen = listen("?platform=" + platform, "Authorization", "Bearer " + signIn(platform, "correct horse battery").path("access_token"),
            "Accept-Encoding", encoding);

        // When
        sql.update("update user_session set ended_at = now() where username = ?", platform);

        // Then
        await().until(screen::hasEnded);
        assertThat(screen.hasEndedInOrder()).isTrue();
    }

    @Test
    void nobodyListensWithoutAToken() {
        given().noFilters().get(address).then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status=pending", "status=PENDING,", "last_event_id=x", "last_event_id=7"})
    void aBadParameterIsNamed(String query) {
        given().get(address + "?" + query).then().statusCode(400).contentType("application/problem+json")
            .body("detail", containsString(query.substring(0, 4).equals("stat") ? "status" : "Last-Event-ID"));
    }

    private static Listener listener(List<String> heard) {
        return listener(heard, null);
    }

    private static Listener listener(List<String> heard, StreamPosition from) {
        HttpServerResponse response = (HttpServerResponse) Proxy.newProxyInstance(Listener.class.getClassLoader(), new Class<?>[] {HttpServerResponse.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "write" -> {
                    heard.add(arguments[0].toString());
                    yield Future.succeededFuture();
                }
                case "end" -> Future.succeededFuture();
                case "closed", "ended" -> false;
                default -> proxy;
            });
        return new Listener(response, () -> { }, new StreamFilter(Optional.empty(), Optional.empty(), Set.of(), Optional.empty()), false, from, now -> false, 1 << 20);
    }

    private static Response signIn(String username, String password) {
        return given().noFilters().contentType("application/json").body(Map.of("username", username, "password", password)).post("/auth/login");
    }

    private void awaitListed(long id) {
        await().until(() -> isListed(id));
    }

    private boolean isListed(long id) {
        return !sql.query("select id from order_by_status where id = ?", row -> row.getLong(1), id).isEmpty();
    }

    private Screen listen(String query, String... headers) throws Exception {
        Screen screen = new Screen(address + query, headers);
        screens.add(screen);
        assertThat(screen.status()).isEqualTo(200);
        assertThat(screen.header("Content-Type")).startsWith("text/event-stream");
        await().until(() -> !screen.named("hello").isEmpty());
        return screen;
    }

    private long changed(String orderId, String status) throws SQLException {
        return changed(orderId, status, null);
    }

    private long changed(String orderId, String status, String dealer) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return change(connection, orderId, status, dealer);
        }
    }

    /** So many orders in one transaction. */
    private void change(int count, String prefix) {
        sql.query("""
            with made as (insert into orders (platform, shop_id, order_id, status, created_at, updated_at)
                          select ?, 's', ? || '-' || n, 'PENDING', '2026-01-01T00:00:00Z', now() from generate_series(1, ?) as n returning id)
            insert into order_change (orders, events, ages) select array_agg(id), count(*), '{5}' from made returning id""",
            row -> row.getLong(1), platform, prefix, count);
    }

    /** As STORE's function does it. */
    private long change(Connection connection, String orderId, String status, String dealer) throws SQLException {
        return new database.Statements(connection).query("""
            with made as (insert into orders (platform, shop_id, order_id, status, dealer_id, created_at, updated_at)
                          values (?, 's', ?, ?, ?, '2026-01-01T00:00:00Z', now()) returning id)
            insert into order_change (orders, events, ages) select array[id], 1, '{5}' from made returning orders[1]""",
            row -> row.getLong(1), platform, orderId, status, dealer).get(0);
    }
}
