package credit;

import io.quarkus.redis.client.RedisHostsProvider;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Set;

/**
 * The host that Quarkus wants of Redis' client where {@code quarkus.redis.hosts} names none. Nothing connects to it: accounts
 * are then kept in memory.
 */
@ApplicationScoped
@Identifier("none")
class NoRedis implements RedisHostsProvider {

    @Override
    public Set<URI> getHosts() {
        return Set.of(URI.create("redis://localhost:6379"));
    }
}
