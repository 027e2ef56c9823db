package polling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import channels.RawMessage;
import embedded.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import mappings.MappingRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tally.Tally;

/** Which of the changes that polling finds count as missed by webhooks. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
@WithTestResource(FakePlatforms.class)
class UnseenChangesTest extends PolledPlatforms {

    @Inject
    MappingRegistry mappings;

    @Inject
    PolledMessages messages;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private UnseenChanges unseen;

    @BeforeEach
    void countAnew() {
        unseen = new UnseenChanges(mappings, shops, sql, meters, new Tally(sql));
    }

    @Test
    void aChangeThatNoWebhookToldCounts() {
        // When
        unseen.look(changedBefore(Duration.ofMinutes(3)));

        // Then
        assertThat(meters.counter("ordersync_poll_found_unseen", "channel", "lazada").count()).isOne();
    }

    @Test
    void aChangeWhoseWebhookMayBeOnItsWayDoesNotCount() {
        // When
        unseen.look(changedBefore(Duration.ofMinutes(1)));

        // Then
        assertThat(meters.counter("ordersync_poll_found_unseen", "channel", "lazada").count()).isZero();
    }

    private RawMessage changedBefore(Duration age) {
        String order = """
            {"poll":"order","seller_id":"1001","order":{"order_id":1001999,"statuses":["pending"],"price":"100000.00","updated_at":"%s"}}"""
            .formatted(lazadaTime(Instant.now().minus(age)));
        return messages.of(shops.find("lazada", "1001").orElseThrow(), order.getBytes(UTF_8), RawMessage.Source.POLL);
    }
}
