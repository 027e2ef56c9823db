package credit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import access.Access;
import access.Tokens;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dealer sees their own, and nothing of another. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class PortalResourceTest {

    @Inject
    DataSource database;

    private final String own = "D" + UUID.randomUUID().toString().substring(0, 8);
    private final String other = "D" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void twoDealersWithAnOrderEach() throws Exception {
        for (String dealer : new String[] {own, other}) {
            given().contentType("application/json").body("{\"name\": \"%s\", \"limit\": 1000, \"currency\": \"VND\", \"termsDays\": 30, \"graceDays\": 5}".formatted(dealer))
                .put("/dealers/" + dealer).then().statusCode(201);
            execute("""
                insert into orders (platform, shop_id, order_id, status, created_at, updated_at, dealer_id)
                values ('b2b', 's', 'o-%1$s', 'PENDING', now(), now(), '%1$s')""".formatted(dealer));
        }
    }

    @Test
    void theAccountIsTheirOwn() {
        portal().get("/portal/account").then().statusCode(200).body("customer_id", equalTo(own)).body("available", equalTo("1000"))
            .body("$", not(hasKey("locked_by"))).body("$", not(hasKey("pool")));
    }

    @Test
    void theOrdersAreTheirOwn() {
        portal().get("/portal/orders").then().statusCode(200).body("orders.order_id", contains("o-" + own));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/portal/orders", "/portal/orders/export?format=csv", "/portal/invoices", "/portal/invoices/export?format=csv", "/portal/limit-requests",
        "/portal/limit-requests/export?format=csv", "/portal/account"})
    void noQueryNamesAnotherDealer(String path) {
        for (String name : new String[] {"dealer", "customerId", "customer_id", "dealer_id"}) {
            portal().queryParam(name, other).get(path).then().statusCode(400).body("parameter", equalTo(name));
        }
    }

    @Test
    void theFileOfOrdersHoldsTheirOwn() {
        // When
        String file = portal().queryParams("format", "csv").get("/portal/orders/export")
            .then().statusCode(200).extract().asString();

        // Then
        assertThat(file.lines().skip(1)).singleElement().asString().contains(",o-" + own + ",");
    }

    @Test
    void anInvoiceOfAnotherIsNotListed() {
        portal().get("/portal/invoices").then().statusCode(200).body("invoices", empty());
    }

    @Test
    void theFileOfInvoicesHoldsTheirOwn() throws Exception {
        // Given an invoice of either dealer
        for (String dealer : new String[] {own, other}) {
            execute("insert into invoice values ('b2b', 's', 'o-%1$s', '%1$s', 100, 40, '2026-11-01', '2026-12-01')".formatted(dealer));
        }

        // When
        String file = portal().queryParams("format", "csv").get("/portal/invoices/export")
            .then().statusCode(200).extract().asString();

        // Then
        assertThat(file.lines().skip(1)).containsExactly(own + ",b2b,s,o-" + own + ",100,40,VND,2026-11-01,2026-12-01");
    }

    @Test
    void theFileOfRequestsHoldsTheirOwnAndNotWhoDecided() throws Exception {
        // Given a request of either dealer, decided by a person
        for (String dealer : new String[] {own, other}) {
            execute("""
                insert into limit_request (customer_id, new_limit, reason, state, answer, asked_by, decided_by, decided_at)
                values ('%s', 5000, 'more', 'REFUSED', 'not now', 'dealer', 'thu.tran', now())""".formatted(dealer));
        }

        // When
        String file = portal().queryParams("format", "csv").get("/portal/limit-requests/export")
            .then().statusCode(200).extract().asString();

        // Then
        assertThat(file.lines().skip(1)).singleElement().asString().contains("," + own + ",5000,VND,").contains(",REFUSED,not now,").doesNotContain("thu.tran");
    }

    @Test
    void aRequestIsForThemselvesAlone() {
        portal().contentType("application/json").body("{\"customerId\": \"%s\", \"limit\": 5000, \"reason\": \"more\"}".formatted(other))
            .post("/portal/limit-requests").then().statusCode(400);

        portal().contentType("application/json").body("{\"limit\": 5000, \"reason\": \"more\"}").post("/portal/limit-requests").then().statusCode(201)
            .body("customer_id", equalTo(own)).body("limit", equalTo("5000")).body("decided_by", nullValue());

        portal().get("/portal/limit-requests").then().body("requests.customer_id", contains(own));
        given().header("Authorization", "Bearer " + Tokens.ofDealer("another", other)).get("/portal/limit-requests").then().body("requests", empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dealers", "/dealers/{id}", "/dealers/{id}/invoices", "/dealers/{id}/ledger", "/dealers/{id}/audit", "/credit/limit-requests",
        "/dealers/{id}/invoices/export?format=csv", "/dealers/{id}/ledger/export?format=csv", "/dealers/{id}/audit/export?format=csv",
        "/credit/limit-requests/export?format=csv&customerId={id}", "/credit/payments/export?format=csv", "/bank-statements/export?format=csv",
        "/credit/status?customerId={id}", "/api/credit/status?customerId={id}", "/orders", "/orders/b2b/o-{id}", "/payments", "/postings", "/overview", "/users", "/audit"})
    void whatIsTheSellersIsClosedToThem(String path) {
        portal().get(path.replace("{id}", other)).then().statusCode(403);
        portal().get(path.replace("{id}", own)).then().statusCode(403);
    }

    @Test
    void aDealerOfWhomItIsNotKnownWhichSeesNothing() {
        given().header("Authorization", "Bearer " + Tokens.of("nobody", Access.DEALER)).get("/portal/account").then().statusCode(403);
        given().header("Authorization", "Bearer " + Tokens.of("nobody", Access.DEALER)).get("/orders/stream").then().statusCode(403);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private RequestSpecification portal() {
        return given().header("Authorization", "Bearer " + Tokens.ofDealer("dealer", own));
    }
}
