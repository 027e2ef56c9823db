package webhook;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The whole application, with the keys of a shop, of Lazada and of the channel standard; all tests that this suits share one start of it. */
public class ChannelsOpen implements QuarkusTestProfile {

    public static final String LAZADA_APP = "123456";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
            "ordersync.channels.b2b.secrets", SignedSender.SECRET,
            "ordersync.channels.lazada.app-key", LAZADA_APP,
            "ordersync.channels.lazada.secrets", SignedSender.SECRET,
            "ordersync.channels.standard.secrets", SignedSender.SECRET);
    }
}
