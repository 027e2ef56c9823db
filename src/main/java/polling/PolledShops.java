package polling;

import channels.ChannelsConfig;
import channels.ShopAccess;
import channels.TokenCipher;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The shops this configuration can poll; why it cannot poll the others is said once, at the start. */
@ApplicationScoped
public class PolledShops {

    private static final Logger LOG = Logger.getLogger(PolledShops.class);

    private final Map<String, Platform> platforms;
    private final List<ShopAccess> shops = new ArrayList<>();
    /** By channel, why shops of it are not polled. */
    private final Map<String, List<String>> notPolled = new HashMap<>();

    PolledShops(ChannelsConfig config, TokenCipher cipher, Instance<Platform> platforms) {
        this.platforms = platforms.stream().collect(Collectors.toMap(Platform::channel, Function.identity()));
        config.channels().forEach((channel, settings) -> settings.shops().forEach((shop, credentials) -> {
            ShopAccess access = new ShopAccess(channel, shop, settings, credentials);
            Optional<String> obstacle = obstacle(access, cipher);
            if (obstacle.isPresent()) {
                String why = access + " is not polled: " + obstacle.get();
                LOG.warn(why);
                notPolled.computeIfAbsent(channel, first -> new ArrayList<>()).add(why);
            } else {
                shops.add(access);
            }
        }));
    }

    public List<ShopAccess> all() {
        return List.copyOf(shops);
    }

    public List<ShopAccess> of(String channel) {
        return shops.stream().filter(shop -> shop.channel().equals(channel)).toList();
    }

    /** Why shops of the channel that are configured are not polled; names keys of the configuration, and none of their values. */
    public List<String> notPolled(String channel) {
        return List.copyOf(notPolled.getOrDefault(channel, List.of()));
    }

    public Optional<ShopAccess> find(String channel, String shop) {
        return of(channel).stream().filter(access -> access.shop().equals(shop)).findFirst();
    }

    /** Time between two polls of the shop. */
    public Duration every(ShopAccess shop) {
        return shop.platform().pollEvery().orElse(platform(shop).every());
    }

    Platform platform(ShopAccess shop) {
        return platforms.get(shop.channel());
    }

    private Optional<String> obstacle(ShopAccess shop, TokenCipher cipher) {
        String keys = "ordersync.channels." + shop.channel();
        Platform platform = platform(shop);
        if (platform == null) {
            return Optional.of("there is no poller for this channel, only for " + String.join(", ", platforms.keySet()));
        }
        if (shop.platform().apiUrl().isEmpty()) {
            return Optional.of("set " + keys + ".api-url");
        }
        if (!cipher.usable()) {
            return Optional.of("its token cannot be kept; set ordersync.tokens.key to 32 random bytes as base64");
        }
        return platform.lacks(shop).map(lack -> lack.startsWith("ordersync.") ? "set " + lack
            : "set " + lack + " under " + keys + ".shops." + shop.shop());
    }
}
