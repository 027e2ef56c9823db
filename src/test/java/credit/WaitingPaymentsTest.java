package credit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is shown of payments that are on no account. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class WaitingPaymentsTest {

    @Inject
    Sql sql;

    @Inject
    CreditGauges gauges;

    private final String p = "w" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private Books books;

    @BeforeEach
    void keepThree() {
        books = new Books(sql);
        // The last two at the same time, which no clock told apart.
        books.run("""
            insert into dealer_payment (payment_id, customer_id, order_id, amount, currency, settled_at, received_at, waits_for)
            values (?, null, 'o', 1500000, 'VND', '2026-11-22T08:04:25Z', '2001-01-01T00:00:00.000001Z', 'ORDER'),
                   (?, 'nobody', null, 1.5, 'USD', '2026-11-22T08:04:25Z', '2001-01-01T00:00:00.000002Z', 'DEALER'),
                   (?, 'nobody', 'o', 2, 'USD', '2026-11-22T08:04:25Z', '2001-01-01T00:00:00.000002Z', 'RATE')""", p + "1", p + "2", p + "3");
    }

    @AfterEach
    void forget() {
        books.run("delete from dealer_payment where payment_id like ?", p + "%");
    }

    @Test
    void theyAreListedTheLongestFirstInPages() {
        // When
        List<String> listed = new ArrayList<>();
        JsonPath page = given().queryParams("state", "WAITING", "limit", 1).get("/credit/payments").then().statusCode(200).extract().jsonPath();
        JsonPath first = page;
        while (page.getString("next") != null && listed.size() < 3) {
            listed.addAll(page.getList("payments.payment_id"));
            page = given().queryParams("limit", 1, "cursor", page.getString("next")).get("/credit/payments").then().statusCode(200).extract().jsonPath();
        }
        listed.addAll(page.getList("payments.payment_id"));

        // Then
        assertThat(listed).startsWith(p + "1", p + "2", p + "3").doesNotHaveDuplicates();
        assertThat(first.getString("payments[0].amount")).isEqualTo("1500000");
        assertThat(first.getString("payments[0].waits_for")).isEqualTo("ORDER");
        assertThat(first.getString("payments[0].customer_id")).isNull();
        assertThat(given().queryParam("waitsFor", "RATE").get("/credit/payments").jsonPath().getList("payments.payment_id")).contains(p + "3").doesNotContain(p + "1", p + "2");
    }

    @ParameterizedTest
    @CsvSource({"state,CREDITED", "waitsFor,order", "limit,0", "limit,201", "cursor,x", "cursor,eABi"})
    void aBadParameterIsNamed(String name, String value) {
        given().queryParam(name, value).get("/credit/payments").then().statusCode(400).contentType("application/problem+json").body("detail", containsString(name));
    }

    @Test
    void theyAreCountedAndTheOldestTellsItsAge() {
        // When
        gauges.refresh();

        // Then
        String metrics = given().get("/q/metrics").asString();
        assertThat(metrics).containsPattern("credit_payments_waiting\\{waits_for=\"RATE\"[^}]*} [1-9]")
            .containsPattern("credit_payments_waiting_oldest_age_seconds\\{waits_for=\"ORDER\"[^}]*} [1-9]");
    }
}
