package embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import access.SignedInAsAdmin;
import access.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The packaged application as a process of its own, as {@code java -jar target/quarkus-app/quarkus-run.jar} runs it,
 * with embedded servers in a directory of its own unless a test gives it others. It can be killed and started again on
 * the same data and the same ports. For tests that end in {@code IT}.
 */
public final class PackagedApplication implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    /** Generous: the machine may be busy with other things. */
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** The classes of a start, as the Java VM keeps them for later ones, which need a fifth less CPU. Beside the jars, and so gone when they are built anew. */
    private static final Path CLASSES = JAR.resolveSibling("start.jsa");

    private final Path dir;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private Process process;
    private boolean isStarted;

    /** @param dir an own directory, such as one below {@code target/}; data and output go there. What RestAssured sends is an administrator's */
    public PackagedApplication(Path dir) {
        this.dir = dir.toAbsolutePath();
        with("quarkus.http.host", LoopbackPort.HOST);
        with("quarkus.http.port", Integer.toString(LoopbackPort.free()));
        with("ordersync.embedded.dir", this.dir.resolve("data").toString());
        with("ordersync.embedded.postgres-port", Integer.toString(LoopbackPort.free()));
        with("ordersync.embedded.kafka-port", Integer.toString(LoopbackPort.free()));
        with("ordersync.security.token-key", Tokens.KEY);
        with("ordersync.security.bcrypt-cost", "4");
        SignedInAsAdmin.always();
        // The least a broker allows: what a killed one was at goes on sooner.
        with("camel.component.kafka.session-timeout-ms", "6000");
        with("camel.component.kafka.heartbeat-interval-ms", "2000");
    }

    /** Sets a configuration key, for the starts that follow. */
    public PackagedApplication with(String key, String value) {
        properties.put(key, value);
        return this;
    }

    /** Has it use the servers of another one; it starts none itself. */
    public PackagedApplication withServersOf(PackagedApplication other) {
        return with("quarkus.datasource.jdbc.url", other.jdbcUrl()).with("quarkus.datasource.username", "postgres")
            .with("kafka.bootstrap.servers", other.bootstrapServers());
    }

    /** Starts it and waits until it is ready; fails with its output, and leaves no process, when it is not or ends before that. */
    public PackagedApplication start() {
        launch();
        try {
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> !process.isAlive() || isReady());
        } catch (ConditionTimeoutException e) {
            close();
            throw new AssertionError(output(), e);
        }
        assertThat(process.isAlive()).as(this::output).isTrue();
        isStarted = true;
        return this;
    }

    /** Starts it without waiting for anything. */
    public PackagedApplication launch() {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("-Xmx1g");
        // It runs for seconds; the second compiler and a collector beside it would only take from the cores.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        // As in jvm.options: a tenth of what a start takes.
        command.addAll(List.of("-XX:+UnlockExperimentalVMOptions", "-XX:SymbolTableSize=400000"));
        command.add("-Xlog:cds*=off");
        command.add(Files.exists(CLASSES) ? "-XX:SharedArchiveFile=" + CLASSES : "-XX:ArchiveClassesAtExit=" + ownClasses());
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", JAR.toString()));
        try {
            Files.createDirectories(dir);
            ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile().toFile()));
            builder.environment().keySet().removeAll(List.of("QUARKUS_DATASOURCE_JDBC_URL", "KAFKA_BOOTSTRAP_SERVERS"));
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private boolean isReady() {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** The answer to a GET of a path of it. */
    public HttpResponse<String> get(String path) {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(httpUrl() + path)).timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills it (SIGKILL), which leaves its PostgreSQL running. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Stands it still (SIGSTOP): all of it stays as it is until it is resumed or killed. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on (SIGCONT). */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it as Kubernetes would (SIGTERM), and waits until it is gone. */
    public void stop() {
        process.destroy();
        awaitExit();
        keepClasses();
    }

    private Path ownClasses() {
        return dir.resolve("start.jsa");
    }

    /** The first process that was ready and ends by itself leaves its classes for all. */
    private void keepClasses() {
        try {
            if (isStarted && Files.exists(ownClasses())) {
                Files.move(ownClasses(), CLASSES, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has ended, and gives its exit code. */
    public int awaitExit() {
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(this::output).isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Such as {@code http://127.0.0.1:18080}. */
    public String httpUrl() {
        return "http://" + LoopbackPort.HOST + ":" + properties.get("quarkus.http.port");
    }

    /** Its database; user {@code postgres}, any password. */
    public String jdbcUrl() {
        return properties.getOrDefault("quarkus.datasource.jdbc.url", "jdbc:postgresql://" + LoopbackPort.HOST + ":"
            + properties.get("ordersync.embedded.postgres-port") + "/postgres");
    }

    public String bootstrapServers() {
        return properties.getOrDefault("kafka.bootstrap.servers",
            LoopbackPort.HOST + ":" + properties.get("ordersync.embedded.kafka-port"));
    }

    /** Where the embedded servers keep their data. */
    public Path data() {
        return Path.of(properties.get("ordersync.embedded.dir"));
    }

    /** All it wrote to standard output and standard error, of all its starts. */
    public String output() {
        try {
            return Files.exists(outputFile()) ? Files.readString(outputFile()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path outputFile() {
        return dir.resolve("output.log");
    }

    /** Stops it, and what a kill has left of it. */
    @Override
    public void close() {
        if (process != null) {
            // One that stands still hears of nothing.
            if (process.isAlive()) {
                resume();
            }
            stop();
            new Postmaster(data().resolve("postgres")).endLeftBehind();
        }
    }
}
