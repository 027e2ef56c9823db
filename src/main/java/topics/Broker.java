package topics;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.Config;

/** The administrative connection to Kafka, from the configuration keys {@code kafka.*}, which are Kafka's own names. */
@ApplicationScoped
class Broker {

    private static final String PREFIX = "kafka.";
    /** A broker that does not answer is asked again by who asked, who also says so in the log. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(3);

    @Produces
    @ApplicationScoped
    Admin admin(Config config) {
        Map<String, Object> settings = settings(config, AdminClientConfig.configNames());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CALL_LIMIT.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) CALL_LIMIT.toMillis());
        return Admin.create(settings);
    }

    /** What {@code kafka.*} says of a client whose keys are {@code known}. */
    static Map<String, Object> settings(Config config, Set<String> known) {
        Map<String, Object> settings = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            String key = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "";
            if (known.contains(key)) {
                config.getOptionalValue(name, String.class).ifPresent(value -> settings.put(key, value));
            }
        }
        return settings;
    }

    void close(@Disposes Admin admin) {
        admin.close(Duration.ZERO);
    }
}
