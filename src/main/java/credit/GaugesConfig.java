package credit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code ordersync.credit.metrics.*}: what is measured of dealers' accounts. */
@ConfigMapping(prefix = "ordersync.credit.metrics")
public interface GaugesConfig {

    /** How many dealers, those that owe most, have a series of their own. */
    @WithDefault("20")
    int topDealers();
}
