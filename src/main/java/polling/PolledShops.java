package polling;

import channels.BaseAddress;
import channels.ChannelsConfig;
import channels.CurrentChannels;
import channels.ShopAccess;
import channels.TokenCipher;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
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

/** The shops this configuration can poll; why it cannot poll the others is said in the log when it is read. */
@ApplicationScoped
public class PolledShops {

    private static final Logger LOG = Logger.getLogger(PolledShops.class);

    /** Before the routes, which ask which of them are left. */
    private static final int BEFORE_OTHERS = 1;

    private final ChannelsConfig config;
    private final TokenCipher cipher;
    private final Map<String, Platform> platforms;
    private volatile Known known;

    /** @param notPolled by channel, why shops of it are not polled */
    private record Known(List<ShopAccess> shops, Map<String, List<String>> notPolled) { }

    PolledShops(ChannelsConfig config, TokenCipher cipher, Instance<Platform> platforms) {
        this.config = config;
        this.cipher = cipher;
        this.platforms = platforms.stream().collect(Collectors.toMap(Platform::channel, Function.identity()));
        known = read();
    }

    void readAgain(@Observes @Priority(BEFORE_OTHERS) CurrentChannels.Changed event) {
        known = read();
    }

    private Known read() {
        List<ShopAccess> shops = new ArrayList<>();
        Map<String, List<String>> notPolled = new HashMap<>();
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
        return new Known(List.copyOf(shops), notPolled);
    }

    public List<ShopAccess> all() {
        return known.shops;
    }

    public List<ShopAccess> of(String channel) {
        return known.shops.stream().filter(shop -> shop.channel().equals(channel)).toList();
    }

    /** Why shops of the channel that are configured are not polled; names keys of the configuration, and none of their values. */
    public List<String> notPolled(String channel) {
        return List.copyOf(known.notPolled.getOrDefault(channel, List.of()));
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

    /** Says it of the key alone: a value may hold a secret that was put into the wrong place. */
    static Optional<String> wrongAddress(ShopAccess shop) {
        String keys = "ordersync.channels." + shop.channel();
        Optional<String> wrong = shop.platform().apiUrl().filter(address -> !BaseAddress.isUsable(address)).map(address -> keys + ".api-url")
            .or(() -> shop.platform().authUrl().filter(address -> !BaseAddress.isUsable(address)).map(address -> keys + ".auth-url"));
        return wrong.map(key -> key + " is no address of an API; set it to one that begins with https:// or http:// and has no query");
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
        Optional<String> wrongAddress = wrongAddress(shop);
        if (wrongAddress.isPresent()) {
            return wrongAddress;
        }
        if (!cipher.usable()) {
            return Optional.of("its token cannot be kept; set ordersync.tokens.key to 32 random bytes as base64");
        }
        return platform.lacks(shop).map(lack -> lack.startsWith("ordersync.") ? "set " + lack
            : "set " + lack + " under " + keys + ".shops." + shop.shop());
    }
}
