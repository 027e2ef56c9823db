package http;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Limits that a test reaches however slow the machine is. */
public class TightLimits implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("ordersync.roles", "store,poll,api", "ordersync.credit.requests-per-second", "1", "ordersync.security.requests-per-second", "10",
            "ordersync.security.sign-ins-per-minute", "1",
            "ordersync.exports.stalled-for", "1S");
    }
}
