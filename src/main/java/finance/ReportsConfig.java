package finance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** {@code ordersync.reports.*}: the files that finance is given. */
@ConfigMapping(prefix = "ordersync.reports")
public interface ReportsConfig {

    /** Where they are written; made where it is missing. Replicas share it, or each has the files of its own runs. */
    @WithDefault("./reports")
    Path directory();
}
