package polling;

import static org.assertj.core.api.Assertions.assertThat;

import channels.ChannelsConfig;
import channels.ChannelsConfig.ChannelConfig;
import channels.ShopAccess;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolledShopsTest {

    @Test
    void aShopWithAnAddressThatIsNoneIsOffAndTheKeyIsNamedWithoutItsValue() {
        assertThat(PolledShops.wrongAddress(shop("api.lazada.vn/s3cret", "https://auth.lazada.com/rest")).orElseThrow())
            .startsWith("ordersync.channels.lazada.api-url is no address of an API; set it to ").doesNotContain("s3cret");
        assertThat(PolledShops.wrongAddress(shop("https://api.lazada.vn/rest", "auth.lazada.com")).orElseThrow())
            .startsWith("ordersync.channels.lazada.auth-url is no address of an API");
    }

    @Test
    void addressesWithBlanksAroundThemWillDo() {
        assertThat(PolledShops.wrongAddress(shop("https://api.lazada.vn/rest ", " https://auth.lazada.com/rest"))).isEmpty();
    }

    private static ShopAccess shop(String apiUrl, String authUrl) {
        ChannelConfig config = new SmallRyeConfigBuilder().withMapping(ChannelsConfig.class).withSources(new PropertiesConfigSource(Map.of(
            "ordersync.channels.lazada.api-url", apiUrl, "ordersync.channels.lazada.auth-url", authUrl, "ordersync.channels.lazada.shops.1.access-token", "t"), "test", 100))
            .build().getConfigMapping(ChannelsConfig.class).channels().get("lazada");
        return new ShopAccess("lazada", "1", config, config.shops().get("1"));
    }
}
