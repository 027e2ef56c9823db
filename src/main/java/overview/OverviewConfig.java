package overview;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code ordersync.overview.*}: what the overview and the page of channels show. */
@ConfigMapping(prefix = "ordersync.overview")
public interface OverviewConfig {

    /** A channel that sent no webhook for so long is shown as silent; {@code ordersync.channels.<c>.silent-after} says otherwise for one. */
    @WithDefault("60M")
    Duration silentAfter();

    /** The counts by the hour are deleted after so many days. */
    @WithDefault("31")
    int keepDays();
}
