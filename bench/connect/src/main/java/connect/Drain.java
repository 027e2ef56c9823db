package connect;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.cli.ConnectStandalone;

/** Kafka Connect, standalone, with Debezium's JDBC sink from order_events to connect_event; the servers stand in its environment. */
public final class Drain {

    private Drain() {
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory("connect");
        Path worker = written(directory.resolve("worker.properties"), Map.ofEntries(
            Map.entry("bootstrap.servers", System.getenv("BROKERS")),
            Map.entry("key.converter", "org.apache.kafka.connect.storage.StringConverter"),
            Map.entry("value.converter", LazadaConverter.class.getName()),
            Map.entry("offset.storage.file.filename", directory.resolve("offsets").toString()),
            // The default, a minute, would have the end of the backlog seen a minute late.
            Map.entry("offset.flush.interval.ms", "1000"),
            Map.entry("plugin.discovery", "only_scan"),
            Map.entry("listeners", "http://127.0.0.1:0"),
            Map.entry("consumer.auto.offset.reset", "earliest"),
            Map.entry("consumer.max.poll.records", "5000"),
            Map.entry("consumer.max.partition.fetch.bytes", Integer.toString(4 << 20))));
        Path connector = written(directory.resolve("sink.properties"), Map.ofEntries(
            Map.entry("name", "landing"),
            Map.entry("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector"),
            Map.entry("tasks.max", "2"),
            Map.entry("topics", "order_events"),
            Map.entry("connection.url", System.getenv("JDBC") + "&reWriteBatchedInserts=true"),
            Map.entry("connection.username", "postgres"),
            Map.entry("connection.password", "none"),
            Map.entry("insert.mode", "upsert"),
            Map.entry("primary.key.mode", "record_value"),
            Map.entry("primary.key.fields", "event_id"),
            Map.entry("collection.name.format", "connect_event"),
            Map.entry("use.reduction.buffer", "true"),
            Map.entry("batch.size", "5000")));
        ConnectStandalone.main(new String[] {worker.toString(), connector.toString()});
    }

    private static Path written(Path file, Map<String, String> settings) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        return file;
    }
}
