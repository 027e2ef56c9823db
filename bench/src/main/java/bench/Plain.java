package bench;

import com.sun.net.httpserver.HttpServer;
import embedded.EmbeddedConfig;
import embedded.EmbeddedServers;
import embedded.EmbeddedServers.Server;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import mappings.BareMapping;

/**
 * The baseline without the product, a process of its own: starts the same embedded servers over the same directory as the
 * application would, in the same way, and drains order_events by {@link PlainLoop}s until it is told to end. It takes the
 * application's system properties and answers as ready on its HTTP port.
 */
final class Plain {

    /** On two cores faster than one or three. */
    private static final int LOOPS = 2;

    private record Servers(Path dir, int postgresPort, int kafkaPort) implements EmbeddedConfig { }

    private Plain() {
    }

    public static void main(String[] arguments) throws Exception {
        Servers config = new Servers(Path.of(System.getProperty("ordersync.embedded.dir")),
            Integer.getInteger("ordersync.embedded.postgres-port"), Integer.getInteger("ordersync.embedded.kafka-port"));
        BareMapping mapping = BareMapping.of("lazada", "order-status.jslt");
        List<PlainLoop> loops = new ArrayList<>();
        // A measure with a failure in it is none. In a thread of its own, since the exit waits for the loops.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            new Thread(() -> System.exit(1)).start();
        });
        EmbeddedServers servers = EmbeddedServers.start(config, EnumSet.allOf(Server.class));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            loops.forEach(PlainLoop::end);
            servers.close();
        }));
        String database = servers.addresses().get(Server.POSTGRESQL.addressKey) + "?user=postgres";
        try (Connection connection = DriverManager.getConnection(database)) {
            PlainBatch.createTables(connection);
        }
        for (int i = 0; i < LOOPS; i++) {
            loops.add(new PlainLoop(servers.addresses().get(Server.KAFKA.addressKey), database, mapping));
        }
        loops.forEach(Thread::start);
        answerReady(Integer.getInteger("quarkus.http.port"));
    }

    private static void answerReady(int port) throws java.io.IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress("localhost", port), 0);
        http.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        http.start();
    }
}
