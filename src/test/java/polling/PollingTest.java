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
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import channels.LazadaSignature;
import channels.RawMessage;
import channels.ShopAccess;
import channels.TokenStore;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.http.QueryParameter;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import database.Sql;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.quartz.CamelJob;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import routes.Jobs;
import routes.KafkaOrNot;
import webhook.LastWebhooks;

/** Polling as a whole: Quartz, Kamelets, camel-http, Kafka and PostgreSQL are real, the platforms are WireMock. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
@QuarkusTestResource(value = FakePlatforms.class, restrictToAnnotatedClass = true)
class PollingTest {

    private static final String ORDERS = "/lazada/orders/get";
    private static final Instant NINE = Instant.parse("2026-05-04T02:00:00Z");
    private static final String NO_ORDERS = "{\"code\":\"0\",\"data\":{\"countTotal\":\"0\",\"count\":\"0\",\"orders\":[]}}";
    private static final String SHIPMENT = """
        {"events":[{"id":"a061c904-%1$s","sid":"74334E86","created_at":1740438118300,
        "payload":{"order_code":"%1$s","orderCode":"%1$s","status":"picking"},"type":"ORDER_STATUS_UPDATED","version":"v1"}],"ack_id":"%2$s"}""";

    WireMockServer platforms;

    @Inject
    Scheduler scheduler;

    @Inject
    Sql sql;

    @Inject
    TokenStore tokens;

    @Inject
    PolledShops shops;

    @Inject
    PolledMessages messages;

    @Inject
    ProducerTemplate producer;

    @Inject
    KafkaOrNot kafka;

    @Inject
    Jobs jobs;

    @Inject
    LastWebhooks lastWebhooks;

    @Inject
    PollGauges gauges;

    @BeforeAll
    static void aBusyMachineMayTakeLonger() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

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
        items("1001");

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
        // Given a second page that fails
        lazada("1004", 0, orders(1004, 0, 50, 60));
        platforms.stubFor(ordersOf("1004", 50).willReturn(aResponse().withStatus(500)));
        items("1004");

        // When
        poll("lazada-1004-changes");

        // Then
        awaitRequest(getRequestedFor(urlPathEqualTo(ORDERS)).withQueryParam("access_token", equalTo("token-1004")).withQueryParam("offset", equalTo("50")));
        await().untilAsserted(() -> assertThat(storedOrders("lazada", "1004")).isEqualTo(50));
        assertThat(cursor("lazada", "1004")).isEqualTo(NINE.plusSeconds(49).toString());

        // And when it is back
        lazada("1004", 50, orders(1004, 50, 60, 60));
        poll("lazada-1004-changes");

        // Then the rest comes
        await().untilAsserted(() -> assertThat(storedOrders("lazada", "1004")).isEqualTo(60));
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
    void aRefusedTokenIsRenewedAndKeptEncrypted() {
        // Given
        platforms.stubFor(ordersOf("1006", 0).willReturn(okJson("{\"code\":\"IllegalAccessToken\",\"type\":\"ISP\"}")));
        platforms.stubFor(refresh("1006").willReturn(okJson(
            "{\"code\":\"0\",\"access_token\":\"renewed-1006\",\"refresh_token\":\"refresh-1006b\",\"expires_in\":2592000}")));
        platforms.stubFor(get(urlPathEqualTo(ORDERS)).withQueryParam("access_token", equalTo("renewed-1006"))
            .willReturn(okJson(orders(1006, 0, 2, 2))));
        platforms.stubFor(get(urlPathEqualTo("/lazada/orders/items/get")).withQueryParam("access_token", equalTo("renewed-1006"))
            .willReturn(okJson("{\"code\":\"0\",\"data\":[]}")));

        // When
        poll("lazada-1006-changes");

        // Then
        await().untilAsserted(() -> assertThat(storedOrders("lazada", "1006")).isEqualTo(2));
        assertThat(sql.query("select access_token from channel_token where shop_id = '1006'", row -> new String(row.getBytes(1), ISO_8859_1)))
            .singleElement().asString().doesNotContain("renewed");
        await().untilAsserted(() -> assertThat(RestAssured.get("/q/metrics").asString())
            .containsPattern("ordersync_token_expires_seconds\\{channel=\"lazada\",shop=\"1006\"\\} 25\\d{5}"));
    }

    @Test
    void aTokenWhoseEndIsNotToldStaysInUse() {
        // Given
        ShopAccess shop = shops.find("lazada", "1011").orElseThrow();
        platforms.stubFor(refresh("1011").willReturn(okJson("{\"code\":\"0\",\"access_token\":\"renewed-1011\"}")));

        // When
        tokens.renew(shop, tokens.access(shop));

        // Then
        assertThat(tokens.access(shop)).isEqualTo("renewed-1011");
        assertThat(sql.query("select 1 from channel_token where shop_id = '1011' and expires_at is null", row -> 1)).hasSize(1);
        platforms.verify(1, postRequestedFor(urlPathEqualTo("/lazada-auth/auth/token/refresh"))
            .withFormParam("refresh_token", equalTo("refresh-1011")));
    }

    @Test
    void ofManyThatFindATokenRefusedOneRenewsIt() {
        // Given
        ShopAccess shop = shops.find("lazada", "1007").orElseThrow();
        platforms.stubFor(refresh("1007").willReturn(okJson(
            "{\"code\":\"0\",\"access_token\":\"renewed-1007\",\"refresh_token\":\"refresh-1007b\",\"expires_in\":2592000}").withFixedDelay(200)));
        String refused = tokens.access(shop);

        // When
        List<String> renewed = IntStream.range(0, 8).parallel().mapToObj(thread -> {
            tokens.renew(shop, refused);
            return tokens.access(shop);
        }).toList();

        // Then
        assertThat(renewed).containsOnly("renewed-1007");
        platforms.verify(1, postRequestedFor(urlPathEqualTo("/lazada-auth/auth/token/refresh"))
            .withFormParam("refresh_token", equalTo("refresh-1007")));
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

    @Test
    void theLastWebhookIsKnownToAllReplicasAndNeverGoesBack() {
        // Given
        sql.update("insert into last_webhook (channel, received_at) values ('lazada', ?)", NINE);

        // When a replica tells of an older one, then of a newer one
        lastWebhooks.received("lazada", NINE.minusSeconds(60));
        lastWebhooks.write();
        lastWebhooks.received("standard", NINE);
        lastWebhooks.write();
        gauges.refresh();

        // Then
        assertThat(sql.query("select received_at from last_webhook where channel = 'lazada'", row -> Sql.instant(row, "received_at")))
            .containsExactly(NINE);
        assertThat(RestAssured.get("/q/metrics").asString()).contains("ordersync_last_webhook_age_seconds{channel=\"lazada\"}")
            .contains("ordersync_last_webhook_age_seconds{channel=\"standard\"}");
    }

    @Test
    void sendoIsSearchedPageByPageAfterALogin() {
        // Given
        long changed = Instant.now().minusSeconds(3600).getEpochSecond();
        platforms.stubFor(post(urlEqualTo("/sendo/login")).withRequestBody(equalToJson("{\"shop_key\":\"shop-key\",\"secret_key\":\"secret-key\"}"))
            .willReturn(okJson("{\"result\":{\"token\":\"sendo-token\",\"expires\":\"2030-01-01T00:00:00\"},\"success\":true}")));
        platforms.stubFor(search("null").willReturn(okJson(sendoOrder("1607511339", changed, "\"page-2\""))));
        platforms.stubFor(search("\"page-2\"").willReturn(okJson(sendoOrder("1607511340", changed + 60, "null"))));

        // When
        poll("sendo-123456-changes");

        // Then
        await().untilAsserted(() -> assertThat(storedOrders("sendo", "123456")).isEqualTo(2));
        await().untilAsserted(() -> assertThat(cursor("sendo", "123456")).isEqualTo(Instant.ofEpochSecond(changed + 60).toString()));
    }

    @Test
    void aBackfillGoesThroughItsRangeAndTellsHowFarItIs() {
        // Given orders made in May
        platforms.stubFor(get(urlPathEqualTo(ORDERS)).withQueryParam("access_token", equalTo("token-1008"))
            .withQueryParam("created_after", equalTo("2026-05-01T00:00:00+00:00")).withQueryParam("created_before", equalTo("2026-06-01T00:00:00+00:00"))
            .willReturn(okJson(orders(1008, 0, 4, 4))));
        items("1008");

        // When
        String location = RestAssured.given().contentType(ContentType.JSON)
            .body("{\"shop\":\"1008\",\"from\":\"2026-05-01T00:00:00Z\",\"to\":\"2026-06-01T00:00:00Z\"}")
            .post("/channels/lazada/backfill").then().statusCode(202).extract().header("Location");

        // Then
        await().untilAsserted(() ->
            assertThat(RestAssured.get(location).jsonPath().getString("state")).isEqualTo("DONE"));
        assertThat(RestAssured.get(location).jsonPath().getLong("fetched")).isEqualTo(4);
        assertThat(RestAssured.get(location).jsonPath().getString("finished_at")).isGreaterThan(RestAssured.get(location).jsonPath().getString("created_at"));
        await().untilAsserted(() -> assertThat(storedOrders("lazada", "1008")).isEqualTo(4));
    }

    @Test
    void aBackfillThatWasInterruptedGoesOnWhereItWas() {
        // Given a range that had come to 9 o'clock when its replica died
        sql.update("insert into backfill (channel, shop_id, from_time, to_time, position, fetched) values (?, ?, ?, ?, ?, ?)",
            "lazada", "1009", NINE.minusSeconds(86400), NINE.plusSeconds(86400), NINE.toString(), 50L);
        platforms.stubFor(get(urlPathEqualTo(ORDERS)).withQueryParam("access_token", equalTo("token-1009"))
            .withQueryParam("created_after", equalTo("2026-05-04T01:59:59+00:00")).willReturn(okJson(NO_ORDERS)));

        // Then the next round asks from there, and ends it
        await().untilAsserted(() -> assertThat(
            sql.query("select state || fetched from backfill where shop_id = '1009'", row -> row.getString(1))).containsExactly("DONE50"));
    }

    @Test
    void theJobOfAShopThatIsNoLongerPolledGoesAtTheStart() throws SchedulerException {
        // Given what an earlier configuration left
        JobKey left = JobKey.jobKey("lazada-9-changes", "ordersync-polls");
        JobKey ours = JobKey.jobKey("details-of-old", "ordersync");
        scheduler.addJob(JobBuilder.newJob(CamelJob.class).withIdentity(left).storeDurably().build(), true);
        scheduler.addJob(JobBuilder.newJob(CamelJob.class).withIdentity(ours).storeDurably().build(), true);

        // When
        jobs.removeUnrouted();

        // Then
        assertThat(scheduler.checkExists(left)).isFalse();
        assertThat(scheduler.checkExists(ours)).isFalse();
        assertThat(scheduler.checkExists(JobKey.jobKey("details", "ordersync"))).isTrue();
        assertThat(scheduler.checkExists(JobKey.jobKey("lazada-1001-changes", "ordersync-polls"))).isTrue();
    }

    @Test
    void jobsLieInPostgresForAllReplicas() throws SchedulerException {
        assertThat(scheduler.getMetaData().isJobStoreClustered()).isTrue();
        assertThat(sql.query("select 1 from qrtz_triggers where trigger_name = 'tiki-t1-changes'", row -> 1)).hasSize(1);
    }

    @Test
    void aBackfillOfAChannelThatIsNotPolledIsAProblem() {
        RestAssured.given().contentType(ContentType.JSON).body("{\"from\":\"2026-05-01T00:00:00Z\",\"to\":\"2026-06-01T00:00:00Z\"}")
            .post("/channels/standard/backfill").then().statusCode(404).contentType("application/problem+json");
        RestAssured.given().contentType(ContentType.JSON).body("{\"shop\":\"1001\",\"from\":\"yesterday\",\"to\":\"2026-06-01T00:00:00Z\"}")
            .post("/channels/lazada/backfill").then().statusCode(400).contentType("application/problem+json");
        RestAssured.given().contentType(ContentType.JSON).body("{\"from\":\"2026-05-01T00:00:00Z\",\"to\":\"2026-06-01T00:00:00Z\"}")
            .post("/channels/lazada/backfill").then().statusCode(400).contentType("application/problem+json");
    }

    private void poll(String job) {
        try {
            scheduler.triggerJob(JobKey.jobKey(job, "ordersync-polls"));
        } catch (SchedulerException e) {
            throw new IllegalStateException(e);
        }
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

    private List<String> lines(String shop, String order) {
        return sql.query("""
            select line_id || ' ' || status from order_line
             where platform = 'lazada' and shop_id = ? and order_id = ? and line_id <> '' order by line_id""", row -> row.getString(1), shop, order);
    }

    /** The orders of a shop whose details are still to be asked for, each with the attempts it has had. */
    private List<String> requests(String shop) {
        return sql.query("select order_id || ' ' || attempts from order_details_request where shop_id = ? order by order_id", row -> row.getString(1), shop);
    }

    private void lazada(String shop, int offset, String answer) {
        platforms.stubFor(ordersOf(shop, offset).willReturn(okJson(answer)));
    }

    private static MappingBuilder ordersOf(String shop, int offset) {
        return get(urlPathEqualTo(ORDERS)).withQueryParam("access_token", equalTo("token-" + shop))
            .withQueryParam("offset", equalTo(Integer.toString(offset)));
    }

    private void items(String shop) {
        platforms.stubFor(get(urlPathEqualTo("/lazada/orders/items/get")).withQueryParam("access_token", equalTo("token-" + shop))
            .willReturn(okJson("{\"code\":\"0\",\"data\":[]}")));
    }

    private static MappingBuilder refresh(String shop) {
        return post(urlPathEqualTo("/lazada-auth/auth/token/refresh")).withFormParam("refresh_token", equalTo("refresh-" + shop));
    }

    private static String orders(int shop, int from, int to, int total) {
        return IntStream.range(from, to).mapToObj(i -> """
                {"order_id":%d%03d,"order_number":%d%03d,"created_at":"%s","updated_at":"%s","price":"100000.00","voucher":0.00,
                "shipping_fee":15000.00,"payment_method":"COD","statuses":["pending"],"items_count":1,"customer_first_name":"A***"}"""
                .formatted(shop, i, shop, i, lazadaTime(NINE.minusSeconds(600)), lazadaTime(NINE.plusSeconds(i))))
            .collect(Collectors.joining(",", "{\"code\":\"0\",\"data\":{\"countTotal\":\"" + total + "\",\"count\":\"" + (to - from) + "\",\"orders\":[", "]}}"));
    }

    private static String lazadaTime(Instant time) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss Z").format(time.atOffset(ZoneOffset.ofHours(7)));
    }

    private void tikiToken(String shop) {
        platforms.stubFor(post(urlEqualTo("/tiki/sc/oauth2/token")).withBasicAuth(shop, "secret").withFormParam("grant_type", equalTo("client_credentials"))
            .willReturn(okJson("{\"access_token\":\"bearer-" + shop + "\",\"expires_in\":86400,\"token_type\":\"bearer\"}")));
    }

    private static MappingBuilder pull(String shop, String ackId) {
        return post(urlEqualTo("/tiki/integration/v1/queues/queue-" + shop + "/events/pull"))
            .withHeader("Authorization", equalTo("Bearer bearer-" + shop)).withRequestBody(equalToJson("{\"ack_id\":" + ackId + "}"));
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

    private LoggedRequest awaitRequest(RequestPatternBuilder request) {
        await().until(() -> !platforms.findAll(request).isEmpty());
        return platforms.findAll(request).get(0);
    }

    private long storedOrders(String platform, String shop) {
        return sql.query("select count(*) from orders where platform = ? and shop_id = ?", row -> row.getLong(1), platform, shop).get(0);
    }

    private String order(String platform, String shop, String order) {
        return sql.query("select status || ' ' || coalesce(amount::text, 'null') from orders where platform = ? and shop_id = ? and order_id = ?",
            row -> row.getString(1), platform, shop, order).stream().findFirst().orElse(null);
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
