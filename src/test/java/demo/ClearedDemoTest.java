package demo;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class ClearedDemoTest {

    @Inject
    Sql database;

    @Test
    void aDatabaseWithoutDemoKeepsShopsThatAreCalledLikeTheDemos() {
        // Given
        database.update("""
            insert into orders (platform, shop_id, order_id, status, platform_status, created_at, updated_at)
            values ('lazada', 'demo-hanoi', 'REAL-1', 'PENDING', 'unpaid', now(), now())""");

        // When
        var answer = given().when().delete("/demo").then();

        // Then
        answer.statusCode(409).body("detail", containsString("never began")).body("status", equalTo(409));
        List<String> kept = database.query("select order_id from orders where shop_id = 'demo-hanoi'", row -> row.getString(1));
        Assertions.assertThat(kept).containsExactly("REAL-1");
        database.update("delete from orders where shop_id = 'demo-hanoi'");
    }
}
