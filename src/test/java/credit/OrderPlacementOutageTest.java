package credit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import database.Sql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a shop is told while PostgreSQL is away. */
@QuarkusTest
@TestProfile(ApiAlone.class)
class OrderPlacementOutageTest {

    private static final String POSTGRESQL = "POSTGRESQL";

    BiConsumer<String, Boolean> runs;
    @Inject
    Sql sql;

    @AfterEach
    void startAll() {
        runs.accept(POSTGRESQL, true);
    }

    @Test
    void anOrderIsKeptOnceWhenItIsPostedAgain() {
        // Given
        TestDealers dealers = new TestDealers(sql);
        String dealer = dealers.dealer(1_000_000);
        runs.accept(POSTGRESQL, false);

        // When
        Response away = post(dealer);
        runs.accept(POSTGRESQL, true);
        Response back = post(dealer);

        // Then
        away.then().statusCode(503).contentType("application/problem+json").header("Retry-After", "1")
            .body("detail", containsString("same Idempotency-Key"));
        back.then().statusCode(201).body("credit.held", equalTo("600000"));
        assertThat(dealers.movements(dealer)).containsExactly("HOLD 600000 0");
        assertThat(sql.query("select channel || ' ' || key from spool", row -> row.getString(1))).containsExactly("b2b b2b:default:O-1");
    }

    private static Response post(String dealer) {
        return given().contentType("application/json").header("Idempotency-Key", "8e03978e-40d5-43dd-bc93-6894a57f9324").body("""
            {"orderId": "O-1", "customerId": "%s", "amount": "600000", "currency": "VND"}""".formatted(dealer)).post("/orders");
    }
}
