package polling;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import channels.ShopAccess;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** A time that is fetched again. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
@WithTestResource(FakePlatforms.class)
class BackfillTest extends PolledPlatforms {

    private static final String REFUSAL = "{\"code\":\"E999\",\"type\":\"ISP\",\"message\":\"Business error\"}";
    private static final String PASSING = "a refusal that passes";

    @Inject
    Backfills backfills;

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
    void aPageThatIsTooLongForOneAnswerIsAskedForInSmallerOnes() {
        // Given
        tikiToken("t2");
        platforms.stubFor(tikiOrders("50", "1").willReturn(okJson("{}" + " ".repeat(5 << 20))));
        platforms.stubFor(tikiOrders("25", "1").willReturn(okJson(tikiOrder("901", 1))));
        platforms.stubFor(tikiOrders("25", "2").willReturn(okJson(tikiOrder("902", 2))));

        // When
        sql.update("insert into backfill (channel, shop_id, from_time, to_time) values ('tiki', 't2', '2026-05-01T00:00:00Z', '2026-05-02T00:00:00Z')");

        // Then
        await().untilAsserted(() -> assertThat(
            sql.query("select state || fetched from backfill where shop_id = 't2'", row -> row.getString(1))).containsExactly("DONE2"));
    }

    private static MappingBuilder tikiOrders(String limit, String page) {
        return get(urlPathEqualTo("/tiki/integration/v2/orders")).withHeader("Authorization", equalTo("Bearer bearer-t2"))
            .withQueryParam("limit", equalTo(limit)).withQueryParam("page", equalTo(page));
    }

    private static String tikiOrder(String code, int page) {
        return """
            {"data":[{"id":%1$s,"code":"%1$s","status":"picking","items":[],"invoice":{"grand_total":100000},"created_at":"2026-05-01 10:00:00",
            "updated_at":"2026-05-01 10:00:00"}],"paging":{"total":2,"current_page":%2$d,"from":1,"to":1,"per_page":25,"last_page":2}}""".formatted(code, page);
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
    void aBackfillWhosePlatformGivesNoAnswerSaysSoAndStaysUnderWay() {
        // Given an API that ends the connection
        platforms.stubFor(get(urlPathEqualTo(ORDERS)).withQueryParam("access_token", equalTo("token-1003"))
            .withQueryParam("created_before", equalTo("2026-03-01T00:00:00+00:00")).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));

        // When
        sql.update("insert into backfill (channel, shop_id, from_time, to_time) values ('lazada', '1003', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z')");

        // Then
        await().untilAsserted(() -> assertThat(
            sql.query("select state || ' ' || detail from backfill where shop_id = '1003'", row -> row.getString(1))).singleElement().asString()
            .startsWith("RUNNING lazada:1003 got no answer: ").doesNotContain("access_token"));
    }

    @Test
    void aBackfillEndsAsFailedOnceThePlatformRefusedTheSameCallFifteenTimes() {
        // Given a platform that refuses one range twice and another for good
        platforms.stubFor(rangeBefore("2026-02-01T00:00:00+00:00").inScenario(PASSING).whenScenarioStateIs(Scenario.STARTED).willSetStateTo("once").willReturn(okJson(REFUSAL)));
        platforms.stubFor(rangeBefore("2026-02-01T00:00:00+00:00").inScenario(PASSING).whenScenarioStateIs("once").willSetStateTo("twice").willReturn(okJson(REFUSAL)));
        platforms.stubFor(rangeBefore("2026-02-01T00:00:00+00:00").inScenario(PASSING).whenScenarioStateIs("twice").willReturn(okJson(NO_ORDERS)));
        platforms.stubFor(rangeBefore("2026-03-01T00:00:00+00:00").willReturn(okJson(REFUSAL)));

        // When
        sql.update("""
            insert into backfill (channel, shop_id, from_time, to_time) values ('lazada', '1010', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'),
                   ('lazada', '1010', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z')""");

        // Then, with no minute between the calls
        await().untilAsserted(() -> {
            sql.update("update backfill set refused_at = refused_at - interval '1 minute' where shop_id = '1010'");
            poll("lazada-1010-backfill");
            assertThat(sql.query("select state || ' ' || refusals from backfill where shop_id = '1010' and to_time <= '2026-03-01T00:00:00Z' order by id", row -> row.getString(1)))
                .containsExactly("DONE 2", "FAILED 15");
        });
    }

    @Test
    void aBackfillThatHasTroubleSaysItsOwnAndLetsTheNextRun() {
        // Given a platform that refuses one range, fails at another, gives none of a third an answer, and has a fourth
        platforms.stubFor(rangeOf("1012", "2026-02-01T00:00:00+00:00").willReturn(okJson(REFUSAL)));
        platforms.stubFor(rangeOf("1012", "2026-03-01T00:00:00+00:00").willReturn(aResponse().withStatus(500)));
        platforms.stubFor(rangeOf("1012", "2026-04-01T00:00:00+00:00").willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        platforms.stubFor(rangeOf("1012", "2026-05-01T00:00:00+00:00").willReturn(okJson(NO_ORDERS)));

        // When
        sql.update("""
            insert into backfill (channel, shop_id, from_time, to_time) values ('lazada', '1012', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'),
                   ('lazada', '1012', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'), ('lazada', '1012', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'),
                   ('lazada', '1012', '2026-04-01T00:00:00Z', '2026-05-01T00:00:00Z')""");

        // Then, before the minute of the first is over
        await().untilAsserted(() -> {
            poll("lazada-1012-backfill");
            assertThat(sql.query("select state || ' ' || coalesce(detail, '') from backfill where shop_id = '1012' order by id", row -> row.getString(1)))
                .satisfiesExactly(refused -> assertThat(refused).startsWith("RUNNING").endsWith("was answered with code E999"),
                    failed -> assertThat(failed).startsWith("RUNNING").endsWith("was answered 500"),
                    unanswered -> assertThat(unanswered).startsWith("RUNNING lazada:1012 got no answer: "),
                    done -> assertThat(done).isEqualTo("DONE "));
        });
    }

    @Test
    void aRefusedBackfillIsTriedAgainAMinuteLater() {
        // Given
        ShopAccess shop = new ShopAccess("lazada", "9", null, null);
        sql.update("""
            insert into backfill (channel, shop_id, from_time, to_time, refusals, refused_at)
            values ('lazada', '9', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', 1, now())""");
        assertThat(backfills.next(shop)).isEmpty();

        // When
        sql.update("update backfill set refused_at = refused_at - interval '1 minute' where shop_id = '9'");

        // Then
        assertThat(backfills.next(shop)).isPresent();
    }

    /** Of the range of shop 1010 that ends there. */
    private static MappingBuilder rangeBefore(String to) {
        return rangeOf("1010", to);
    }

    private static MappingBuilder rangeOf(String shop, String to) {
        return get(urlPathEqualTo(ORDERS)).withQueryParam("access_token", equalTo("token-" + shop)).withQueryParam("created_before", equalTo(to));
    }

    @Test
    void aBackfillOfAChannelThatIsNotPolledIsAProblem() {
        RestAssured.given().contentType(ContentType.JSON).body("{\"from\":\"2026-05-01T00:00:00Z\",\"to\":\"2026-06-01T00:00:00Z\"}")
            .post("/channels/standard/backfill").then().statusCode(404).contentType("application/problem+json");
        RestAssured.given().contentType(ContentType.JSON).body("{\"shop\":\"1001\",\"from\":\"yesterday\",\"to\":\"2026-06-01T00:00:00Z\"}")
            .post("/channels/lazada/backfill").then().statusCode(400).contentType("application/problem+json");
        RestAssured.given().contentType(ContentType.JSON).body("{\"shop\":\"1001\",\"from\":\"2026-05-01T00:00:00Z\",\"until\":\"2026-06-01T00:00:00Z\"}")
            .post("/channels/lazada/backfill").then().statusCode(400).contentType("application/problem+json");
        RestAssured.given().contentType(ContentType.JSON).body("{\"from\":\"2026-05-01T00:00:00Z\",\"to\":\"2026-06-01T00:00:00Z\"}")
            .post("/channels/lazada/backfill").then().statusCode(400).contentType("application/problem+json");
    }
}
