package bench;

import com.sun.net.httpserver.HttpServer;
import embedded.EmbeddedConfig;
import embedded.EmbeddedServers;
import embedded.EmbeddedServers.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mappings.BareMapping;

/**
 * The baseline without the product, a process of its own: starts the same embedded servers over the same directory as the
 * application would, in the same way, and has order_events drained until it is told to end: by {@link PlainLoop}s, or by
 * the command it is given, which finds the servers by BROKERS and DATABASE in its environment. It takes the application's
 * system properties and answers as ready on its HTTP port.
 */
final class Plain {

    /** On two cores faster than one or three. */
    private static final int LOOPS = 2;
    private static final int COMMAND_STOP_LIMIT_SECONDS = 10;

    private record Servers(Path dir, int postgresPort, int kafkaPort) implements EmbeddedConfig { }

    private Plain() {
    }

    public static void main(String[] arguments) throws Exception {
        Servers config = new Servers(Path.of(System.getProperty("ordersync.embedded.dir")),
            Integer.getInteger("ordersync.embedded.postgres-port"), Integer.getInteger("ordersync.embedded.kafka-port"));
        List<PlainLoop> loops = new ArrayList<>();
        List<Process> commands = new CopyOnWriteArrayList<>();
        // A measure with a failure in it is none. In a thread of its own, since the exit waits for the loops.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            new Thread(() -> System.exit(1)).start();
        });
        EmbeddedServers servers = EmbeddedServers.start(config, EnumSet.allOf(Server.class));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            loops.forEach(PlainLoop::end);
            commands.forEach(Plain::end);
            servers.close();
        }));
        String database = servers.addresses().get(Server.POSTGRESQL.addressKey) + "?user=postgres";
        try (Connection connection = DriverManager.getConnection(database)) {
            PlainBatch.createTables(connection);
        }
        String brokers = servers.addresses().get(Server.KAFKA.addressKey);
        if (arguments.length == 0) {
            BareMapping mapping = BareMapping.of("lazada", "order-status.jslt");
            for (int i = 0; i < LOOPS; i++) {
                loops.add(new PlainLoop(brokers, database, mapping));
            }
            loops.forEach(Thread::start);
        } else {
            commands.add(start(arguments, brokers, database));
        }
        answerReady(Integer.getInteger("quarkus.http.port"));
    }

    private static Process start(String[] command, String brokers, String database) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(Map.of("BROKERS", brokers, "DATABASE", database.replaceFirst("^jdbc:", ""), "JDBC", database));
        Process started = builder.start();
        // A measure with a failure in it is none.
        started.onExit().thenRun(() -> new Thread(() -> System.exit(1)).start());
        return started;
    }

    private static void end(Process command) {
        command.destroy();
        try {
            command.waitFor(COMMAND_STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        command.destroyForcibly();
    }

    private static void answerReady(int port) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress("localhost", port), 0);
        http.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        http.start();
    }
}
