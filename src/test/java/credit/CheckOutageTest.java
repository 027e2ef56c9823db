package credit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import embedded.StoppableServers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks without Kafka, and without PostgreSQL. */
@QuarkusTest
@TestProfile(CheckOutageTest.OwnServers.class)
class CheckOutageTest {

    public static class OwnServers implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("ordersync.roles", "api", "quarkus.datasource.jdbc.acquisition-timeout", "1s");
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
    @Inject
    DataSource database;

    @AfterEach
    void startAll() {
        runs.accept("POSTGRESQL", true);
        runs.accept("KAFKA", true);
    }

    @Test
    void withoutKafkaPostgresqlAnswersAndWithoutPostgresqlNobodyDoes() {
        // Given
        DealerChanges dealers = new DealerChanges(database);
        dealers.add("outage", "1000");
        await().untilAsserted(() -> check().then().statusCode(200).body("decision", equalTo("OK")));

        // When Kafka is away
        runs.accept("KAFKA", false);
        dealers.set("outage", "locked_by_hand = 'test'");

        // Then
        await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> check().then().statusCode(200).body("reason", equalTo("MANUAL_LOCK")));

        // When PostgreSQL is too
        runs.accept("POSTGRESQL", false);

        // Then
        Response refused = check();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.header("Retry-After")).isEqualTo("1");

        // When it is back
        runs.accept("POSTGRESQL", true);

        // Then
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> check().then().statusCode(200).body("reason", equalTo("MANUAL_LOCK")));
    }

    private static Response check() {
        return given().contentType("application/json").body("{\"customerId\": \"outage\", \"amount\": 1}").post("/credit/check");
    }
}
