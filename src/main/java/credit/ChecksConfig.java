package credit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code ordersync.credit.check.*}: checks that read PostgreSQL. */
@ConfigMapping(prefix = "ordersync.credit.check")
public interface ChecksConfig {

    /** How many of them may wait; more are answered 503. */
    @WithDefault("10000")
    int maxWaiting();

    /** How long one may wait, then it is answered 503. */
    @WithDefault("1s")
    Duration waitLimit();

    /** Threads that read, each on a connection of the pool; what waits when one is free is read with one statement. */
    @WithDefault("2")
    int readers();
}
