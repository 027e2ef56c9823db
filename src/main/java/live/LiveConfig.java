package live;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code ordersync.live.*}: the stream of changes to screens. */
@ConfigMapping(prefix = "ordersync.live")
public interface LiveConfig {

    /** Screens that may listen to one process at a time; further ones get 503. */
    @WithDefault("2000")
    int maxListeners();

    /** Of these, so many may be of dealers. */
    @WithDefault("1000")
    int maxListenersOfDealers();

    /** And of one dealer, whoever of it listens. */
    @WithDefault("20")
    int maxListenersOfOneDealer();

    /** Changed orders told at a time; of more than so many a screen hears only how many they are. */
    @WithDefault("1000")
    int maxOrders();

    /** Bytes that may wait for one screen to take them; one that is slower is disconnected. */
    @WithDefault("1048576")
    int maxWaitingBytes();

    /** A screen for which something waits and that takes nothing for so long is disconnected. */
    @WithDefault("30s")
    Duration stalledAfter();

    /** For so long a screen that was away is told what it missed; after that it has to load anew. */
    @WithDefault("10m")
    Duration keep();
}
