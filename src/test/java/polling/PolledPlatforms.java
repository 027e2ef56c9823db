package polling;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import database.Sql;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** Polling as a whole: Quartz, Kamelets, camel-http, Kafka and PostgreSQL are real, the platforms are WireMock. */
abstract class PolledPlatforms {

    static final String ORDERS = "/lazada/orders/get";
    static final Instant NINE = Instant.parse("2026-05-04T02:00:00Z");
    static final String NO_ORDERS = "{\"code\":\"0\",\"data\":{\"countTotal\":\"0\",\"count\":\"0\",\"orders\":[]}}";
    static final String SHIPMENT = """
        {"events":[{"id":"a061c904-%1$s","sid":"74334E86","created_at":1740438118300,
        "payload":{"order_code":"%1$s","orderCode":"%1$s","status":"picking"},"type":"ORDER_STATUS_UPDATED","version":"v1"}],"ack_id":"%2$s"}""";

    WireMockServer platforms;

    @Inject
    Scheduler scheduler;

    @Inject
    Sql sql;

    @Inject
    PolledShops shops;

    void poll(String job) {
        try {
            scheduler.triggerJob(JobKey.jobKey(job, "ordersync-polls"));
        } catch (SchedulerException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> lines(String shop, String order) {
        return sql.query("""
            select line_id || ' ' || status from order_line
             where platform = 'lazada' and shop_id = ? and order_id = ? and line_id <> '' order by line_id""", row -> row.getString(1), shop, order);
    }

    static MappingBuilder ordersOf(String shop, int offset) {
        return get(urlPathEqualTo(ORDERS)).withQueryParam("access_token", equalTo("token-" + shop))
            .withQueryParam("offset", equalTo(Integer.toString(offset)));
    }

    void items(String shop) {
        platforms.stubFor(get(urlPathEqualTo("/lazada/orders/items/get")).withQueryParam("access_token", equalTo("token-" + shop))
            .willReturn(okJson("{\"code\":\"0\",\"data\":[]}")));
    }

    static String orders(int shop, int from, int to, int total) {
        return IntStream.range(from, to).mapToObj(i -> """
                {"order_id":%d%03d,"order_number":%d%03d,"created_at":"%s","updated_at":"%s","price":"100000.00","voucher":0.00,
                "shipping_fee":15000.00,"payment_method":"COD","statuses":["pending"],"items_count":1,"customer_first_name":"A***"}"""
                .formatted(shop, i, shop, i, lazadaTime(NINE.minusSeconds(600)), lazadaTime(NINE.plusSeconds(i))))
            .collect(Collectors.joining(",", "{\"code\":\"0\",\"data\":{\"countTotal\":\"" + total + "\",\"count\":\"" + (to - from) + "\",\"orders\":[", "]}}"));
    }

    static String lazadaTime(Instant time) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss Z").format(time.atOffset(ZoneOffset.ofHours(7)));
    }

    void tikiToken(String shop) {
        platforms.stubFor(post(urlEqualTo("/tiki/sc/oauth2/token")).withBasicAuth(shop, "secret").withFormParam("grant_type", equalTo("client_credentials"))
            .willReturn(okJson("{\"access_token\":\"bearer-" + shop + "\",\"expires_in\":86400,\"token_type\":\"bearer\"}")));
    }

    static MappingBuilder pull(String shop, String ackId) {
        return post(urlEqualTo("/tiki/integration/v1/queues/queue-" + shop + "/events/pull"))
            .withHeader("Authorization", equalTo("Bearer bearer-" + shop)).withRequestBody(equalToJson("{\"ack_id\":" + ackId + "}"));
    }

    LoggedRequest awaitRequest(RequestPatternBuilder request) {
        await().until(() -> !platforms.findAll(request).isEmpty());
        return platforms.findAll(request).get(0);
    }

    long storedOrders(String platform, String shop) {
        return sql.query("select count(*) from orders where platform = ? and shop_id = ?", row -> row.getLong(1), platform, shop).get(0);
    }

    String order(String platform, String shop, String order) {
        return sql.query("select status || ' ' || coalesce(amount::text, 'null') from orders where platform = ? and shop_id = ? and order_id = ?",
            row -> row.getString(1), platform, shop, order).stream().findFirst().orElse(null);
    }
}
