package polling;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** Lazada, Tiki and Sendo as their documentation shows them, and a shop for each thing that can happen. */
public class FakePlatforms implements QuarkusTestResourceLifecycleManager {

    /** 32 bytes, for tests alone. */
    static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    static final String SECRET = "helloworld";

    private WireMockServer server;

    @Override
    public Map<String, String> start() {
        server = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        server.start();
        Map<String, String> config = new HashMap<>();
        config.put("ordersync.tokens.key", KEY);
        for (String channel : new String[] {"lazada", "tiki", "sendo"}) {
            config.put("ordersync.channels." + channel + ".api-url", server.baseUrl() + "/" + channel);
            config.put("ordersync.channels." + channel + ".calls-per-second", "1000");
            config.put("ordersync.channels." + channel + ".poll-every", "1h");
        }
        config.put("ordersync.channels.lazada.auth-url", server.baseUrl() + "/lazada-auth");
        config.put("ordersync.channels.lazada.app-key", "123456");
        for (String shop : new String[] {"1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008", "1009", "1010", "1011", "1012", "1013", "1014"}) {
            config.put("ordersync.channels.lazada.shops." + shop + ".access-token", "token-" + shop);
            config.put("ordersync.channels.lazada.shops." + shop + ".refresh-token", "refresh-" + shop);
            config.put("ordersync.channels.lazada.shops." + shop + ".client-secret", SECRET);
        }
        for (String shop : new String[] {"t1", "t2", "t3"}) {
            config.put("ordersync.channels.tiki.shops." + shop + ".client-id", shop);
            config.put("ordersync.channels.tiki.shops." + shop + ".client-secret", "secret");
            config.put("ordersync.channels.tiki.shops." + shop + ".queue", "queue-" + shop);
        }
        config.put("ordersync.channels.tiki.shops.t3.scope", "order product");
        config.put("ordersync.channels.sendo.shops.123456.client-id", "shop-key");
        config.put("ordersync.channels.sendo.shops.123456.client-secret", "secret-key");
        config.put("ordersync.order-events.kafka", "direct:kafka-or-not");
        return config;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(server, field -> field.getType() == WireMockServer.class);
    }

    @Override
    public void stop() {
        server.stop();
    }
}
