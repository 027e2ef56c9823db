package embedded;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.io.FileUtils;
import redis.embedded.RedisServer;

/**
 * A Redis of one test class, which it can stop and start again, by a field {@code Consumer<Boolean> redisRuns}. It saves what
 * it has every second if anything changed: a start brings back something old, as a real one may.
 */
public class StoppableRedis implements QuarkusTestResourceLifecycleManager {

    private static final Path DIR = Path.of("target", "redis").toAbsolutePath();

    private RedisServer server;

    @Override
    public Map<String, String> start() {
        int port = LoopbackPort.free();
        try {
            FileUtils.deleteDirectory(DIR.toFile());
            Files.createDirectories(DIR);
            server = RedisServer.newRedisServer().port(port).bind(LoopbackPort.HOST).setting("save 1 1").setting("dir " + DIR)
                .onShutdownForceStop(true).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(true);
        return Map.of("quarkus.redis.hosts", "redis://" + LoopbackPort.HOST + ":" + port);
    }

    private void run(boolean run) {
        try {
            if (run) {
                server.start();
            } else {
                server.stop();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        Consumer<Boolean> runs = this::run;
        injector.injectIntoFields(runs, field -> field.getType() == Consumer.class && field.getName().equals("redisRuns"));
    }

    @Override
    public void stop() {
        if (server.isActive()) {
            run(false);
        }
    }
}
