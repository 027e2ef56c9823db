package polling;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import embedded.PackagedApplication;
import embedded.TestServers;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topics.TopicRecords;

/**
 * Two processes that share PostgreSQL and Kafka and are to poll the same shops. To be told apart, each asks a queue of its
 * own at Tiki, and has an application key of its own at Lazada.
 */
class TwoReplicasIT {

    private static final String PULLS = "/integration/v1/queues/.*/events/pull";
    private static final int ANSWER_TAKES_MS = 1500;
    private static final String ORDERS = "/lazada/orders/get";
    private static final Instant NINE = Instant.parse("2026-05-04T02:00:00Z");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final WireMockServer platforms = new WireMockServer(WireMockConfiguration.options().dynamicPort().extensions(new Pulls(), new Held()));
    /** Whose polls began, in order. */
    private final List<String> pulls = new CopyOnWriteArrayList<>();
    private final AtomicInteger pullsUnderWay = new AtomicInteger();
    private final AtomicInteger mostPullsUnderWay = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private Map<String, PackagedApplication> replicas;

    @BeforeEach
    void start() {
        platforms.start();
        platforms.stubFor(post(urlEqualTo("/sc/oauth2/token")).willReturn(okJson("{\"access_token\":\"token\",\"expires_in\":86400}")));
        platforms.stubFor(post(urlPathMatching(PULLS)).willReturn(okJson("{\"events\":[],\"ack_id\":\"1\"}").withTransformers("pulls")));
        replicas = Map.of("a", replica("a"), "b", replica("b"));
    }

    @AfterEach
    void stop() {
        replicas.values().forEach(PackagedApplication::close);
        released.countDown();
        platforms.stop();
    }

    @Test
    void oneOfThemPollsAndItsDeathPassesTheWorkOn() {
        // Given two replicas, and some polls
        replicas.values().forEach(PackagedApplication::start);
        await().atMost(LIMIT).until(() -> pulls.size() >= 6);

        // Then no poll began before the one before it had its answer
        assertThat(mostPullsUnderWay).hasValue(1);

        // When the replica that polled last is killed
        String dead = pulls.get(pulls.size() - 1);
        replicas.get(dead).kill();

        // Then the other goes on
        String other = dead.equals("a") ? "b" : "a";
        await().atMost(LIMIT).until(() -> lastPulls(3).equals(List.of(other, other, other)));
    }

    private List<String> lastPulls(int count) {
        List<String> now = List.copyOf(pulls);
        return now.subList(Math.max(0, now.size() - count), now.size());
    }

    @Test
    void aBackfillWhoseReplicaIsKilledIsEndedByTheOtherFromWhereItWas() {
        // Given a range of 60 orders, whose second page does not come
        platforms.stubFor(get(urlPathEqualTo(ORDERS)).withQueryParam("update_after", matching(".*")).willReturn(okJson(orders(0, 0))));
        platforms.stubFor(get(urlPathEqualTo("/lazada/orders/items/get")).willReturn(okJson("{\"code\":\"0\",\"data\":[]}")));
        platforms.stubFor(ordersMade(NINE.minusSeconds(3600)).willReturn(okJson(orders(0, 50))));
        platforms.stubFor(ordersMade(NINE.plusSeconds(48)).willReturn(okJson(orders(48, 60)).withTransformers("held")));
        replicas.values().forEach(PackagedApplication::start);

        // When the replica at work on it is killed behind the first page
        String backfill = given().baseUri(replicas.get("a").httpUrl()).contentType(ContentType.JSON)
            .body("{\"shop\":\"1001\",\"from\":\"" + NINE.minusSeconds(3600) + "\",\"to\":\"" + NINE.plusSeconds(3600) + "\"}")
            .post("/channels/lazada/backfill").then().statusCode(202).extract().path("id").toString();
        await().atMost(LIMIT).until(() -> NINE.plusSeconds(49).toString().equals(progress("a", backfill).getString("position")));
        String dead = madeRequests().get(0).queryParameter("app_key").firstValue();
        replicas.get(dead).kill();
        platforms.stubFor(ordersMade(NINE.plusSeconds(48)).willReturn(okJson(orders(48, 60))));
        platforms.resetRequests();

        // Then the other ends it, and does not begin anew
        String other = dead.equals("a") ? "b" : "a";
        await().atMost(LIMIT).until(() -> progress(other, backfill).getString("state").equals("DONE"));
        assertThat(progress(other, backfill).getInt("fetched")).isEqualTo(50 + 12);
        assertThat(madeRequests()).isNotEmpty().allSatisfy(request -> {
            assertThat(request.queryParameter("app_key").firstValue()).isEqualTo(other);
            assertThat(request.queryParameter("created_after").firstValue()).isEqualTo("2026-05-04T02:00:48+00:00");
        });
        assertThat(ordersInKafka()).containsAll(IntStream.range(0, 60).mapToObj(i -> "lazada:1001:" + (1001000 + i)).toList());
    }

    private static MappingBuilder ordersMade(Instant after) {
        return get(urlPathEqualTo(ORDERS)).withQueryParam("created_after", equalTo(after.toString().replace("Z", "+00:00")))
            .withQueryParam("offset", equalTo("0"));
    }

    private static String orders(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "{\"order_id\":" + (1001000 + i) + ",\"created_at\":\"" + NINE.plusSeconds(i) + "\"}")
            .collect(joining(",", "{\"code\":\"0\",\"data\":{\"countTotal\":\"60\",\"orders\":[", "]}}"));
    }

    private JsonPath progress(String replica, String backfill) {
        return given().baseUri(replicas.get(replica).httpUrl()).get("/channels/lazada/backfill/" + backfill).jsonPath();
    }

    private List<LoggedRequest> madeRequests() {
        return platforms.findAll(getRequestedFor(urlPathEqualTo(ORDERS)).withQueryParam("created_after", matching(".*")));
    }

    private static Set<String> ordersInKafka() {
        return TopicRecords.of(TestServers.addresses().get("kafka.bootstrap.servers"), "order_events").stream().map(ConsumerRecord::key)
            .collect(Collectors.toSet());
    }

    /** An answer that takes its time, and counts who waits for one meanwhile. */
    private final class Pulls extends Answer {

        Pulls() {
            super("pulls");
        }

        @Override
        void await(String url) throws InterruptedException {
            mostPullsUnderWay.accumulateAndGet(pullsUnderWay.incrementAndGet(), Math::max);
            pulls.add(url.split("/")[4]);
            try {
                TimeUnit.MILLISECONDS.sleep(ANSWER_TAKES_MS);
            } finally {
                pullsUnderWay.decrementAndGet();
            }
        }
    }

    /** An answer that does not come until the test is over. */
    private final class Held extends Answer {

        Held() {
            super("held");
        }

        @Override
        void await(String url) throws InterruptedException {
            released.await(10, TimeUnit.MINUTES);
        }
    }

    private abstract static class Answer implements ResponseDefinitionTransformerV2 {

        private final String name;

        Answer(String name) {
            this.name = name;
        }

        abstract void await(String url) throws InterruptedException;

        @Override
        public ResponseDefinition transform(ServeEvent event) {
            try {
                await(event.getRequest().getUrl());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return event.getResponseDefinition();
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean applyGlobally() {
            return false;
        }
    }

    private PackagedApplication replica(String name) {
        PackagedApplication replica = new PackagedApplication(Path.of("target", "two-replicas", name));
        TestServers.addresses().forEach(replica::with);
        return replica.with("ordersync.roles", "poll,api")
            .with("ordersync.channels.lazada.api-url", platforms.baseUrl() + "/lazada")
            .with("ordersync.channels.lazada.app-key", name)
            .with("ordersync.channels.lazada.poll-every", "1h")
            .with("ordersync.channels.lazada.calls-per-second", "100")
            .with("ordersync.channels.lazada.shops.1001.access-token", "token")
            .with("ordersync.channels.lazada.shops.1001.client-secret", FakePlatforms.SECRET)
            .with("ordersync.tokens.key", FakePlatforms.KEY)
            .with("ordersync.channels.tiki.api-url", platforms.baseUrl())
            .with("ordersync.channels.tiki.poll-every", "1s")
            .with("ordersync.channels.tiki.calls-per-second", "100")
            .with("ordersync.channels.tiki.shops.t1.client-id", "client")
            .with("ordersync.channels.tiki.shops.t1.client-secret", "secret")
            .with("ordersync.channels.tiki.shops.t1.queue", name);
    }
}
