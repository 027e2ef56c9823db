package embedded;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * PostgreSQL and Kafka on this machine, on loopback, for a first run and for tests. Their data stays in one directory
 * across restarts; a process that was killed leaves nothing that a next start does not clear away.
 */
public final class EmbeddedServers implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedServers.class);

    static final String PASSWORD = "quarkus.datasource.password";

    /** They tell at length of every start; kept here because the log manager only holds them weakly. */
    private static final List<java.util.logging.Logger> TALKATIVE =
        Stream.of("kafka", "org.apache.kafka", "state.change.logger", "io.zonky")
            .map(java.util.logging.Logger::getLogger).toList();

    /** What can be embedded, and by what the application finds it. */
    public enum Server {
        POSTGRESQL("quarkus.datasource.jdbc.url"),
        KAFKA("kafka.bootstrap.servers");

        /** The configuration key that holds its address. */
        public final String addressKey;

        Server(String addressKey) {
            this.addressKey = addressKey;
        }
    }

    private final DirectoryLock lock;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private CompletableFuture<Void> kafka = CompletableFuture.completedFuture(null);

    private EmbeddedServers(DirectoryLock lock) {
        this.lock = lock;
    }

    /**
     * Starts the servers of {@code which}, both at the same time, and waits until both run.
     *
     * @throws EmbeddedServersException one cannot run, or another process uses the directory; nothing is left running
     */
    public static EmbeddedServers start(EmbeddedConfig config, Set<Server> which) {
        return start(config, which, Map.of());
    }

    /** @param postgresInstead settings of PostgreSQL instead of the product's: for tests, whose data need not outlast a power cut */
    static EmbeddedServers start(EmbeddedConfig config, Set<Server> which, Map<String, String> postgresInstead) {
        EmbeddedServers servers = begin(config, which, postgresInstead);
        servers.awaitKafka();
        return servers;
    }

    /**
     * Starts the servers of {@code which}, and does not wait for Kafka: after a restart it stands idle for two seconds,
     * until the session of the one before has run out.
     *
     * @throws EmbeddedServersException one cannot run, or another process uses the directory; nothing is left running
     */
    static EmbeddedServers begin(EmbeddedConfig config, Set<Server> which) {
        return begin(config, which, Map.of());
    }

    private static EmbeddedServers begin(EmbeddedConfig config, Set<Server> which, Map<String, String> postgresInstead) {
        TALKATIVE.forEach(logger -> logger.setLevel(Level.WARNING));
        Path dir = config.dir();
        EmbeddedServers servers = new EmbeddedServers(DirectoryLock.take(dir));
        try {
            if (which.contains(Server.KAFKA)) {
                int port = LoopbackPort.orFree(config.kafkaPort(), "ordersync.embedded.kafka-port");
                servers.addresses.put(Server.KAFKA.addressKey, LoopbackPort.HOST + ":" + port);
                servers.kafka = CompletableFuture.runAsync(() -> servers.runs(KafkaServer.start(dir, port)));
            }
            if (which.contains(Server.POSTGRESQL)) {
                servers.runs(PostgresServer.start(dir, config.postgresPort(), postgresInstead));
            }
            return servers;
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    /**
     * Returns once Kafka runs, where it was begun.
     *
     * @throws EmbeddedServersException it cannot; nothing is left running
     */
    void awaitKafka() {
        try {
            kafka.join();
        } catch (CompletionException e) {
            close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void runs(PostgresServer postgres) {
        synchronized (running) {
            running.push(postgres);
        }
        addresses.put(Server.POSTGRESQL.addressKey, postgres.jdbcUrl());
        addresses.put("quarkus.datasource.username", "postgres");
        addresses.put(PASSWORD, "postgres");
    }

    private void runs(KafkaServer server) {
        synchronized (running) {
            running.push(server);
        }
    }

    /** The configuration by which the application finds what runs. */
    public Map<String, String> addresses() {
        return Map.copyOf(addresses);
    }

    /** Stops what runs and gives the directory free. A second call does nothing. */
    @Override
    public synchronized void close() {
        // One that is only half started could not be stopped.
        kafka.exceptionally(failed -> null).join();
        while (!running.isEmpty()) {
            close(running.pop());
        }
        close(lock);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.errorf(e, "%s did not stop properly", part.getClass().getSimpleName());
        }
    }
}
