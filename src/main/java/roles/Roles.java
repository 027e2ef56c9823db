package roles;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.Set;

/** {@code ordersync.roles}: what this process runs; all by default. */
@ConfigMapping(prefix = "ordersync")
public interface Roles {

    @WithName("roles")
    @WithDefault("ingest,normalize,store,erp,poll,api")
    Set<Role> active();

    default boolean has(Role role) {
        return active().contains(role);
    }
}
