package orders;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** STORE: {@code ordersync.store.*} */
@ConfigMapping(prefix = "ordersync.store")
public interface StoreConfig {

    /** Orders and lines, together, whose state is kept in memory. What is not is read before it is written. */
    @WithDefault("100000")
    int keptLines();
}
