package http;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import webhook.SignedSender;

/** The application without ingest and normalising, so that a test says itself what becomes of a replayed message. */
public class WithoutNormalizing implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("ordersync.roles", "store,poll,api",
            // For whoever tries a message: whether it is signed.
            "ordersync.channels.standard.secrets", SignedSender.SECRET);
    }
}
