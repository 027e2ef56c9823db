package webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import embedded.StoppableServers;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topics.TopicRecords;

/** A system that is down never costs a message. */
@QuarkusTest
@TestProfile(OutageTest.ShortTempered.class)
class OutageTest {

    private static final String KAFKA = "KAFKA";
    private static final String POSTGRESQL = "POSTGRESQL";
    /** Messages of 1 MiB; the spool's memory has room for 64. */
    private static final int MORE_THAN_FIT = 72;

    /** The times of production, and no long wait for a connection that does not come. */
    public static class ShortTempered extends IngestAlone {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("ordersync.webhook.kafka-block-ms", "80");
            config.put("ordersync.webhook.kafka-timeout-ms", "200");
            config.put("quarkus.datasource.jdbc.acquisition-timeout", "1s");
            return config;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(StoppableServers.class));
        }

        /** The servers all other tests share must go on running. */
        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    BiConsumer<String, Boolean> runs;
    @TestHTTPResource("/")
    URI server;
    @Inject
    DataSource database;
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    private SignedSender sender;

    @BeforeEach
    void connect() {
        sender = new SignedSender(server.getPort());
    }

    @AfterEach
    void startAll() {
        runs.accept(POSTGRESQL, true);
        runs.accept(KAFKA, true);
    }

    @Test
    void spoolsWhileKafkaIsDownAndDrainsEachOrdersMessagesInOrderWhenItIsBack() throws Exception {
        // Given
        runs.accept(KAFKA, false);

        // When
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(message("spooled", "2026-03-01T08:00:%02dZ".formatted(i)));
            assertThat(sender.sendSigned(sent.get(i).getBytes(UTF_8)).statusCode()).isEqualTo(200);
        }
        assertThat(spooled()).isEqualTo(20);
        await().untilAsserted(() -> assertThat(RestAssured.get("/q/metrics").asString()).containsPattern("(?m)^ordersync_spool_size 20.0"));
        runs.accept(KAFKA, true);

        // Then
        await().until(() -> spooled() == 0);
        assertThat(stored("spooled")).containsSubsequence(sent);
    }

    @Test
    void takesWebhooksWithoutPostgres() throws Exception {
        // Given
        await().until(() -> spoolsNothing());
        runs.accept(POSTGRESQL, false);

        // When it is sent until it is taken: where a slow machine's Kafka misses its 200 ms, there is no spool
        String message = message("without-postgres");
        await().until(() -> sender.sendSigned(message.getBytes(UTF_8)).statusCode() == 200);

        // Then
        assertThat(stored("without-postgres")).contains(message);
    }

    @Test
    void saysTryLaterOnlyWhenNeitherTakesTheMessage() throws Exception {
        // Given
        runs.accept(KAFKA, false);
        runs.accept(POSTGRESQL, false);

        // When
        HttpResponse<String> answer = sender.sendSigned(message("neither").getBytes(UTF_8));

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void saysTryLaterWhenTheSpoolIsFullAndTakesWhatItHadRoomFor() throws Exception {
        // Given no Kafka, and a PostgreSQL that takes nothing
        runs.accept(KAFKA, false);
        ExecutorService senders = Executors.newFixedThreadPool(MORE_THAN_FIT);
        try (Connection lock = database.getConnection(); Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("lock table spool in access exclusive mode");

            // When more comes than memory has room for
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < MORE_THAN_FIT; i++) {
                byte[] large = Arrays.copyOf(message("full-" + i).getBytes(UTF_8), 1 << 20);
                answers.add(senders.submit(() -> sender.sendSigned(large)));
            }
            await().until(() -> answers.stream().anyMatch(Future::isDone));
            lock.rollback();

            // Then what does not fit is to come again, and the rest is stored
            List<HttpResponse<String>> refused = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                if (answer.get().statusCode() != 200) {
                    refused.add(answer.get());
                }
            }
            assertThat(refused).isNotEmpty().hasSizeLessThan(MORE_THAN_FIT).allSatisfy(answer -> {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            });
            runs.accept(KAFKA, true);
            await().until(() -> spooled() == 0);
            assertThat(stored("full-").size()).isGreaterThanOrEqualTo(MORE_THAN_FIT - refused.size());
        } finally {
            senders.shutdown();
        }
    }

    /** Kafka takes a message at once: the producer has its metadata and the circuit is closed. */
    private boolean spoolsNothing() throws Exception {
        sender.sendSigned(message("warm").getBytes(UTF_8));
        return spooled() == 0;
    }

    private static String message(String order) {
        return message(order, "2026-03-01T08:00:00Z");
    }

    private static String message(String order, String updatedAt) {
        return "{\"platform\":\"pos\",\"orderId\":\"" + order + "\",\"status\":\"PENDING\",\"updatedAt\":\"" + updatedAt + "\"}";
    }

    private List<String> stored(String order) {
        return TopicRecords.of(kafka, "order_events").stream().map(stored -> new String(stored.value(), UTF_8))
            .filter(body -> body.contains(order)).toList();
    }

    private int spooled() throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select count(*) from spool")) {
            row.next();
            return row.getInt(1);
        }
    }
}
