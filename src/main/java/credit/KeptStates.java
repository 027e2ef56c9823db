package credit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Which of the {@link CreditStates} this process has. */
@ApplicationScoped
class KeptStates {

    private static final Logger LOG = Logger.getLogger(KeptStates.class);

    @Produces
    @Singleton
    CreditStates states(CacheConfig cache, Config config, StatePartitions partitions, PostgresClock clock, Instance<RedisServer> redis) {
        CacheConfig.Kind kind = cache.kind().orElseGet(() -> config.getOptionalValue("quarkus.redis.hosts", String.class).isPresent()
            ? CacheConfig.Kind.REDIS : CacheConfig.Kind.MEMORY);
        LOG.infof("Accounts of dealers for /credit/check: %s", kind);
        return switch (kind) {
            case MEMORY -> new MemoryStates(partitions, clock, cache);
            case REDIS -> new RedisStates(redis.get(), partitions, clock, cache);
            case OFF -> new NoStates();
        };
    }
}
