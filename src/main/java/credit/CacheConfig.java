package credit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** {@code ordersync.credit.cache.*}: from what {@code /credit/check} answers. */
@ConfigMapping(prefix = "ordersync.credit.cache")
public interface CacheConfig {

    /** Where accounts are kept for checks; by default in Redis where {@code quarkus.redis.hosts} is set, else in memory. */
    Optional<Kind> kind();

    /** How far it may be behind PostgreSQL; a check reads PostgreSQL where it is further. */
    @WithDefault("800ms")
    Duration maxLag();

    /** How many dealers memory has room for; the others are read from PostgreSQL. About 1 kB each. */
    @WithDefault("200000")
    int maxDealers();

    /** How long Redis keeps an account that nothing was told of. */
    @WithDefault("5m")
    Duration ttl();

    /** Where accounts are kept. */
    enum Kind {
        MEMORY, REDIS,
        /** Nowhere: each check reads PostgreSQL. */
        OFF
    }
}
