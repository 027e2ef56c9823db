package credit;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import embedded.TestServers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topics.TopicRecords;
import webhook.ChannelsOpen;

/** What /credit/check answers, from accounts in memory. */
@QuarkusTest
@TestProfile(ChannelsOpen.class)
@QuarkusTestResource(TestServers.class)
class CheckTest {

    private static final Duration MAY_BE_OLD = Duration.ofSeconds(1);

    @Inject
    DataSource database;
    @Inject
    CamelContext camel;
    @Inject
    CreditStates states;
    @Inject
    MeterRegistry meters;
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    private final String dealer = "d-" + UUID.randomUUID();
    private DealerChanges dealers;

    @BeforeEach
    void connect() {
        dealers = new DealerChanges(database);
    }

    @Test
    void isOkUpToTheLastDongOfWhatTheLimitLeaves() {
        // Given
        dealers.add(dealer, "1000");
        dealers.set(dealer, "outstanding = 300, pool_outstanding = 300, held = 200, pool_held = 200");

        // When
        ValidatableResponse fits = check(dealer, "500");
        ValidatableResponse doesNot = check(dealer, "501");

        // Then
        fits.statusCode(200).body("decision", equalTo("OK")).body("reason", nullValue()).body("available", equalTo("500"))
            .body("limit", equalTo("1000")).body("outstanding", equalTo("300")).body("held", equalTo("200")).body("currency", equalTo("VND"));
        doesNot.statusCode(200).body("decision", equalTo("LOCKED")).body("reason", equalTo("OVER_LIMIT"));
    }

    @Test
    void aDealerNobodyKnowsIsLocked() {
        check(dealer, "1").statusCode(200).body("decision", equalTo("LOCKED")).body("reason", equalTo("UNKNOWN_DEALER"));
    }

    @Test
    void anOrderMustFitEveryLevelOfThePool() {
        // Given
        String parent = dealer + "-parent";
        dealers.add(parent, "700");
        dealers.add(dealer, "1000", parent);
        dealers.set(parent, "pool_held = 300");

        // When
        ValidatableResponse answer = check(dealer, "401");

        // Then
        answer.body("reason", equalTo("OVER_LIMIT")).body("available", equalTo("400")).body("limit", equalTo("1000"));
        check(dealer, "400").body("decision", equalTo("OK"));
    }

    @Test
    void theLockOfADealerAboveLocks() {
        // Given
        String parent = dealer + "-parent";
        dealers.add(parent, "700");
        dealers.add(dealer, "1000", parent);

        // When
        dealers.set(parent, "overdue_since = date '2026-01-01'");

        // Then
        awaitDecision(dealer, "OVERDUE");
    }

    @Test
    void aTemporaryLimitHoldsUntilItEnds() {
        // Given
        dealers.add(dealer, "100");
        dealers.set(dealer, "temporary_limit = 900, temporary_until = now() + interval '1 hour'");
        check(dealer, "900").body("decision", equalTo("OK")).body("limit", equalTo("900"));

        // When
        dealers.set(dealer, "temporary_until = now() - interval '1 second'");

        // Then
        awaitDecision(dealer, "OVER_LIMIT", "900");
    }

    @Test
    void noCheckSaysOkASecondAfterALock() {
        // Given a dealer whose checks the cache answers
        dealers.add(dealer, "1000");
        awaitHits();

        // When
        dealers.set(dealer, "locked_by_hand = 'fraud'");
        long lockedNanos = System.nanoTime();

        // Then
        await().pollInterval(Duration.ofMillis(25)).until(() -> {
            long askedNanos = System.nanoTime();
            boolean isLocked = "MANUAL_LOCK".equals(check(dealer, "1").extract().path("reason"));
            assertThat(isLocked || askedNanos - lockedNanos < MAY_BE_OLD.toNanos()).isTrue();
            return isLocked;
        });
    }

    @Test
    void anOlderStateThatComesLateIsPassedOver() {
        // Given
        dealers.add(dealer, "1000");
        awaitHits();

        // When
        Account older = new Account(dealer, null, "VND", BigDecimal.ZERO, null, null, 0, 0, List.of(dealer), BigDecimal.ZERO, BigDecimal.ZERO,
            BigDecimal.ZERO, BigDecimal.ZERO, null, null, 0);
        states.told(0, List.of(older), 0);
        states.read(List.of(older), 0);

        // Then
        check(dealer, "1000").body("decision", equalTo("OK"));
    }

    @Test
    void wrongRecordsArePassedOver() throws Exception {
        // Given a dealer whose checks the cache answers
        dealers.add(dealer, "1000");
        awaitHits();

        // When somebody writes what is no account, nor a time, to each partition
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", kafka), new StringSerializer(), new ByteArraySerializer())) {
            for (PartitionInfo partition : producer.partitionsFor("credit.state")) {
                for (String value : List.of("null", "{}", "[", "{\"customer_id\":\"" + dealer + "\",\"version\":99}")) {
                    producer.send(new ProducerRecord<>("credit.state", partition.partition(), dealer, value.getBytes(UTF_8))).get();
                }
                producer.send(new ProducerRecord<>("credit.state", partition.partition(), "", "soon".getBytes(UTF_8))).get();
                producer.send(new ProducerRecord<>("credit.state", partition.partition(), "", null)).get();
            }
        }
        dealers.set(dealer, "locked_by_hand = 'fraud'");

        // Then the cache goes on to be told
        await().untilAsserted(() -> assertThat(looks("hit", () -> check(dealer, "1").body("reason", equalTo("MANUAL_LOCK")))).isEqualTo(1));
    }

    @Test
    void whereNothingIsToldPostgresqlIsRead() throws Exception {
        // Given a dealer whose checks the cache answers
        dealers.add(dealer, "1000");
        awaitHits();
        camel.getRouteController().stopRoute("credit-state");
        try {
            // When
            dealers.set(dealer, "locked_by_hand = 'fraud'");

            // Then
            await().untilAsserted(() -> check(dealer, "1").body("reason", equalTo("MANUAL_LOCK")));
            assertThat(looks("behind", () -> check(dealer, "1"))).isEqualTo(1);
        } finally {
            camel.getRouteController().startRoute("credit-state");
        }

        // Then the cache answers again once it is told how things are
        await().until(() -> looks("hit", () -> check(dealer, "1").body("reason", equalTo("MANUAL_LOCK"))) == 1);
    }

    @Test
    void manyChangesOfADealerAreToldAsItIsNow() throws SQLException {
        // Given
        dealers.add(dealer, "1000");

        // When
        for (int i = 1; i <= 20; i++) {
            dealers.set(dealer, "held = ?, pool_held = ?", i, i);
        }

        // Then the last that was told is how it is, and no mark is left
        await().until(() -> marks() == 0);
        String last = TopicRecords.of(kafka, "credit.state").stream().filter(record -> dealer.equals(record.key()))
            .map(record -> new String(record.value(), UTF_8)).reduce((first, second) -> second).orElseThrow();
        assertThat(last).contains("\"held\":\"20.0000\"").contains("\"version\":21").doesNotContain("name");
    }

    @Test
    void anAmountInAnotherCurrencyIsConvertedAtTheRateOfTheDay() throws SQLException {
        // Given
        dealers.add(dealer, "1000000");
        execute("insert into fx_rate (currency, day, vnd) values ('SEK', (now() at time zone 'Asia/Ho_Chi_Minh')::date, 25000) on conflict do nothing");

        // Then 40 * 25,000 fits, and a đồng more does not
        await().untilAsserted(() -> check(dealer, "40", "SEK").body("decision", equalTo("OK")));
        check(dealer, "41", "SEK").body("reason", equalTo("OVER_LIMIT"));
        check(dealer, "1", "NOK").body("reason", equalTo("NO_RATE")).body("available", equalTo("1000000"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"amount\": 1} | customerId",
        "{\"customerId\": 7, \"amount\": 1} | customerId",
        "{\"customerId\": \"a\"} | amount",
        "{\"customerId\": \"a\", \"amount\": -1} | amount",
        "{\"customerId\": \"a\", \"amount\": \"1e3\"} | amount",
        "{\"customerId\": \"a\", \"amount\": 1e99999999} | amount",
        "{\"customerId\": \"a\", \"amount\": 1e2147483647} | amount",
        "{\"customerId\": \"a\", \"amount\": 1000e2147483646} | amount",
        "{\"customerId\": \"a\", \"amount\": 1e2147483648} | amount",
        "{\"customerId\": \"a\", \"amount\": 1e-2147483647} | amount",
        "{\"customerId\": \"a\", \"amount\": 0.00001} | amount",
        "{\"customerId\": \"a\", \"amount\": 1, \"currency\": \"ZZZ\"} | currency",
        "{\"customerId\": \"a\", \"amount\": 0.5, \"currency\": \"VND\"} | amount",
        "{\"customerId\": \"a\", \"amount\": 1, \"currency\": \"dong\"} | currency",
        "{\"customerId\": \"a\", \"amount\": 1, \"amount\": 2} | amount",
        "{\"customerId\": \"a\", \"amount\": 1, \"limit\": 2} | customerId",
        "[] | customerId",
        "{\"customerId\": \"a\", \"amount\": 1} x | customerId",
        "'' | customerId"})
    void whatIsWrongIsNamed(String body, String field) {
        given().contentType("application/json").body(body.equals("''") ? "" : body).post("/credit/check")
            .then().statusCode(400).contentType("application/problem+json").body("detail", containsString(field));
    }

    @Test
    void decimalsThatTheDealersCurrencyHasNotAreRefused() {
        dealers.add(dealer, "1000");

        check(dealer, "0.5").statusCode(400).body("detail", containsString("VND"));
    }

    private static ValidatableResponse check(String customerId, String amount) {
        return given().contentType("application/json").body("{\"customerId\": \"" + customerId + "\", \"amount\": " + amount + "}")
            .post("/credit/check").then();
    }

    private static ValidatableResponse check(String customerId, String amount, String currency) {
        return given().contentType("application/json").body("{\"customerId\": \"" + customerId + "\", \"amount\": \"" + amount
            + "\", \"currency\": \"" + currency + "\"}").post("/credit/check").then();
    }

    private static void awaitDecision(String customerId, String reason) {
        awaitDecision(customerId, reason, "1");
    }

    private static void awaitDecision(String customerId, String reason, String amount) {
        await().untilAsserted(() -> check(customerId, amount).body("reason", equalTo(reason)));
    }

    private void awaitHits() {
        await().until(() -> looks("hit", () -> check(dealer, "1").body("decision", equalTo("OK"))) == 1);
    }

    /** How many more looks ended so. */
    private double looks(String result, Runnable action) {
        double before = meters.counter("credit.cache", "result", result).count();
        action.run();
        return meters.counter("credit.cache", "result", result).count() - before;
    }

    private int marks() throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement();
             var row = statement.executeQuery("select count(*) from credit_changed")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
