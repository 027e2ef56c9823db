package orders;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** STORE: {@code ordersync.store.*} */
@ConfigMapping(prefix = "ordersync.store")
public interface StoreConfig {

    /** Orders and lines, together, whose state is kept in memory. What is not is read before it is written. */
    @WithDefault("300000")
    int keptLines();

    /** For so long at most: a PostgreSQL that was set back to an older state is noticed after it. */
    @WithDefault("10m")
    Duration keptFor();
}
