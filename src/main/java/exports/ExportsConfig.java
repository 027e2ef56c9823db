package exports;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code ordersync.exports.*}: lists as files. */
@ConfigMapping(prefix = "ordersync.exports")
public interface ExportsConfig {

    /** Files that one process writes at a time; whoever comes then gets 429. Each holds a connection to PostgreSQL. */
    @WithDefault("2")
    int atOnce();

    /** The same of dealers, besides: none of the seller's waits for them. */
    @WithDefault("2")
    int dealersAtOnce();

    /** A file that takes longer is given up: PostgreSQL keeps what it has seen for as long. */
    @WithDefault("15M")
    Duration limit();

    /** A client that takes nothing for so long loses its export: the next gets its place. */
    @WithDefault("1M")
    Duration stalledFor();
}
