package mappings;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Where the channels' folders are. */
@ConfigMapping(prefix = "ordersync.mappings")
public interface MappingsConfig {

    /** The directory; without it, {@code mappings} in the working directory where there is one, else what the application was packaged with. */
    Optional<String> dir();

    /** Whether an edit there takes effect on the next message, without a restart; on in dev mode. */
    Optional<Boolean> reload();

    /** What a start of this process would have, of all its sources, read without Quarkus. */
    static MappingsConfig ofTheProcess() {
        return ConfigUtils.configBuilder().withMapping(MappingsConfig.class).build().getConfigMapping(MappingsConfig.class);
    }
}
