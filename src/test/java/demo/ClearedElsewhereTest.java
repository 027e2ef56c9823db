package demo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import channels.CurrentChannels;
import database.Sql;
import finance.reconciliation.ReconciliationConfig;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;

/** A replica that polls and takes webhooks for a demo that another one sends, and a third one clears. */
@QuarkusTest
@TestProfile(ClearedElsewhereTest.Replica.class)
@QuarkusTestResource(value = OtherReplica.class, restrictToAnnotatedClass = true)
class ClearedElsewhereTest {

    private static final String POLL = "poll-tiki-demo-tiki-changes";

    @Inject
    Sql database;

    @Inject
    CamelContext camel;

    @Inject
    Listener listener;

    public static class Replica implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("ordersync.demo", "true", "ordersync.roles", "ingest,poll");
        }
    }

    /** Fails once, as whoever needs PostgreSQL to end a poll may. */
    @Singleton
    static class Listener {

        private final AtomicInteger told = new AtomicInteger();
        private volatile Set<String> withoutPayment;

        void fail(@Observes @Priority(0) CurrentChannels.Changed event) {
            if (told.incrementAndGet() == 1) {
                throw new IllegalStateException("PostgreSQL is away, for the test");
            }
        }

        void note(@Observes ReconciliationConfig.Changed event) {
            withoutPayment = event.now().withoutPayment().orElse(Set.of());
        }
    }

    @Test
    void nothingOfTheDemoIsLeftAlthoughEndingItFailedOnce() {
        // Given what waited for the demo to begin
        database.update("insert into demo default values");
        assertThat(camel.getRoute(POLL)).isNotNull();
        assertThat(vnpay()).isEqualTo(200);
        assertThat(momo()).isEqualTo(401);

        // When
        database.update("update demo set cleared_at = now()");

        // Then
        await().until(() -> camel.getRoute(POLL) == null);
        assertThat(listener.told).hasValue(2);
        assertThat(vnpay()).isEqualTo(404);
        assertThat(momo()).isEqualTo(404);
        assertThat(listener.withoutPayment).isEmpty();
        given().body("{}").post("/webhook/lazada").then().statusCode(404);
    }

    private static int vnpay() {
        return given().get("/payments/vnpay/ipn").statusCode();
    }

    private static int momo() {
        return given().body("{}").post("/payments/momo/ipn").statusCode();
    }
}
