package embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import webhook.SignedSender;

/** The start and the end of the packaged application, with its embedded servers and without. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PackagedApplicationIT {

    private static final String SENDO_TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    static Path shared;
    /** A start takes ten seconds: this one serves every test that leaves it running, and the last, which does not. */
    private static PackagedApplication first;
    /** One on the servers of the first, for the last two tests. */
    private static PackagedApplication second;

    @TempDir
    Path dir;

    @BeforeAll
    static void startFirst() {
        // As where nobody has set a language.
        first = new PackagedApplication(shared.resolve("first")).with("ordersync.channels.sendo.path-token", SENDO_TOKEN).with("file.encoding", "US-ASCII");
        first.start();
    }

    @AfterAll
    static void stop() {
        if (second != null) {
            second.close();
        }
        first.close();
    }

    @Test
    void startsAgainOnTheSameDataAndPortsAfterKill9() throws SQLException {
        // Given
        execute(first, "CREATE TABLE kept AS SELECT 42 AS answer");

        // When
        first.kill();
        first.start();

        // Then
        assertThat(query(first, "SELECT answer FROM kept")).isEqualTo("42");
    }

    @Test
    void saysAtTheStartWhichWebhooksAreOn() {
        assertThat(first.output()).contains("sendo: webhook is on at POST /webhook/sendo/{path-token}",
            "standard: webhook is off, ordersync.channels.standard.secrets is not set");
    }

    @Test
    void saysWhereItsServersAreAndNoPassword() {
        assertThat(first.output()).containsPattern("Embedded servers: \\{[^}]*jdbc:postgresql://").doesNotContain("datasource.password");
    }

    @Test
    void doubtsNoTopicThatItMadeItself() {
        assertThat(first.output()).contains("Made the topic payment.settled").doesNotContain("is not known (Unknown");
    }

    @Test
    void keepsTheWordOfADeadLetterWhateverTheCharacterSetOfTheSystem() throws Exception {
        // When
        byte[] message = "{\"type\":\"SALESORDER.CREATE\",\"data\":{\"order_number\":\"16\",\"store_id\":1,\"order_status\":\"Đã giao\",\"order_status_date_time_stamp\":1607511601}}".getBytes(UTF_8);
        assertThat(new SignedSender(URI.create(first.httpUrl()).getPort()).send("/webhook/sendo/" + SENDO_TOKEN, message).statusCode()).isEqualTo(200);

        // Then
        await().ignoreExceptions().untilAsserted(() -> assertThat(query(first, "SELECT detail FROM dead_letter")).contains("\"Đã giao\""));
    }

    @Test
    void hasLz4InNativeCode() throws IOException {
        // Given Linux, which tells what a process has loaded
        Path loaded = Path.of("/proc", String.valueOf(first.pid()), "maps");
        assumeThat(loaded).exists();

        // Then
        assertThat(Files.readString(loaded)).contains("liblz4-java");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void startsNothingWhenBothServersAreNamed() {
        // When
        startSecond();

        // Then
        assertThat(second.data()).doesNotExist();
        assertThat(second.get("/q/health/ready").body()).contains(first.bootstrapServers());
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void stopsItsServersAfterItselfOnSigtermAndWhoUsedThemStaysAliveButNotReady() {
        // Given
        startSecond();
        int before = first.output().length();

        // When
        first.stop();

        // Then
        assertThat(first.output().substring(before)).contains("ordersync stopped in").doesNotContain("Connection refused");
        assertThat(first.data().resolve("postgres").resolve("postmaster.pid")).doesNotExist();
        assertThat(first.data().resolve("kafka").resolve(".kafka_cleanshutdown")).exists();
        // And
        assertThat(second.get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(second.get("/q/health/ready").statusCode()).isEqualTo(503);
    }

    private static void startSecond() {
        if (second == null) {
            second = new PackagedApplication(shared.resolve("second")).withServersOf(first);
            second.start();
        }
    }

    @Test
    void aSecondProcessOnTheSameDirectoryEndsAndSaysWhatToDo() {
        // When
        PackagedApplication second = application("two").with("ordersync.embedded.dir", first.data().toString());
        int exitCode = second.launch().awaitExit();

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(second.output()).contains(first.data().toString(), "in use by process " + first.pid(),
            "ordersync.embedded.dir", "QUARKUS_DATASOURCE_JDBC_URL", "KAFKA_BOOTSTRAP_SERVERS");
    }

    @ParameterizedTest
    @MethodSource("nobodysAddresses")
    void isReadyForWebhooksWhileKafkaAloneIsDown(String address) throws Exception {
        PackagedApplication second = application("two").withServersOf(first).with("kafka.bootstrap.servers", address)
            .with("ordersync.channels.standard.secrets", SignedSender.SECRET);
        try {
            // When
            second.start();

            // Then
            assertThat(second.get("/q/health/ready").body()).contains("\"kafka\": \"DOWN", "\"postgresql\": \"UP");
            assertThat(new SignedSender(URI.create(second.httpUrl()).getPort()).sendSigned("{\"platform\":\"myshop\",\"orderId\":\"1\"}".getBytes(UTF_8)).statusCode()).isEqualTo(200);
        } finally {
            // Told to stop it would wait for Kafka.
            second.kill();
        }
    }

    /** Of a Kafka that is stopped, and of one whose name went with it. */
    static Stream<String> nobodysAddresses() {
        return Stream.of(LoopbackPort.HOST + ":" + LoopbackPort.free(), "kafka.invalid:9092");
    }

    @Test
    void saysOfBrokenMappingsWhereAndWhatAndEnds() throws IOException {
        // Given
        Path channel = Files.createDirectories(dir.resolve("mappings").resolve("acme"));
        Files.writeString(channel.resolve("channel.yaml"), "channel: acme\nshop: id(.shop)\norder: id(.order)\nacknowlege: 200\n");
        Files.writeString(channel.resolve("status.csv"), "word,status,note\nLOST,MISSING,\n");
        PackagedApplication application = application("one").with("ordersync.mappings.dir", dir.resolve("mappings").toString());

        // When
        int exitCode = application.launch().awaitExit();

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(application.output().lines()).isNotEmpty()
            .anyMatch(line -> line.startsWith(channel + "/channel.yaml:4: there is no key acknowlege here. Use one of "))
            .anyMatch(line -> line.startsWith(channel + "/status.csv:2: \"MISSING\" is none of our statuses. Use one of "))
            // The JVM says so where the environment gives it options.
            .allMatch(line -> line.startsWith(channel + "/") || line.startsWith("Picked up JAVA_TOOL_OPTIONS"));
        assertThat(application.data()).doesNotExist();
    }

    private PackagedApplication application(String name) {
        return new PackagedApplication(dir.resolve(name));
    }

    private static void execute(PackagedApplication application, String sql) throws SQLException {
        try (Connection connection = connect(application); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(PackagedApplication application, String sql) throws SQLException {
        try (Connection connection = connect(application); Statement statement = connection.createStatement();
             ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static Connection connect(PackagedApplication application) throws SQLException {
        return DriverManager.getConnection(application.jdbcUrl(), "postgres", "");
    }
}
