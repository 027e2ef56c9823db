package finance.erp;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** {@code ordersync.erp.*} as it is out of the box, but for what a test says. */
public final class ErpSettings {

    private ErpSettings() {
    }

    public static ErpConfig with(Map<String, String> values) {
        ConfigSource source = new PropertiesConfigSource(values, "test", 100);
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ErpConfig.class).withSources(source).build().getConfigMapping(ErpConfig.class);
    }
}
