package embedded;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/**
 * PostgreSQL and Kafka for tests: started once in a test JVM, on empty data under {@code target/}, and shared by all
 * its tests. {@code @QuarkusTestResource(TestServers.class)} hands their addresses to the application; a test without
 * Quarkus asks {@link #addresses()}.
 */
public class TestServers implements QuarkusTestResourceLifecycleManager {

    /** Each of Surefire's virtual machines has its own (pom.xml). */
    private static final Path DIR = Path.of(System.getProperty("ordersync.test-servers", "target/test-servers"));
    /** What is committed need not be on disk: their data is made anew with each run, and no power cut is tested on it. */
    static final Map<String, String> WITHOUT_FSYNC = Map.of("fsync", "off", "full_page_writes", "off");
    private static Map<String, String> addresses;

    @Override
    public Map<String, String> start() {
        return addresses();
    }

    /** They serve the next test class too, and stop with the JVM. */
    @Override
    public void stop() {
    }

    /**
     * Where they are, as configuration keys and values. Quarkus loads a test's classes anew for each application it
     * starts, so the servers live in the one class loader that lasts as long as the JVM.
     */
    @SuppressWarnings("unchecked")
    public static Map<String, String> addresses() {
        try {
            return (Map<String, String>) Class.forName(TestServers.class.getName(), true,
                ClassLoader.getSystemClassLoader()).getMethod("startOnce").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The embedded servers of the tests did not start", e);
        }
    }

    /** For {@link #addresses()} alone: to be called on the class of the system class loader. */
    public static synchronized Map<String, String> startOnce() throws Exception {
        if (addresses == null) {
            new Postmaster(DIR.resolve("postgres")).endLeftBehind();
            FileUtils.deleteDirectory(DIR.toFile());
            EmbeddedServers servers = Outliving.start(() -> {
                EmbeddedServers started = EmbeddedServers.start(new Settings(DIR, 0, 0), EnumSet.allOf(EmbeddedServers.Server.class), WITHOUT_FSYNC);
                Runtime.getRuntime().addShutdownHook(new Thread(started::close, "test servers stop"));
                return started;
            });
            addresses = servers.addresses();
        }
        return addresses;
    }

    /** Settings of a test's own. */
    record Settings(Path dir, int postgresPort, int kafkaPort) implements EmbeddedConfig {
    }
}
