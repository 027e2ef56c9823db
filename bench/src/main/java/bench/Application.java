package bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged application as a process of its own, with its embedded PostgreSQL and Kafka, over one directory. It can
 * be stopped and started again with other roles; its data stays.
 */
final class Application implements AutoCloseable {

    static final String APP_KEY = "123456";
    static final String SECRET = "3412gyo124goi3124";
    private static final String PASSWORD = "bench-admin-password";
    private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");
    /** What operators are told to start it with. */
    private static final Path OPTIONS = Path.of("jvm.options");
    static final String ALL_ROLES = "ingest,normalize,store,erp,poll,api";

    private static final Duration START_LIMIT = Duration.ofSeconds(180);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    /** {@code GC(7) Pause Young (Normal) (G1 Evacuation Pause) 612M->148M(1024M) 9.1ms}: the heap before a collection. */
    private static final Pattern HEAP_BEFORE = Pattern.compile(" (\\d+)M->\\d+M\\(");

    private final Path jar;
    private final Path directory;
    private final List<String> jvmOptions;
    private final int httpPort;
    private final int postgresPort;
    private final int kafkaPort;
    private Process process;
    private int starts;

    /** @param jvmOptions given to the JVM beside {@link #OPTIONS}, such as a recording's */
    Application(Path jar, Path directory, List<String> jvmOptions) throws IOException {
        this.jar = jar;
        this.directory = Files.createDirectories(directory);
        this.jvmOptions = jvmOptions;
        httpPort = freePort();
        postgresPort = freePort();
        kafkaPort = freePort();
    }

    int httpPort() {
        return httpPort;
    }

    String kafka() {
        return "localhost:" + kafkaPort;
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + postgresPort + "/postgres?user=postgres");
    }

    long pid() {
        return process.pid();
    }

    /** Starts it and returns when it says that it is ready. */
    void start(String roles) throws IOException, InterruptedException {
        start(List.of("-Dordersync.roles=" + roles, "-jar", jar.toString()), new String[0]);
    }

    /** Starts {@link Plain} in its place: the same servers, data, libraries and options of the JVM; {@code command} drains, or loops of its own. */
    void startPlain(String... command) throws IOException, InterruptedException {
        Path packaged = jar.getParent();
        start(List.of("-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-cp", String.join(":",
            Path.of("bench/target/classes").toAbsolutePath().toString(), packaged.resolve("app/*").toString(),
            packaged.resolve("lib/boot/*").toString(), packaged.resolve("lib/main/*").toString()), Plain.class.getName()), command);
    }

    private void start(List<String> main, String[] arguments) throws IOException, InterruptedException {
        starts++;
        Path log = directory.resolve("application-" + starts + ".log");
        List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + OPTIONS.toAbsolutePath(),
            "-Xlog:gc:file=" + gcLog()));
        command.addAll(jvmOptions);
        command.addAll(List.of(
            "-Dordersync.embedded.dir=" + directory.resolve("data"),
            "-Dordersync.embedded.postgres-port=" + postgresPort,
            "-Dordersync.embedded.kafka-port=" + kafkaPort,
            "-Dquarkus.http.port=" + httpPort,
            "-Dordersync.security.admin-password=" + PASSWORD,
            // Longer than any measure, and no measure is of the limit.
            "-Dordersync.security.access-for=6h",
            "-Dordersync.security.requests-per-second=1000000",
            "-Dordersync.channels.lazada.app-key=" + APP_KEY,
            "-Dordersync.channels.lazada.secrets=" + SECRET));
        command.addAll(main);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
            .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeAll(List.of("QUARKUS_DATASOURCE_JDBC_URL", "KAFKA_BOOTSTRAP_SERVERS"));
        process = builder.start();
        awaitReady(log);
    }

    /** The header Authorization of an administrator who has just signed in. */
    String authorization() throws IOException, InterruptedException {
        HttpRequest signIn = HttpRequest.newBuilder(URI.create("http://localhost:" + httpPort + "/auth/login")).header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"username\":\"admin\",\"password\":\"" + PASSWORD + "\"}")).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(signIn, HttpResponse.BodyHandlers.ofString());
        Matcher token = TOKEN.matcher(answer.body());
        if (answer.statusCode() != 200 || !token.find()) {
            throw new IllegalStateException("the sign-in was answered " + answer.statusCode());
        }
        return "Bearer " + token.group(1);
    }

    /** Stops it as an operator would and waits until its servers have ended as well. */
    void stop() throws InterruptedException {
        if (process == null) {
            return;
        }
        process.destroy();
        if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the application did not stop within " + STOP_LIMIT.toSeconds()
                + " s of SIGTERM: see " + directory);
        }
        process = null;
    }

    /** Has PostgreSQL note when each transaction was committed, from its next start on. */
    void trackCommits() throws SQLException {
        try (Connection connection = database(); var statement = connection.createStatement()) {
            statement.execute("alter system set track_commit_timestamp = on");
        }
    }

    /** The largest heap a collection of the present run began with, in MiB: no less than was ever needed. */
    long heapPeakMiB() throws IOException {
        long peak = 0;
        for (String line : Files.readAllLines(gcLog())) {
            Matcher before = HEAP_BEFORE.matcher(line);
            if (before.find()) {
                peak = Math.max(peak, Long.parseLong(before.group(1)));
            }
        }
        return peak;
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }

    private Path gcLog() {
        return directory.resolve("gc-" + starts + ".log");
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://localhost:" + httpPort + "/q/health/ready"))
            .timeout(Duration.ofSeconds(2)).build();
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < limit && process.isAlive()) {
            try {
                if (client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // Nobody listens yet.
            }
            Thread.sleep(50);
        }
        String why = process.isAlive() ? "was not ready after " + START_LIMIT.toSeconds() + " s" : "ended at once";
        process.destroy();
        throw new IllegalStateException("the application " + why + ": see " + log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
