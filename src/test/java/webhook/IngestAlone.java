package webhook;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The edge without what comes behind it, and with its channels' keys. */
public class IngestAlone implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
            "ordersync.roles", "ingest",
            "ordersync.channels.standard.secrets", SignedSender.SECRET,
            "ordersync.channels.sendo.path-token", "unguessable-path-token-0123456789",
            // A test machine is slow at first: what is meant to reach Kafka at once must not go round by the spool.
            "ordersync.webhook.kafka-block-ms", "10000",
            "ordersync.webhook.kafka-timeout-ms", "10000");
    }
}
