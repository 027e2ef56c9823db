package topics;

import static org.assertj.core.api.Assertions.assertThat;

import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import webhook.ChannelsOpen;

@QuarkusTest
@TestProfile(ChannelsOpen.class)
@QuarkusTestResource(TestServers.class)
class TopicsTest {

    @Inject
    Admin admin;

    @Inject
    Topics topics;

    @Test
    void areThereOnceTheApplicationHasStarted() throws Exception {
        var described = admin.describeTopics(List.of("order_events", "order_normalized", "order_deadletter", "payment.settled"))
            .allTopicNames().get();

        assertThat(described.values()).allSatisfy(topic -> assertThat(topic.partitions()).hasSize(12));
    }

    @Test
    void staysAsItIsWhenItExists() throws Exception {
        // When
        topics.make();

        // Then
        areThereOnceTheApplicationHasStarted();
    }

    @Test
    void kafkaAndTheDatabaseShowInReadinessAndNotInLiveness() {
        RestAssured.get("/q/health/ready").then().statusCode(200)
            .body("checks.name", Matchers.hasItem("Kafka and PostgreSQL"));
        RestAssured.get("/q/health/live").then().statusCode(200).body("checks.name", Matchers.contains("context"));
    }
}
