package orders;

import static org.assertj.core.api.Assertions.assertThat;

import channels.ChannelsConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import mappings.MappingRegistry;
import org.junit.jupiter.api.Test;

class DetailsShopsTest {

    @Test
    void areThoseOfChannelsThatSayTheirEventsAreThinAndHaveAnApi() {
        // Given shops of a thin channel, of one that tells all, of a thin one without an address, and of none
        ChannelsConfig config = new SmallRyeConfigBuilder().withMapping(ChannelsConfig.class).withSources(new PropertiesConfigSource(Map.of(
            "ordersync.channels.lazada.api-url", "http://lazada.test", "ordersync.channels.lazada.shops.1.queue", "q",
            "ordersync.channels.sendo.api-url", "http://sendo.test", "ordersync.channels.sendo.shops.2.queue", "q",
            "ordersync.channels.tiki.shops.3.queue", "q",
            "ordersync.channels.gone.api-url", "http://gone.test", "ordersync.channels.gone.shops.4.queue", "q"), "test", 100))
            .build().getConfigMapping(ChannelsConfig.class);

        // When
        DetailsShops shops = new DetailsShops(config, MappingRegistry.of(Path.of("mappings"), false));

        // Then
        assertThat(shops.keys()).containsExactly("lazada:1");
    }
}
