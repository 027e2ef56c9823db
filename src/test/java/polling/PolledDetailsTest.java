package polling;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an event does not tell of its order is asked for. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
@WithTestResource(FakePlatforms.class)
class PolledDetailsTest extends PolledPlatforms {

    @Test
    void detailsAreAskedForOnceAndAnApiThatIsDownOnlyDelaysThem() {
        // Given an event whose order cannot be read yet
        tikiToken("t2");
        platforms.stubFor(get(urlEqualTo("/tiki/integration/v2/orders/777")).willReturn(aResponse().withStatus(503)));
        platforms.stubFor(pull("t2", "null").willReturn(okJson(SHIPMENT.formatted("777", "ack-7"))));
        platforms.stubFor(pull("t2", "\"ack-7\"").willReturn(okJson("{\"events\":[]}")));

        // When
        poll("tiki-t2-changes");

        // Then the status is there, without an amount
        await().untilAsserted(() -> assertThat(order("tiki", "t2", "777")).isEqualTo("CONFIRMED null"));
        awaitRequest(getRequestedFor(urlEqualTo("/tiki/integration/v2/orders/777")));

        // And when the API is back
        platforms.stubFor(get(urlEqualTo("/tiki/integration/v2/orders/777")).willReturn(okJson("""
            {"id":1,"code":"777","status":"picking","items":[{"id":9,"product":{"id":3,"sku":"S","name":"Shoe"},"qty":1,"price":120000}],
            "invoice":{"grand_total":120000,"subtotal":120000},"created_at":"2025-02-25 05:00:00","updated_at":"2025-02-25 06:01:58"}""")));
        sql.update("update order_details_request set next_at = now() where order_id = '777'");

        // Then the amount is too, and nobody asks again
        await().untilAsserted(() -> assertThat(order("tiki", "t2", "777")).isEqualTo("CONFIRMED 120000.0000"));
        await().untilAsserted(() -> assertThat(sql.query("select 1 from order_details_request where order_id = '777'", row -> 1)).isEmpty());
    }

    @Test
    void detailsThatFailForTheFiftiethTimeAreGivenUpAndCounted() {
        // Given an order that 49 attempts brought no details of
        tikiToken("t3");
        platforms.stubFor(get(urlPathMatching("/tiki/integration/v2/orders/88[78]")).willReturn(aResponse().withStatus(404)));
        sql.update("insert into order_details_request (platform, shop_id, order_id, attempts) values ('tiki', 't3', '887', 48)");
        sql.update("insert into order_details_request (platform, shop_id, order_id, attempts) values ('tiki', 't3', '888', 49)");

        // Then the next is the last
        await().untilAsserted(() -> assertThat(requests("t3")).containsExactly("887 49"));
        await().untilAsserted(() -> assertThat(RestAssured.get("/q/metrics").asString()).contains("ordersync_details_given_up_total{channel=\"tiki\"} 1.0"));
    }

    @Test
    void theDetailsOfALazadaOrderAreItsItemsToo() {
        // Given
        platforms.stubFor(get(urlPathEqualTo("/lazada/order/get")).withQueryParam("order_id", equalTo("555"))
            .willReturn(okJson(orders(1002, 0, 1, 1).replace("{\"countTotal\":\"1\",\"count\":\"1\",\"orders\":[", "")
                .replace("]}}", "}").replace("1002000", "555"))));
        platforms.stubFor(get(urlPathEqualTo("/lazada/order/items/get")).withQueryParam("order_id", equalTo("555")).willReturn(okJson("""
            {"code":"0","data":[{"order_item_id":9001,"order_id":555,"sku":"SKU-1","name":"Shoe","status":"pending","item_price":100000.00,
            "paid_price":100000.00,"currency":"VND","updated_at":"2026-05-04 09:00:00 +0700"}]}""")));

        // When
        sql.update("insert into order_details_request (platform, shop_id, order_id) values ('lazada', '1002', '555')");

        // Then
        await().untilAsserted(() -> assertThat(sql.query(
            "select items #>> '{0,sku}' from orders where platform = 'lazada' and shop_id = '1002' and order_id = '555'", row -> row.getString(1)))
            .containsExactly("SKU-1"));
        await().untilAsserted(() -> assertThat(lines("1002", "555")).containsExactly("9001 CONFIRMED"));
        await().untilAsserted(() -> assertThat(sql.query("select 1 from order_details_request where order_id = '555'", row -> 1)).isEmpty());
    }

    /** The orders of a shop whose details are still to be asked for, each with the attempts it has had. */
    private List<String> requests(String shop) {
        return sql.query("select order_id || ' ' || attempts from order_details_request where shop_id = ? order by order_id", row -> row.getString(1), shop);
    }
}
