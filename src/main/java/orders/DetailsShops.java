package orders;

import channels.ChannelsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The shops whose new orders are asked for at their platform, because its events carry no amount, buyer or items. */
@ApplicationScoped
public class DetailsShops {

    private final String[] keys;

    @Inject
    public DetailsShops(ChannelsConfig config) {
        this.keys = config.channels().entrySet().stream()
            .filter(channel -> channel.getValue().apiUrl().isPresent())
            .flatMap(channel -> channel.getValue().shops().keySet().stream().map(shop -> channel.getKey() + ":" + shop))
            .toArray(String[]::new);
    }

    /** {@code platform:shop_id} of each. */
    public String[] keys() {
        return keys;
    }
}
