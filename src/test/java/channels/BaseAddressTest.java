package channels;

import static org.assertj.core.api.Assertions.assertThat;

import channels.ChannelsConfig.ChannelConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseAddressTest {

    @Test
    void blanksAroundAnAddressAndSlashesAtItsEndAreNoneOfIt() {
        // When
        ChannelConfig config = configured(Map.of("api-url", " https://api.example.com/rest// \t", "auth-url", "   "));
        // Then
        assertThat(config.apiUrl()).hasValue("https://api.example.com/rest");
        assertThat(config.authUrl()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.lazada.vn/rest", "http://127.0.0.1:8080", "HTTPS://open.sendo.vn/"})
    void anAddressOfHttpIsUsable(String address) {
        assertThat(BaseAddress.isUsable(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.lazada.vn/rest", "localhost:8080", "ftp://api.lazada.vn", "https://", "https:///rest", "https://a b", "https://api.lazada.vn?a=b",
        "https://api.lazada.vn#a"})
    void anyOtherIsNot(String address) {
        assertThat(BaseAddress.isUsable(address)).isFalse();
    }

    private static ChannelConfig configured(Map<String, String> values) {
        Map<String, String> properties = new HashMap<>();
        values.forEach((key, value) -> properties.put("ordersync.channels.test." + key, value));
        return new SmallRyeConfigBuilder().withMapping(ChannelsConfig.class).withSources(new PropertiesConfigSource(properties, "test", 100)).build()
            .getConfigMapping(ChannelsConfig.class).channels().get("test");
    }
}
