package polling;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import embedded.PackagedApplication;
import embedded.TestServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes that share PostgreSQL and Kafka and are to poll the same shop; each asks a queue of its own, to be told apart. */
class TwoReplicasIT {

    private static final String PULLS = "/integration/v1/queues/.*/events/pull";
    private static final int ANSWER_TAKES_MS = 1500;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final WireMockServer tiki = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    private Map<String, PackagedApplication> replicas;

    @BeforeEach
    void start() {
        tiki.start();
        tiki.stubFor(post(urlEqualTo("/sc/oauth2/token")).willReturn(okJson("{\"access_token\":\"token\",\"expires_in\":86400}")));
        tiki.stubFor(post(urlPathMatching(PULLS)).willReturn(okJson("{\"events\":[],\"ack_id\":\"1\"}").withFixedDelay(ANSWER_TAKES_MS)));
        replicas = Map.of("a", replica("a"), "b", replica("b"));
    }

    @AfterEach
    void stop() {
        replicas.values().forEach(PackagedApplication::close);
        tiki.stop();
    }

    @Test
    void oneOfThemPollsAndItsDeathPassesTheWorkOn() {
        // Given two replicas, and some polls
        replicas.values().forEach(PackagedApplication::start);
        tiki.resetRequests();
        await().atMost(LIMIT).until(() -> pulls().size() >= 6);

        // Then no poll began before the one before it had its answer
        List<LoggedRequest> pulls = pulls();
        for (int i = 1; i < pulls.size(); i++) {
            assertThat(pulls.get(i).getLoggedDate().getTime() - pulls.get(i - 1).getLoggedDate().getTime())
                .as("ms between two polls").isGreaterThanOrEqualTo(ANSWER_TAKES_MS);
        }

        // When the replica that polled last is killed
        String dead = replicaOf(pulls.get(pulls.size() - 1));
        replicas.get(dead).kill();
        tiki.resetRequests();

        // Then the other goes on
        await().atMost(LIMIT).until(() -> pulls().size() >= 3);
        assertThat(pulls()).allSatisfy(pull -> assertThat(replicaOf(pull)).isNotEqualTo(dead));
    }

    private List<LoggedRequest> pulls() {
        return tiki.findAll(postRequestedFor(urlPathMatching(PULLS))).stream().sorted(Comparator.comparing(LoggedRequest::getLoggedDate)).toList();
    }

    private static String replicaOf(LoggedRequest pull) {
        return pull.getUrl().split("/")[4];
    }

    private PackagedApplication replica(String name) {
        PackagedApplication replica = new PackagedApplication(Path.of("target", "two-replicas", name));
        TestServers.addresses().forEach(replica::with);
        return replica.with("ordersync.roles", "poll")
            .with("ordersync.tokens.key", FakePlatforms.KEY)
            .with("ordersync.channels.tiki.api-url", tiki.baseUrl())
            .with("ordersync.channels.tiki.poll-every", "1s")
            .with("ordersync.channels.tiki.calls-per-second", "100")
            .with("ordersync.channels.tiki.shops.t1.client-id", "client")
            .with("ordersync.channels.tiki.shops.t1.client-secret", "secret")
            .with("ordersync.channels.tiki.shops.t1.queue", name);
    }
}
