package embedded;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** {@code ordersync.embedded.*}: PostgreSQL and Kafka of a first run and of tests, where no external one is named. */
@ConfigMapping(prefix = "ordersync.embedded")
public interface EmbeddedConfig {

    /** Where both keep their data across restarts; one process at a time may use it. */
    @WithDefault(".ordersync")
    Path dir();

    /** PostgreSQL's port on loopback; 0 takes a free one. */
    @WithDefault("0")
    int postgresPort();

    /** Kafka's port on loopback; 0 takes a free one. */
    @WithDefault("0")
    int kafkaPort();
}
