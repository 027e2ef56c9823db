package deadletter;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The dead letters of a channel that each test has for itself, so that it sees its own alone. */
abstract class OwnChannel {

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    final String channel = "c" + UUID.randomUUID().toString().substring(0, 8);
    FailedRecords records;

    @BeforeEach
    void connect() {
        records = new FailedRecords(brokers);
    }

    @AfterEach
    void disconnect() {
        records.close();
    }

    /** The ids of this test's open dead letters, the latest first, once there are as many as expected. */
    List<Long> letters(int expected) {
        return await().until(() -> given().queryParam("channel", channel).get("/dead-letters").jsonPath()
            .getList("dead_letters.id", Long.class), ids -> ids.size() == expected);
    }

    static ValidatableResponse read(long letter) {
        return given().get("/dead-letters/{id}", letter).then().statusCode(200);
    }
}
