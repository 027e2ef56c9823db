package embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/** PostgreSQL as a child process: loopback only, user and database {@code postgres}, trust. */
final class PostgresServer implements AutoCloseable {

    /** Crash recovery after kill -9 under load comes before the first connection. */
    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    /** Fast, but what was committed is on disk. The first two undo what the library sets for short tests. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
        Map.entry("fsync", "on"),
        Map.entry("synchronous_commit", "on"),
        Map.entry("listen_addresses", LoopbackPort.HOST),
        Map.entry("unix_socket_directories", "''"),
        Map.entry("max_connections", "100"),
        Map.entry("shared_buffers", "512MB"),
        Map.entry("effective_cache_size", "2GB"),
        Map.entry("work_mem", "16MB"),
        Map.entry("maintenance_work_mem", "128MB"),
        Map.entry("max_wal_size", "4GB"),
        Map.entry("min_wal_size", "512MB"),
        Map.entry("checkpoint_timeout", "15min"),
        Map.entry("log_checkpoints", "off"),
        Map.entry("random_page_cost", "1.1"),
        Map.entry("jit", "off"));

    private final EmbeddedPostgres server;
    private final Postmaster postmaster;

    private PostgresServer(EmbeddedPostgres server, Postmaster postmaster) {
        this.server = server;
        this.postmaster = postmaster;
    }

    /**
     * Starts on the data in {@code dir/postgres}, which is made the first time. What an earlier run left behind, a
     * running server or a first initialisation cut short, is cleared away first.
     *
     * @param instead settings that it has instead of those it has for the product
     */
    static PostgresServer start(Path dir, int configuredPort, Map<String, String> instead) {
        Path data = dir.resolve("postgres");
        Path initialising = dir.resolve("postgres.initialising");
        Path log = dir.resolve("postgres.log");
        Postmaster postmaster = new Postmaster(data);
        try {
            postmaster.endLeftBehind();
            int port = LoopbackPort.orFree(configuredPort, "ordersync.embedded.postgres-port");
            if (Files.exists(initialising)) {
                FileUtils.deleteDirectory(data.toFile());
            }
            if (Files.notExists(data)) {
                Files.writeString(initialising, "");
            }
            Files.deleteIfExists(log);
            EmbeddedPostgres server = launch(data, log, port, instead);
            Files.deleteIfExists(initialising);
            return new PostgresServer(server, postmaster);
        } catch (IOException | IllegalStateException e) {
            String recovers = postmaster.isStarting() ? "It still recovers from its last end; start again, which waits for that. " : "";
            throw new EmbeddedServersException("The embedded PostgreSQL did not start on " + data.toAbsolutePath()
                + " (" + e.getMessage() + "). " + recovers + "Its own words are in " + log.toAbsolutePath()
                + "; or set QUARKUS_DATASOURCE_JDBC_URL to use one that runs already.", e);
        }
    }

    private static EmbeddedPostgres launch(Path data, Path log, int port, Map<String, String> instead) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            // Its hook would stop the database while the application's last batch is still in flight.
            .setRegisterShutdownHook(false)
            .setPGStartupWait(START_LIMIT)
            .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .setLocaleConfig("locale", "C.UTF-8")
            .setPort(port);
        SETTINGS.forEach(builder::setServerConfig);
        instead.forEach(builder::setServerConfig);
        return builder.start();
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + LoopbackPort.HOST + ":" + server.getPort() + "/postgres";
    }

    /** A fast shutdown: open transactions are rolled back, a checkpoint is written. */
    @Override
    public void close() throws IOException {
        server.close();
        postmaster.awaitEnd();
    }
}
