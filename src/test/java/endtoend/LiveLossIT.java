package endtoend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import access.Tokens;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import embedded.PackagedApplication;
import embedded.StoppableServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import live.Screen;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import webhook.SignedSender;

/** Whoever listens to orders hears of every change that was committed, though servers and processes stop and start (docs/live.md). */
class LiveLossIT {

    private static final Path DIR = Path.of("target", "live-loss");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** So many more changes told of before the next blow falls. */
    private static final int UNDER_LOAD = 300;

    private final StoppableServers servers = new StoppableServers();
    private final List<PackagedApplication> processes = new ArrayList<>();
    private Map<String, String> addresses;

    @BeforeEach
    void start() throws Exception {
        FileUtils.deleteDirectory(DIR.toFile());
        addresses = servers.start();
    }

    @AfterEach
    void stop() {
        processes.forEach(PackagedApplication::close);
        servers.stop();
    }

    @Test
    void hearsOfEachChangeOnceThoughPostgresqlStopsAndStarts() throws Exception {
        // Given one that stays, one that takes gzip and one that goes away while PostgreSQL is down
        PackagedApplication application = process("one").start();
        try (Screen stays = listen(application); Screen pressed = listen(application, "Accept-Encoding", "gzip"); Screen goes = listen(application);
             Sender sender = sender(application)) {
            heardMore(stays);

            // When
            servers.runs("POSTGRESQL", false);
            acknowledgedMore(sender);
            goes.close();
            servers.runs("POSTGRESQL", true);
            heardMore(stays);
            try (Screen back = listen(application, "Last-Event-ID", goes.lastId())) {
                heardMore(stays);
                sender.close();

                // Then
                Map<Long, Long> told = whenAllIsStored(sender);
                for (Screen screen : List.of(stays, pressed)) {
                    await().atMost(LIMIT).until(() -> ids(screen).keySet().containsAll(told.keySet()));
                    assertThat(ids(screen)).allSatisfy((id, times) -> assertThat(times).as("order %d", id).isLessThanOrEqualTo(told.get(id)));
                }
                await().atMost(LIMIT).until(() -> union(goes, back).containsAll(told.keySet()));
                for (Screen screen : List.of(stays, pressed, back)) {
                    assertThat(screen.named("reset")).isEmpty();
                    assertThat(screen.hasEnded()).isFalse();
                }
            }
        }
    }

    @Test
    void goesOnAtAnotherProcessAndAtTheNextWhenOneIsToldToEnd() throws Exception {
        // Given two processes; at one of them a screen, and one that has stopped reading and for which much waits
        PackagedApplication one = process("one").start();
        PackagedApplication other = process("other").start();
        try (Screen before = listen(one); Socket stuck = neverReads(one); Sender sender = sender(other)) {
            manyChange();
            heardMore(before);

            // When
            one.stop();

            // Then it ends without waiting for who does not read, and both its screen and a later one miss nothing
            assertThat(one.output()).contains("ordersync stopped in").doesNotContain("Timed out waiting for graceful shutdown");
            await().atMost(LIMIT).until(before::hasEnded);
            assertThat(before.hasEndedInOrder()).isTrue();
            acknowledgedMore(sender);
            one.start();
            try (Screen atTheOther = listen(other, "Last-Event-ID", before.lastId()); Screen again = listen(one, "Last-Event-ID", before.lastId())) {
                heardMore(atTheOther);
                sender.close();
                Map<Long, Long> told = whenAllIsStored(sender);
                assertThat(atTheOther.named("reset")).isEmpty();
                assertThat(again.named("reset")).isEmpty();
                await().atMost(LIMIT).until(() -> union(before, atTheOther).containsAll(told.keySet()));
                await().atMost(LIMIT).until(() -> union(before, again).containsAll(told.keySet()));
            }
        }
    }

    private PackagedApplication process(String name) {
        PackagedApplication process = new PackagedApplication(DIR.resolve(name)).with("ordersync.channels.standard.secrets", SignedSender.SECRET)
            // What changed while a server was down is told one by one, and nobody is cut off for it.
            .with("ordersync.live.max-orders", "1000000").with("ordersync.live.max-waiting-bytes", "100000000");
        addresses.forEach(process::with);
        processes.add(process);
        return process;
    }

    private static Sender sender(PackagedApplication application) {
        return new Sender(URI.create(application.httpUrl()).getPort());
    }

    private static Screen listen(PackagedApplication application, String... headers) throws Exception {
        Screen screen = new Screen(application.httpUrl() + "/orders/stream", headers);
        assertThat(screen.status()).isEqualTo(200);
        await().atMost(LIMIT).until(() -> !screen.named("hello").isEmpty());
        return screen;
    }

    private static Socket neverReads(PackagedApplication application) throws IOException {
        URI address = URI.create(application.httpUrl());
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        socket.getOutputStream().write(("GET /orders/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Tokens.admin() + "\r\n\r\n").getBytes(US_ASCII));
        return socket;
    }

    /** More than a kernel holds for a socket. */
    private void manyChange() throws SQLException {
        try (Connection connection = connection(); Statement statement = connection.createStatement()) {
            statement.execute("""
                with made as (insert into orders (platform, shop_id, order_id, status, created_at, updated_at)
                              select 'many', 's', 'M-' || n, 'PENDING', now(), now() from generate_series(1, 20000) as n returning id)
                insert into order_change (orders, events, ages) select array_agg(id), count(*), '{5}' from made""");
        }
    }

    private static void heardMore(Screen screen) {
        int before = ids(screen).size();
        await().atMost(LIMIT).until(() -> ids(screen).size() >= before + UNDER_LOAD);
    }

    private static void acknowledgedMore(Sender sender) {
        int before = sender.acknowledged().size();
        await().atMost(LIMIT).until(() -> sender.acknowledged().size() >= before + UNDER_LOAD);
    }

    /** How often each order was heard of. */
    private static Map<Long, Long> ids(Screen screen) {
        return screen.named("orders").stream().flatMap(event -> StreamSupport.stream(array(event.data()).spliterator(), false))
            .collect(groupingBy(order -> order.get("id").asLong(), counting()));
    }

    private static JsonNode array(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Long> union(Screen one, Screen other) {
        Set<Long> ids = new HashSet<>(ids(one).keySet());
        ids.addAll(ids(other).keySet());
        return ids;
    }

    /** Of each order how many transactions changed it, once all that was acknowledged is stored or a dead letter. */
    private Map<Long, Long> whenAllIsStored(Sender sender) {
        await().atMost(LIMIT).ignoreException(SQLException.class).until(() -> kept().containsAll(sender.acknowledged()));
        try {
            Map<Long, Long> told = new HashMap<>();
            rows("select changed, count(*) from order_change, unnest(orders) as changed group by changed", row -> told.put(row.getLong(1), row.getLong(2)));
            return told;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Set<String> kept() throws SQLException {
        Set<String> kept = new HashSet<>();
        rows("select order_id from orders union select split_part(key, ':', 3) from dead_letter", row -> kept.add(row.getString(1)));
        return kept;
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private void rows(String sql, Row row) throws SQLException {
        try (Connection connection = connection(); Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                row.read(rows);
            }
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(addresses.get("quarkus.datasource.jdbc.url"), "postgres", "postgres");
    }
}
