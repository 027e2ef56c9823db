package deadletter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code ordersync.dead-letters.*} */
@ConfigMapping(prefix = "ordersync.dead-letters")
public interface DeadLettersConfig {

    /** How many days a dead letter is kept once it is resolved, and a replay by filter or a backfill once it has ended; what is open stays. */
    @WithDefault("90")
    int keepDays();
}
