package credit;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import webhook.SignedSender;

/** The whole application, with the keys of a shop and of Lazada. */
public class ShopOpen implements QuarkusTestProfile {

    static final String LAZADA_APP = "123456";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
            "ordersync.channels.b2b.secrets", SignedSender.SECRET,
            "ordersync.channels.lazada.app-key", LAZADA_APP,
            "ordersync.channels.lazada.secrets", SignedSender.SECRET);
    }
}
