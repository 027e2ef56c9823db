package demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.util.Optional;

/** {@code ordersync.demo} and {@code ordersync.demo.*}: data to look at on a first run. */
@ConfigMapping(prefix = "ordersync.demo")
public interface DemoConfig {

    /** Whether made-up traffic is sent: on in dev mode, else off. It begins on an empty database only. */
    @WithParentName
    @WithDefault("false")
    boolean on();

    /** Messages a second. */
    @WithDefault("5")
    int perSecond();

    /** Orders of the last 24 hours that a first start sends before. */
    @WithDefault("400")
    int historyOrders();

    /** Messages a second of those. */
    @WithDefault("60")
    int historyPerSecond();

    /** No new order is made after so many; those under way go on to their end. */
    @WithDefault("5000")
    int maxOrders();

    /** Of what is made up: the same seed gives the same orders in the same order. */
    @WithDefault("20261120")
    long seed();

    /** Port on loopback of the platforms' APIs; {@link DemoSourceFactory} finds a free one. */
    @WithDefault("0")
    int apiPort();

    /** Password of the user demo-dealer; without one there is no such user. */
    Optional<String> password();
}
