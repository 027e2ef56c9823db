package endtoend;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import webhook.ChannelsOpen;

/** A dealer's orders and payments on their whole way, through Kafka into the tables. */
@QuarkusTest
@TestProfile(ChannelsOpen.class)
@QuarkusTestResource(TestServers.class)
class CreditFlowTest {

    private static final String DAY_1 = "2026-03-01T08:00:00Z";
    private static final String DAY_2 = "2026-03-02T08:00:00Z";
    private static final String DAY_3 = "2026-03-03T08:00:00Z";

    @Inject
    DataSource database;
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    private DealerTraffic traffic;

    @BeforeEach
    void dealer() {
        traffic = new DealerTraffic(database, kafka);
    }

    @AfterEach
    void close() {
        traffic.close();
    }

    @Test
    void anOrderOverTheLimitWaitsUntilAPaymentMakesRoom() throws Exception {
        // Given a dealer who owes 800 of 1000, and orders for 500 more
        traffic.limit(1000);
        traffic.order("a", "delivered", 800, DAY_1);
        await().untilAsserted(() -> order("a").body("status", equalTo("DELIVERED")).body("credit.decision", equalTo("OK"))
            .body("credit.outstanding", equalTo("800")).body("credit_locked", equalTo(false)));
        traffic.order("b", "confirmed", 500, DAY_2);
        await().untilAsserted(() -> order("b").body("status", equalTo("ON_HOLD")).body("platform_status", equalTo("confirmed"))
            .body("credit_locked", equalTo(true)).body("credit.reason", equalTo("OVER_LIMIT")));

        // When its channel tells more of it, and the dealer pays
        traffic.order("b", "packed", 500, DAY_3);
        await().untilAsserted(() -> order("b").body("status", equalTo("ON_HOLD")).body("platform_status", equalTo("packed")));
        traffic.payment(traffic.payment("p", 300));

        // Then it goes on where its channel is, and its history is what its channel said
        await().untilAsserted(() -> order("b").body("status", equalTo("PACKED")).body("credit_locked", equalTo(false))
            .body("credit.decision", equalTo("OK")).body("credit.reason", nullValue()).body("history.status", equalTo(List.of("CONFIRMED", "PACKED"))));
        assertThat(traffic.query("select source from order_event where order_id = ? and platform_status = 'credit_released'", traffic.id("b")))
            .containsExactly("credit");
        assertThat(sums()).containsExactly("500 500");
    }

    @Test
    void whatIsReadAgainHoldsNothingTwice() throws Exception {
        // Given
        traffic.limit(1000);

        // When the same two events come three times, one of them of an order that does not fit
        for (int i = 0; i < 3; i++) {
            traffic.order("a", "confirmed", 700, DAY_1);
            traffic.order("b", "confirmed", 700, DAY_2);
            traffic.order("last-" + i, "confirmed", 1, DAY_3);
            await().until(() -> traffic.query("select 1 from orders where order_id like ?", traffic.dealer + "-last%").size(), size -> size > 0);
        }
        await().until(() -> traffic.query("select 1 from orders where order_id like ?", traffic.dealer + "-last%").size(), size -> size == 3);

        // Then
        assertThat(sums()).containsExactly("703 0");
        assertThat(traffic.query("select order_id from credit_ledger where customer_id = ? and kind = 'HOLD' order by id", traffic.dealer))
            .containsExactlyInAnyOrder(traffic.id("a"), traffic.id("last-0"), traffic.id("last-1"), traffic.id("last-2"));
        await().untilAsserted(() -> order("a").body("credit.version", equalTo(1)).body("credit_locked", equalTo(false)));
        await().untilAsserted(() -> order("b").body("credit.version", equalTo(1)).body("credit_locked", equalTo(true)));
    }

    @Test
    void anOrderWithoutADealerIsOnNobodysAccount() throws Exception {
        // When
        traffic.limit(1);
        traffic.orderWithoutDealer("a", "confirmed", DAY_1);

        // Then
        await().untilAsserted(() -> order("a").body("status", equalTo("CONFIRMED")).body("credit", nullValue()));
    }

    @Test
    void aWrongPaymentWaitsAndCountsOnceItIsMended() throws Exception {
        // Given an order that waits for a payment, and one whose amount is wrong
        traffic.limit(100);
        traffic.order("a", "confirmed", 500, DAY_1);
        await().untilAsserted(() -> order("a").body("credit_locked", equalTo(true)));
        traffic.payment(traffic.payment("p", "\"four hundred\""));
        long letter = letter("SCHEMA", "four hundred");

        // When it is replayed as it was, and then mended
        given().contentType("application/json").body("").post("/dead-letters/{id}/replay", letter).then().statusCode(202);
        await().untilAsserted(() -> given().get("/dead-letters/{id}", letter).then().body("replays.state", equalTo(List.of("FAILED"))));
        given().contentType("application/json").body("{\"body\": " + traffic.payment("p", "\"400\"") + "}").post("/dead-letters/{id}/replay", letter)
            .then().statusCode(202);

        // Then it counts, and the order goes on
        await().untilAsserted(() -> given().get("/dead-letters/{id}", letter).then().body("status", equalTo("RESOLVED"))
            .body("channel", equalTo("payment")).body("topic", equalTo("payment.settled")).body("replays.state", hasItem("STORED")));
        await().untilAsserted(() -> order("a").body("credit_locked", equalTo(false)).body("status", equalTo("CONFIRMED")));
        assertThat(sums()).containsExactly("500 -400");
    }

    @Test
    void aWrongRefundWaitsAndCountsOnceItIsMended() throws Exception {
        // Given a payment of which more is said to have gone back than came
        traffic.limit(1000);
        traffic.payment(traffic.payment("p", 300));
        traffic.payment(traffic.refunded("p", 300, 301));
        long letter = letter("SCHEMA", "301");

        // When it is mended, and sent once more by its sender
        given().contentType("application/json").body("{\"body\": " + traffic.refunded("p", 300, 200) + "}").post("/dead-letters/{id}/replay", letter)
            .then().statusCode(202);
        traffic.payment(traffic.refunded("p", 300, 200));

        // Then
        await().untilAsserted(() -> given().get("/dead-letters/{id}", letter).then().body("status", equalTo("RESOLVED")));
        await().untilAsserted(() -> assertThat(sums()).containsExactly("0 -100"));
    }

    @Test
    void aPaymentThatContradictsAnEarlierOneIsADeadLetterAndChangesNothing() throws Exception {
        // Given
        traffic.limit(100);
        traffic.payment(traffic.payment("p", 40));
        traffic.payment(traffic.payment("p", "40.0"));

        // When
        traffic.payment(traffic.payment("p", 41));

        // Then
        letter("CONTRADICTED", ":41,");
        assertThat(sums()).containsExactly("0 -40");
    }

    @Test
    void whatGoesBackOfAPaymentIsOwedAgain() throws Exception {
        // Given a dealer whose payment let an order go on
        traffic.limit(1000);
        traffic.order("a", "delivered", 800, DAY_1);
        traffic.order("b", "confirmed", 500, DAY_2);
        await().untilAsserted(() -> order("b").body("credit_locked", equalTo(true)));
        traffic.payment(traffic.payment("p", 300));
        await().untilAsserted(() -> assertThat(sums()).containsExactly("500 500"));

        // When some of it goes back, then all, and late news of the first comes again
        for (int refunded : List.of(100, 300, 100, 300)) {
            traffic.payment(traffic.refunded("p", 300, refunded));
        }

        // Then it is owed again once
        await().untilAsserted(() -> assertThat(sums()).containsExactly("500 800"));

        // When another order is told, which does not come by the topic of payments and could overtake them
        traffic.order("c", "confirmed", 1, DAY_3);

        // Then it has to wait, and what went on goes on
        await().untilAsserted(() -> order("c").body("credit_locked", equalTo(true)).body("credit.available", equalTo("-300")));
        order("b").body("credit_locked", equalTo(false));
        assertThat(traffic.query("select kind || ' ' || trim_scale(sum(outstanding)) from credit_ledger where payment_id = ? group by kind order by 1", traffic.id("p")))
            .containsExactly("PAYMENT -300", "REFUND 300");
    }

    @Test
    void anOrderWhoseValuesPostgresqlRefusesCostsOnlyItself() throws Exception {
        // Given
        traffic.limit(1000);
        traffic.update("""
            create or replace function refuse() returns trigger language plpgsql as $$
            begin
                raise exception 'refused' using errcode = '22003';
            end $$""");
        traffic.update("create or replace trigger refusing before insert on credit_order for each row when (new.order_id like '%-refused') execute function refuse()");

        // When
        for (String order : List.of("a", "b", "refused", "c", "d")) {
            traffic.order(order, "confirmed", 10, DAY_1);
        }

        // Then
        await().untilAsserted(() -> assertThat(sums()).containsExactly("40 0"));
        letter("NOT_STORABLE", "-refused");
        await().untilAsserted(() ->
            assertThat(traffic.query("select 1 from orders where order_id like ?", traffic.dealer + "%")).hasSize(4));
        traffic.update("drop trigger refusing on credit_order");
    }

    private ValidatableResponse order(String order) {
        return given().get("/orders/till/{id}", traffic.id(order)).then().statusCode(200);
    }

    /** What the dealer's orders hold and what it owes. */
    private List<String> sums() throws SQLException {
        return traffic.query("select trim_scale(held) || ' ' || trim_scale(outstanding) from dealer where customer_id = ?", traffic.dealer);
    }

    /** The one dead letter of this dealer, by its reason and a part of its body. */
    private long letter(String reason, String part) {
        return Long.parseLong(await().until(() -> traffic.query("select id from dead_letter where reason = ? and convert_from(body, 'UTF8') like ?"
            + " and convert_from(body, 'UTF8') like ?", reason, "%" + traffic.dealer + "%", "%" + part + "%"), found -> found.size() == 1).get(0));
    }
}
