package credit;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import database.Sql;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import webhook.ChannelsOpen;
import webhook.SignedSender;

/** What a headless shop forwards, from its webhook to the dealer's account. */
@QuarkusTest
@TestProfile(ChannelsOpen.class)
@QuarkusTestResource(TestServers.class)
class ShopTest {

    @TestHTTPResource("/")
    URI server;
    @Inject
    Sql sql;

    /** Names the order of one test. */
    private final String order = "order_" + UUID.randomUUID();
    private SignedSender shop;
    private TestDealers dealers;

    @BeforeEach
    void connect() {
        shop = new SignedSender(server.getPort());
        dealers = new TestDealers(sql);
    }

    @Test
    void aPlacedOrderIsHeldAndACancelledOneIsNot() throws Exception {
        // Given
        String dealer = dealers.dealer(1_000_000);
        placed(order, dealer, 600_000);
        await().untilAsserted(() -> assertThat(dealers.held(dealer)).isEqualTo(600_000));
        isStored(order, "PENDING");

        // When Medusa tells no more than the id
        send("""
            {"name": "order.canceled", "metadata": {"timestamp": "2026-11-20T09:00:00Z"}, "data": {"id": "%s"}}""".formatted(order));

        // Then
        isStored(order, "CANCELLED");
        assertThat(dealers.held(dealer)).isZero();
        assertThat(dealers.movements(dealer)).containsExactly("HOLD 600000 0", "VOID -600000 0");
    }

    @Test
    void anOrderThatDoesNotFitIsOnHold() throws Exception {
        // Given
        String dealer = dealers.dealer(1_000_000);

        // When
        placed(order, dealer, 1_000_001);

        // Then
        isStored(order, "ON_HOLD");
        assertThat(dealers.held(dealer)).isZero();
    }

    @Test
    void aCompletedOrderIsOwedAndLessSoForWhatComesBack() throws Exception {
        // Given
        String dealer = dealers.dealer(1_000_000);
        placed(order, dealer, 600_000);
        await().untilAsserted(() -> assertThat(dealers.held(dealer)).isEqualTo(600_000));
        send("""
            {"name": "order.completed", "metadata": {"timestamp": "2026-11-20T09:00:00Z"}, "data": {"id": "%s"}}""".formatted(order));
        await().untilAsserted(() -> assertThat(dealers.outstanding(dealer)).isEqualTo(600_000));

        // When a part comes back, and then all
        returned("return_1", 250_000, "2026-11-21T09:00:00Z");
        await().untilAsserted(() -> assertThat(dealers.outstanding(dealer)).isEqualTo(250_000));
        isStored(order, "COMPLETED");
        returned("return_2", 0, "2026-11-22T09:00:00Z");

        // Then
        await().untilAsserted(() -> assertThat(dealers.outstanding(dealer)).isZero());
        isStored(order, "RETURNED");
        assertThat(dealers.held(dealer)).isZero();
    }

    @Test
    void whatIsPostedAndThenForwardedIsOneOrder() throws Exception {
        // Given
        String dealer = dealers.dealer(1_000_000);
        given().contentType("application/json").body("""
            {"orderId": "%s", "customerId": "%s", "amount": 600000, "currency": "VND"}""".formatted(order, dealer))
            .post("/orders").then().statusCode(201);

        // When the shop's subscriber tells of it too, and then of its end
        placed(order, dealer, 600_000);
        send("""
            {"name": "order.canceled", "metadata": {"timestamp": "%s"}, "data": {"id": "%s"}}""".formatted(Instant.now().plus(Duration.ofHours(1)), order));

        // Then
        isStored(order, "CANCELLED");
        assertThat(dealers.movements(dealer)).containsExactly("HOLD 600000 0", "VOID -600000 0");
    }

    @Test
    void aChannelWithoutDealersHasNoPartInIt() throws Exception {
        // Given
        String lazada = Long.toString(Math.abs(UUID.randomUUID().getMostSignificantBits() % 1_000_000_000_000_000L));
        byte[] body = """
            {"seller_id":"1234567","message_type":0,"data":{"order_status":"pending","trade_order_id":"%s","trade_order_line_id":"%s1",\
            "status_update_time":1603698638},"timestamp":1603766859530,"site":"lazada_vn"}""".formatted(lazada, lazada).getBytes(UTF_8);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SignedSender.SECRET.getBytes(UTF_8), "HmacSHA256"));
        mac.update(ChannelsOpen.LAZADA_APP.getBytes(UTF_8));

        // When
        assertThat(shop.send("/webhook/lazada", body, "Authorization", HexFormat.of().formatHex(mac.doFinal(body))).statusCode()).isEqualTo(200);

        // Then
        await().untilAsserted(() ->
            given().get("/orders/lazada/{id}", lazada).then().statusCode(200).body("status", equalTo("CONFIRMED")));
        assertThat(sql.query("select count(*) from credit_order where order_id = ?", row -> row.getInt(1), lazada)).containsExactly(0);
    }

    private void placed(String id, String dealer, long total) throws Exception {
        send("""
            {"name": "order.placed", "data": {"id": "%s", "currency_code": "vnd", "customer_id": "%s", "total": %d, "created_at": "2026-11-20T08:00:00Z"}}"""
            .formatted(id, dealer, total));
    }

    private void returned(String id, long remains, String at) throws Exception {
        send("""
            {"name": "order.return_received", "metadata": {"timestamp": "%s"}, "data": {"order_id": "%s", "return_id": "%s", "currency_code": "vnd",
             "summary": {"current_order_total": %d}}}""".formatted(at, order, id, remains));
    }

    private void send(String event) throws Exception {
        assertThat(shop.sendSignedTo("b2b", event.getBytes(UTF_8)).statusCode()).isEqualTo(200);
    }

    private static void isStored(String id, String status) {
        await().untilAsserted(() ->
            given().get("/orders/b2b/{id}", id).then().statusCode(200).body("status", equalTo(status)));
    }
}
