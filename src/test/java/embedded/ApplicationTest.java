package embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class ApplicationTest {
    @Test
    void health() {
        System.out.println(RestAssured.get("/q/health").asString());
        System.out.println(RestAssured.get("/q/health/live").asString());
    }
}
