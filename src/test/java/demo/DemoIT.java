package demo;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import embedded.PackagedApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import webhook.SignedSender;

/** The demo in the packaged application, from its first message to what is left when it is cleared. */
class DemoIT {

    private static final Path DIR = Path.of("target", "demo");
    private static final Duration LIMIT = Duration.ofSeconds(180);

    private static String emptyChannels;

    private PackagedApplication application;

    @BeforeAll
    static void lookAtAnEmptyInstallation() throws IOException {
        FileUtils.deleteDirectory(DIR.toFile());
        try (PackagedApplication empty = new PackagedApplication(DIR.resolve("empty")).start()) {
            emptyChannels = given().get(empty.httpUrl() + "/channels").asString();
        }
    }

    @BeforeEach
    void begin() throws IOException {
        FileUtils.deleteDirectory(DIR.toFile());
        application = new PackagedApplication(DIR.resolve("demo")).with("ordersync.demo", "true")
            .with("ordersync.demo.history-orders", "100").with("ordersync.demo.history-per-second", "200").with("ordersync.demo.per-second", "50");
    }

    @AfterEach
    void end() {
        application.close();
    }

    @Test
    void whenItIsClearedTheInstallationIsAsIfItWereEmpty() throws SQLException {
        // Given a demo with polls, webhooks, refusals, tokens and dead letters, in the midst of its traffic, and what an empty installation says
        application.start();
        await().atMost(LIMIT).until(() -> count("select count(*) from poll_cursor where polled_at is not null") == 4
            && count("select count(*) from channel_token where access_token is not null") >= 3 && count("select count(*) from last_webhook") >= 3
            && count("select count(distinct kind) from tally where kind in ('RECEIVED', 'REJECTED', 'POLLED', 'FRESHNESS')") == 4
            && count("select count(*) from dead_letter") > 0 && count("select count(*) from backfill where state = 'DONE'") > 0);

        // When
        String state = given().delete(application.httpUrl() + "/demo").then().statusCode(202).extract().path("state");

        // Then
        assertThat(state).isEqualTo("CLEARING");
        await().atMost(LIMIT).until(() -> demo().equals("CLEARED"));
        assertThat(channels()).isEqualTo(emptyChannels);
        assertThat(count("select count(*) from qrtz_job_details where job_name like '%demo%'")).isZero();
        given().get(application.httpUrl() + "/overview").then().statusCode(200).body("totals.orders", equalTo(0))
            .body("totals.changes", equalTo(0)).body("freshness.p99_ms", nullValue());
        assertThat(application.output()).doesNotContain("deadlock");

        // And so it stays over a restart with the same configuration
        application.stop();
        application.start();
        assertThat(channels()).isEqualTo(emptyChannels);
        assertThat(demo()).isEqualTo("CLEARED");
    }

    @Test
    void itDoesNotBeginWhereAnErpIsConfiguredThatReadsFiles() {
        // When
        application.with("ordersync.erp.file.directory", erp().toString()).start();

        // Then
        assertThat(demo()).isEqualTo("NONE");
        assertThat(channels()).isEqualTo(emptyChannels);
        assertThat(application.output()).contains("There is no demo data: an ERP is configured");
    }

    @Test
    void anErpThatIsConfiguredLaterGetsNothingOfIt() throws Exception {
        // Given postings of the demo that wait for an ERP
        application.with("ordersync.channels.standard.secrets", SignedSender.SECRET).start();
        await().atMost(LIMIT).until(() -> count("select count(*) from erp_posting") > 20);
        application.stop();
        application.with("ordersync.erp.file.directory", erp().toString()).with("ordersync.erp.file.cron", "0/1+*+*+*+*+?").start();

        // When an order that is real is delivered
        new SignedSender(URI.create(application.httpUrl()).getPort()).sendSigned("""
            {"platform":"myshop","orderId":"A-1","status":"delivered","amount":{"total":"108000","currency":"VND"},"updatedAt":"2026-11-28T01:00:00Z"}""".getBytes(UTF_8));

        // Then
        await().atMost(LIMIT).until(() -> count("select count(*) from erp_posting where order_id = 'A-1' and status = 'CONFIRMED'") == 1);
        assertThat(count("select count(*) from erp_posting where order_id <> 'A-1' and status not in ('CREATED', 'HELD')")).isZero();
        assertThat(booked()).contains("A-1").doesNotContain("demo-").doesNotContain("DEMO-");
    }

    private String channels() {
        return given().get(application.httpUrl() + "/channels").asString();
    }

    private String demo() {
        return given().get(application.httpUrl() + "/demo").then().statusCode(200).extract().path("state");
    }

    private static Path erp() {
        return DIR.resolve("erp").toAbsolutePath();
    }

    private static String booked() throws IOException {
        try (Stream<Path> files = Files.list(erp())) {
            return files.filter(file -> file.toString().endsWith(".csv")).map(DemoIT::read).collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long count(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(application.jdbcUrl(), "postgres", "postgres");
             Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
