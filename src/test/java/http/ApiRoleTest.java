package http;

import static io.restassured.RestAssured.given;

import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ApiRoleTest.WithoutApi.class)
@QuarkusTestResource(TestServers.class)
class ApiRoleTest {

    public static class WithoutApi implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("ordersync.roles", "store");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders", "/orders/lazada/1", "/dead-letters", "/dead-letters/1"})
    void withoutTheRoleTheAddressesAreNotThere(String path) {
        given().get(path).then().statusCode(404).contentType("application/problem+json");
    }
}
