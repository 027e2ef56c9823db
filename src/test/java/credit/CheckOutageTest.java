package credit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks without Kafka, and without PostgreSQL. */
@QuarkusTest
@TestProfile(ApiAlone.class)
class CheckOutageTest {

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
        await().untilAsserted(() -> check().then().statusCode(200).body("reason", equalTo("MANUAL_LOCK")));

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
        await().untilAsserted(() -> check().then().statusCode(200).body("reason", equalTo("MANUAL_LOCK")));
    }

    private static Response check() {
        return given().contentType("application/json").body("{\"customerId\": \"outage\", \"amount\": 1}").post("/credit/check");
    }
}
