package polling;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import channels.LazadaSignature;
import channels.RawMessage;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.QueryParameter;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import database.Sql;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import routes.KafkaOrNot;

/** What shops are asked for reaches the orders. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
@WithTestResource(FakePlatforms.class)
class PolledOrdersTest extends PolledPlatforms {

    private static final int MAX_RECORD_BYTES = 2 << 20;
    private static final String TOO_LONG = " ".repeat(5 << 20);

    @Inject
    PolledMessages messages;

    @Inject
    ProducerTemplate producer;

    @Inject
    KafkaOrNot kafka;

    @AfterEach
    void kafkaIsBack() {
        kafka.setDown(false);
    }

    @Test
    void everyPageOfLazadaReachesTheOrders() {
        // Given three pages
        lazada("1001", 0, orders(1001, 0, 50, 120));
        lazada("1001", 50, orders(1001, 50, 100, 120));
        lazada("1001", 100, orders(1001, 100, 120, 120));
        platforms.stubFor(get(urlPathEqualTo("/lazada/orders/items/get")).withQueryParam("access_token", equalTo("token-1001"))
            .willReturn(okJson("{\"code\":\"0\",\"data\":[{\"order_id\":1001000,\"order_items\":[" + delivered("1") + "]}]}")));

        // When
        poll("lazada-1001-changes");

        // Then
        await().untilAsserted(() -> assertThat(storedOrders("lazada", "1001")).isEqualTo(120));
        await().untilAsserted(() -> assertThat(cursor("lazada", "1001")).isEqualTo(NINE.plusSeconds(119).toString()));
        assertThat(sql.query("select amount::text from orders where platform = 'lazada' and shop_id = '1001' and order_id = '1001000'",
            row -> row.getString(1))).containsExactly("115000.0000");
        assertThat(RestAssured.get("/q/metrics").asString()).contains("ordersync_poll_found_unseen_total{channel=\"lazada\"}");
    }

    @Test
    void aPollMendsTheLinesOfAnOrderWhosePushesWereLost() {
        // Given an order of two lines, both shipped
        push("1010", "1010000", "7001", "shipped");
        push("1010", "1010000", "7002", "shipped");
        await().untilAsserted(() -> assertThat(lines("1010", "1010000")).containsExactly("7001 SHIPPED", "7002 SHIPPED"));

        // When no push of their delivery comes, but a poll tells of it
        lazada("1010", 0, orders(1010, 0, 1, 1).replace("pending", "delivered"));
        platforms.stubFor(get(urlPathEqualTo("/lazada/orders/items/get")).withQueryParam("access_token", equalTo("token-1010"))
            .withQueryParam("order_ids", equalTo("[1010000]")).willReturn(okJson(
                "{\"code\":\"0\",\"data\":[{\"order_id\":1010000,\"order_items\":[" + delivered("7001") + "," + delivered("7002") + "]}]}")));
        poll("lazada-1010-changes");

        // Then
        await().untilAsserted(() -> assertThat(order("lazada", "1010", "1010000")).isEqualTo("DELIVERED 115000.0000"));
        assertThat(lines("1010", "1010000")).containsExactly("7001 DELIVERED", "7002 DELIVERED");
    }

    @Test
    void lazadaRequestsAreSigned() {
        // Given
        lazada("1002", 0, NO_ORDERS);

        // When
        poll("lazada-1002-changes");

        // Then
        LoggedRequest request = awaitRequest(getRequestedFor(urlPathEqualTo(ORDERS)).withQueryParam("access_token", equalTo("token-1002")));
        Map<String, String> query = request.getQueryParams().values().stream()
            .collect(Collectors.toMap(QueryParameter::key, QueryParameter::firstValue, (a, b) -> a, TreeMap::new));
        String sign = query.remove("sign");
        assertThat(sign).isEqualTo(LazadaSignature.of("/orders/get", query, FakePlatforms.SECRET));
        assertThat(query).containsEntry("sort_by", "updated_at").containsEntry("sort_direction", "ASC")
            .containsEntry("sign_method", "sha256").containsEntry("app_key", "123456");
    }

    @Test
    void aPollLooksBackBehindTheCursorAndAnEmptyPageDoesNotMoveIt() {
        // Given
        moveCursor("lazada", "1003", NINE.toString());
        lazada("1003", 0, NO_ORDERS);

        // When
        poll("lazada-1003-changes");

        // Then
        awaitRequest(getRequestedFor(urlPathEqualTo(ORDERS)).withQueryParam("access_token", equalTo("token-1003"))
            .withQueryParam("update_after", equalTo("2026-05-04T01:50:00+00:00")));
        await().untilAsserted(() -> assertThat(sql.query("select position from poll_cursor where shop_id = '1003' and polled_at is not null",
            row -> row.getString(1))).containsExactly(NINE.toString()));
    }

    @Test
    void aPageThatFailsKeepsTheCursorBehindThePageBefore() {
        // Given a second page that fails, and is cut off when it is asked for again
        lazada("1004", 0, orders(1004, 0, 50, 60));
        platforms.stubFor(ordersOf("1004", 50).inScenario("second page").whenScenarioStateIs("Started").willSetStateTo("cut off")
            .willReturn(aResponse().withStatus(503)));
        platforms.stubFor(ordersOf("1004", 50).inScenario("second page").whenScenarioStateIs("cut off").willSetStateTo("whole")
            .willReturn(aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE)));
        platforms.stubFor(ordersOf("1004", 50).inScenario("second page").whenScenarioStateIs("whole").willReturn(okJson(orders(1004, 50, 60, 60))));
        RequestPatternBuilder secondPage = getRequestedFor(urlPathEqualTo(ORDERS)).withQueryParam("access_token", equalTo("token-1004")).withQueryParam("offset", equalTo("50"));
        items("1004");

        // When
        poll("lazada-1004-changes");

        // Then
        awaitRequest(secondPage);
        await().untilAsserted(() -> assertThat(storedOrders("lazada", "1004")).isEqualTo(50));
        assertThat(cursor("lazada", "1004")).isEqualTo(NINE.plusSeconds(49).toString());

        // And when it is cut off, and then back
        poll("lazada-1004-changes");
        await().untilAsserted(() -> platforms.verify(2, secondPage));
        assertThat(cursor("lazada", "1004")).isEqualTo(NINE.plusSeconds(49).toString());
        poll("lazada-1004-changes");

        // Then the rest comes
        await().untilAsserted(() -> assertThat(storedOrders("lazada", "1004")).isEqualTo(60));
        // And nobody asked more often than that, past the rate
        platforms.verify(3, secondPage);
    }

    @Test
    void anOrderThatKafkaWillNeverTakeBecomesADeadLetterAndThoseBehindItPass() {
        // Given an order of more bytes than a record may have, and one behind it
        lazada("1013", 0, orders(1013, 0, 2, 2).replaceFirst("A\\*{3}", "A".repeat(MAX_RECORD_BYTES)));
        items("1013");

        // When
        poll("lazada-1013-changes");

        // Then
        await().untilAsserted(() -> assertThat(cursor("lazada", "1013")).isEqualTo(NINE.plusSeconds(1).toString()));
        await().untilAsserted(() -> assertThat(storedOrders("lazada", "1013")).isEqualTo(1));
        await().untilAsserted(() -> assertThat(tooLarge()).containsExactly("TOO_LARGE"));

        // And it is the same letter when it is polled again
        Instant polled = polledAt("1013");
        poll("lazada-1013-changes");
        await().until(() -> polledAt("1013").isAfter(polled));
        await().until(() -> sql.query("select 1 from spool", row -> 1).isEmpty());
        assertThat(tooLarge()).containsExactly("TOO_LARGE");
    }

    @Test
    void itemsThatAreTooLongForOneAnswerAreAskedForInPartsAndThoseOfOneOrderAreADeadLetter() {
        // Given four orders of which the third alone has more items than an answer may be long
        lazada("1014", 0, orders(1014, 0, 4, 4));
        itemsOf("[1014000,1014001,1014002,1014003]", TOO_LONG);
        itemsOf("[1014000,1014001]", "");
        itemsOf("[1014002,1014003]", TOO_LONG);
        itemsOf("[1014002]", TOO_LONG);
        itemsOf("[1014003]", "");

        // When
        poll("lazada-1014-changes");

        // Then
        await().untilAsserted(() -> assertThat(storedOrders("lazada", "1014")).isEqualTo(4));
        await().untilAsserted(() -> assertThat(cursor("lazada", "1014")).isEqualTo(NINE.plusSeconds(3).toString()));
        await().untilAsserted(() -> assertThat(sql.query("select reason from dead_letter where key = 'lazada:1014:1014002' and detail like '%items%'", row -> row.getString(1)))
            .containsExactly("MAPPING_FAILED"));
    }

    private void itemsOf(String ids, String rest) {
        platforms.stubFor(get(urlPathEqualTo("/lazada/orders/items/get")).withQueryParam("access_token", equalTo("token-1014"))
            .withQueryParam("order_ids", equalTo(ids)).willReturn(okJson("{\"code\":\"0\",\"data\":[]}" + rest)));
    }

    private List<String> tooLarge() {
        return sql.query("select reason from dead_letter where channel = 'lazada' and octet_length(body) > ?", row -> row.getString(1), MAX_RECORD_BYTES);
    }

    private Instant polledAt(String shop) {
        return sql.query("select polled_at from poll_cursor where channel = 'lazada' and shop_id = ?", row -> Sql.instant(row, "polled_at"), shop).get(0);
    }

    @Test
    void aCallLimitIsWaitedFor() {
        // Given
        platforms.stubFor(ordersOf("1005", 0).inScenario("limit").whenScenarioStateIs("Started").willSetStateTo("free")
            .willReturn(okJson("{\"code\":\"ApiCallLimit\",\"type\":\"ISV\",\"message\":\"The request has been limited\"}")));
        platforms.stubFor(ordersOf("1005", 0).inScenario("limit").whenScenarioStateIs("free")
            .willReturn(okJson(orders(1005, 0, 3, 3))));
        items("1005");

        // When
        poll("lazada-1005-changes");

        // Then
        await().untilAsserted(() -> assertThat(storedOrders("lazada", "1005")).isEqualTo(3));
    }

    @Test
    void tikiIsAcknowledgedOnlyWhenItsEventsAreInKafka() {
        // Given events, and no Kafka
        tikiToken("t1");
        platforms.stubFor(pull("t1", "null").willReturn(okJson(SHIPMENT.formatted("510916693", "ack-1"))));
        platforms.stubFor(pull("t1", "\"ack-1\"").willReturn(okJson("{\"events\":[],\"ack_id\":\"ack-2\"}")));
        kafka.setDown(true);

        // When it is polled twice
        int before = pulls("t1", "null");
        poll("tiki-t1-changes");
        await().until(() -> pulls("t1", "null") > before);
        poll("tiki-t1-changes");
        await().until(() -> pulls("t1", "null") > before + 1);

        // Then nothing is acknowledged
        assertThat(pulls("t1", "\"ack-1\"")).isZero();
        assertThat(cursor("tiki", "t1")).isNull();

        // And when Kafka is back
        kafka.setDown(false);
        poll("tiki-t1-changes");

        // Then the batch is, and the empty one after it moves nothing
        await().until(() -> pulls("t1", "\"ack-1\"") > 0);
        await().untilAsserted(() -> assertThat(storedOrders("tiki", "t1")).isEqualTo(1));
        assertThat(cursor("tiki", "t1")).isEqualTo("ack-1");
    }

    @Test
    void sendoIsSearchedPageByPageAfterALogin() {
        // Given
        long changed = Instant.now().minusSeconds(3600).getEpochSecond();
        platforms.stubFor(post(urlEqualTo("/sendo/login")).withRequestBody(equalToJson("{\"shop_key\":\"shop-key\",\"secret_key\":\"secret-key\"}"))
            .willReturn(okJson("{\"result\":{\"token\":\"sendo-token\",\"expires\":\"2030-01-01T00:00:00\"},\"success\":true}")));
        platforms.stubFor(search("null").willReturn(okJson(sendoOrder("1607511339", changed, "\"page-2\""))));
        // And a page of the largest size that is longer than an answer may be
        platforms.stubFor(search("null").withRequestBody(matchingJsonPath("$.page_size", equalTo("50"))).willReturn(okJson("{}" + TOO_LONG)));
        platforms.stubFor(search("\"page-2\"").willReturn(okJson(sendoOrder("1607511340", changed + 60, "null"))));

        // When
        poll("sendo-123456-changes");

        // Then
        await().untilAsserted(() -> assertThat(storedOrders("sendo", "123456")).isEqualTo(2));
        await().untilAsserted(() -> assertThat(cursor("sendo", "123456")).isEqualTo(Instant.ofEpochSecond(changed + 60).toString()));
    }

    /** A push of type 0, as it lies in Kafka behind the webhook. */
    private void push(String shop, String order, String line, String status) {
        String body = """
            {"seller_id":"%s","message_type":0,"data":{"order_status":"%s","trade_order_id":"%s","trade_order_line_id":"%s",
            "status_update_time":%d}}""".formatted(shop, status, order, line, NINE.minusSeconds(300).getEpochSecond());
        producer.sendBody("direct:order-events",
            messages.of(shops.find("lazada", shop).orElseThrow(), body.getBytes(UTF_8), RawMessage.Source.WEBHOOK));
    }

    private static String delivered(String item) {
        return """
            {"order_item_id":%s,"order_id":1010000,"sku":"S","name":"Shoe","status":"delivered","item_price":50000.00,"currency":"VND",
            "updated_at":"%s"}""".formatted(item, lazadaTime(NINE));
    }

    private void lazada(String shop, int offset, String answer) {
        platforms.stubFor(ordersOf(shop, offset).willReturn(okJson(answer)));
    }

    private int pulls(String shop, String ackId) {
        return platforms.findAll(postRequestedFor(urlEqualTo("/tiki/integration/v1/queues/queue-" + shop + "/events/pull"))
            .withRequestBody(equalToJson("{\"ack_id\":" + ackId + "}"))).size();
    }

    private static MappingBuilder search(String token) {
        return post(urlEqualTo("/sendo/api/partner/salesorder/search")).withHeader("Authorization", equalTo("bearer sendo-token"))
            .withRequestBody(matchingJsonPath("$.token",
                token.equals("null") ? absent() : equalTo(token.replace("\"", ""))));
    }

    private static String sendoOrder(String number, long changed, String next) {
        return """
            {"result":{"data":[{"sales_order":{"order_number":"%s","order_status":3,"payment_status":1,"payment_method":1,"total_amount":120000,
            "sub_total":100000,"shipping_fee":20000,"created_date_time_stamp":%d,"updated_date_time_stamp":%d,"order_status_date_time_stamp":%d},
            "sku_details":[{"product_variant_id":"1_1","product_name":"Shoe","sku":"S","quantity":1,"price":100000,"sub_total":100000}]}],
            "next_token":%s},"success":true,"error":null,"status_code":200}""".formatted(number, changed, changed, changed, next);
    }

    private String cursor(String channel, String shop) {
        return sql.query("select position from poll_cursor where channel = ? and shop_id = ?", row -> row.getString(1), channel, shop)
            .stream().findFirst().orElse(null);
    }

    private void moveCursor(String channel, String shop, String position) {
        sql.update("""
            insert into poll_cursor (channel, shop_id, position) values (?, ?, ?)
            on conflict (channel, shop_id) do update set position = excluded.position""", channel, shop, position);
    }
}
