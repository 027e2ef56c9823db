package embedded;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.commons.io.FileUtils;

/**
 * PostgreSQL and Kafka of one test class, which it can stop and start again on the same addresses and data. It asks for
 * that by a field {@code BiConsumer<String, Boolean> runs}: the server's name, and whether it is to run.
 */
public class StoppableServers implements QuarkusTestResourceLifecycleManager {

    /** Test classes of two virtual machines run beside each other. */
    private static final Path DIR = Path.of("target", "stoppable-servers", Long.toString(ProcessHandle.current().pid()));

    private final Map<EmbeddedServers.Server, EmbeddedServers> running = new EnumMap<>(EmbeddedServers.Server.class);
    private final int postgresPort = LoopbackPort.free();
    private final int kafkaPort = LoopbackPort.free();

    @Override
    public Map<String, String> start() {
        try {
            FileUtils.deleteDirectory(DIR.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> addresses = new HashMap<>();
        for (EmbeddedServers.Server server : EmbeddedServers.Server.values()) {
            run(server, true);
            addresses.putAll(running.get(server).addresses());
        }
        return addresses;
    }

    private synchronized void run(EmbeddedServers.Server server, boolean run) {
        if (!run && running.containsKey(server)) {
            running.remove(server).close();
        } else if (run && !running.containsKey(server)) {
            running.put(server, EmbeddedServers.start(
                new TestServers.Settings(DIR.resolve(server.name()), postgresPort, kafkaPort), EnumSet.of(server), TestServers.WITHOUT_FSYNC));
        }
    }

    /** Starts or stops a server by its name; nothing when it already is so. */
    public void runs(String server, boolean run) {
        run(EmbeddedServers.Server.valueOf(server), run);
    }

    @Override
    public void inject(TestInjector injector) {
        BiConsumer<String, Boolean> runs = this::runs;
        injector.injectIntoFields(runs, field -> field.getType() == BiConsumer.class && field.getName().equals("runs"));
    }

    @Override
    public void stop() {
        for (EmbeddedServers.Server server : EmbeddedServers.Server.values()) {
            run(server, false);
        }
    }
}
