package embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** Kafka in this process: one node that is broker and controller (KRaft), loopback only. */
final class KafkaServer implements AutoCloseable {

    private static final int NODE = 1;
    /** The largest webhook body, 1 MiB, with its headers, and room. */
    private static final int MESSAGE_MAX_BYTES = 2 * 1024 * 1024;
    private static final int RETENTION_HOURS = 7 * 24;

    private final KafkaRaftServer server;

    private KafkaServer(KafkaRaftServer server) {
        this.server = server;
    }

    /** Starts on the logs in {@code dir/kafka}, which are made the first time; the ports may differ from run to run. */
    static KafkaServer start(Path dir, int port) {
        Path logs = dir.resolve("kafka").toAbsolutePath();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Kafka's threads inherit it and outlive a live reload, which closes the loader of the application's classes.
        thread.setContextClassLoader(KafkaRaftServer.class.getClassLoader());
        try {
            format(logs);
            KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings(logs, port)), Time.SYSTEM);
            server.startup();
            return new KafkaServer(server);
        } catch (Exception e) {
            throw new EmbeddedServersException("The embedded Kafka did not start on " + logs + ", port " + port + " ("
                + e.getMessage() + "). Set ordersync.embedded.dir to another directory, or KAFKA_BOOTSTRAP_SERVERS to use "
                + "one that runs already.", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Formatting writes meta.properties last, so a directory without it has nothing in it yet. */
    private static void format(Path logs) throws Exception {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(logs);
        new Formatter()
            .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
            .setNodeId(NODE)
            .setClusterId(Uuid.randomUuid().toString())
            .setControllerListenerName("CONTROLLER")
            .setMetadataLogDirectory(logs.toString())
            .setDirectories(List.of(logs.toString()))
            .setReleaseVersion(MetadataVersion.latestProduction())
            .run();
    }

    private static Properties settings(Path logs, int port) {
        int controllerPort = LoopbackPort.free();
        Properties settings = new Properties();
        settings.putAll(Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", Integer.toString(NODE)),
            Map.entry("controller.quorum.voters", NODE + "@" + LoopbackPort.HOST + ":" + controllerPort),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("inter.broker.listener.name", "BROKER"),
            Map.entry("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("listeners", "BROKER://" + LoopbackPort.HOST + ":" + port
                + ",CONTROLLER://" + LoopbackPort.HOST + ":" + controllerPort),
            Map.entry("advertised.listeners", "BROKER://" + LoopbackPort.HOST + ":" + port),
            Map.entry("log.dirs", logs.toString()),
            Map.entry("log.retention.hours", Integer.toString(RETENTION_HOURS)),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("message.max.bytes", Integer.toString(MESSAGE_MAX_BYTES)),
            Map.entry("default.replication.factor", "1"),
            Map.entry("min.insync.replicas", "1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            // Its default takes 128 MB of the heap for compacting logs; here only the small ones of offsets are compacted.
            Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024)),
            // A broker that was killed is let in again when the session of the one before has run out.
            Map.entry("broker.session.timeout.ms", "2000"),
            Map.entry("broker.heartbeat.interval.ms", "400"),
            Map.entry("group.initial.rebalance.delay.ms", "0")));
        return settings;
    }

    @Override
    public void close() throws IOException {
        server.shutdown();
        server.awaitShutdown();
    }
}
