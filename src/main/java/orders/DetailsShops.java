package orders;

import channels.ChannelsConfig;
import channels.CurrentChannels;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mappings.MappingRegistry;

/**
 * The shops whose new orders are asked for at their platform, because its events carry no amount, buyer or items: those
 * of channels whose {@code channel.yaml} says {@code details: true} and whose API has an address.
 */
@ApplicationScoped
public class DetailsShops {

    private final ChannelsConfig config;
    private final MappingRegistry mappings;
    /** {@code platform:shop_id}, by channel. */
    private volatile Map<String, List<String>> askable;

    @Inject
    public DetailsShops(ChannelsConfig config, MappingRegistry mappings) {
        this.config = config;
        this.mappings = mappings;
        askable = read();
    }

    void readAgain(@Observes CurrentChannels.Changed event) {
        askable = read();
    }

    private Map<String, List<String>> read() {
        Map<String, List<String>> shops = new LinkedHashMap<>();
        config.channels().forEach((channel, settings) -> {
            if (settings.apiUrl().isPresent()) {
                shops.put(channel, settings.shops().keySet().stream().map(shop -> channel + ":" + shop).toList());
            }
        });
        return shops;
    }

    /** {@code platform:shop_id} of each. */
    public String[] keys() {
        return askable.entrySet().stream().filter(channel -> hasDetails(channel.getKey()))
            .flatMap(channel -> channel.getValue().stream()).toArray(String[]::new);
    }

    private boolean hasDetails(String channel) {
        return mappings.find(channel).filter(mapping -> mapping.channel().details()).isPresent();
    }
}
