package access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class SecurityHeadersTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/orders", "/nothing", "/auth/config", "/q/health", "/webhook/none"})
    void everyAnswerSaysWhatABrowserMayDo(String path) {
        given().noFilters().get(path).then()
            .header("Content-Security-Policy", allOf(containsString("default-src 'self'"), containsString("script-src 'self';"), containsString("frame-ancestors 'none'")))
            .header("X-Content-Type-Options", equalTo("nosniff")).header("Referrer-Policy", equalTo("no-referrer"))
            .header("Strict-Transport-Security", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders", "/nothing", "/auth/config", "/webhook/none"})
    void aBrowserKeepsNothingOfTheData(String path) {
        given().noFilters().get(path).then().header("Cache-Control", equalTo("no-store"));
    }

    @Test
    void aBrowserAsksWhetherItsPageIsStillTheSame() {
        given().noFilters().get("/").then().header("Cache-Control", equalTo("no-cache"));
    }
}
