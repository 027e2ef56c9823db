package endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A dealer of a test's own, what it orders and pays, and what became of that. */
final class DealerTraffic implements AutoCloseable {

    final String dealer = "D-" + UUID.randomUUID().toString().substring(0, 8);
    private final DataSource database;
    private final KafkaProducer<String, byte[]> producer;

    DealerTraffic(DataSource database, String kafka) {
        this.database = database;
        this.producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", kafka), new StringSerializer(), new ByteArraySerializer());
    }

    /** In VND, payable within 30 days. */
    void limit(int limit) throws SQLException {
        update("insert into dealer (customer_id, name, currency, credit_limit, terms_days, grace_days, pool) values (?, ?, 'VND', ?, 30, 0, array[?])",
            dealer, dealer, limit, dealer);
    }

    /** An event of an order, to order_events; all of a dealer's in one partition, so that they are decided on as they come. */
    void order(String order, String status, int amount, String time) {
        send("order_events", "till:default:" + dealer, message(order, status, amount, time), Map.of("ordersync-channel", "standard",
            "ordersync-source", "webhook", "ordersync-received-at", "1775001600123"));
    }

    void orderWithoutDealer(String order, String status, String time) {
        send("order_events", "till:default:" + dealer, message(order, status, 1, time).replace("\"dealerId\"", "\"nobody\""),
            Map.of("ordersync-channel", "standard", "ordersync-source", "webhook", "ordersync-received-at", "1775001600123"));
    }

    void payment(String json) {
        send("payment.settled", dealer, json, Map.of());
    }

    String payment(String paymentId, Object amount) {
        return "{\"payment_id\":\"" + id(paymentId) + "\",\"customer_id\":\"" + dealer + "\",\"amount\":" + amount
            + ",\"currency\":\"VND\",\"settled_at\":\"2026-03-05T00:00:00Z\"}";
    }

    /** The same with what went back of it so far. */
    String refunded(String paymentId, Object amount, Object refunded) {
        return payment(paymentId, amount).replace(",\"currency\"", ",\"refunded\":" + refunded + ",\"currency\"");
    }

    String id(String name) {
        return dealer + "-" + name;
    }

    String message(String order, String status, int amount, String time) {
        return "{\"platform\":\"till\",\"orderId\":\"" + id(order) + "\",\"status\":\"" + status + "\",\"dealerId\":\"" + dealer
            + "\",\"amount\":{\"total\":" + amount + ",\"currency\":\"VND\"},\"updatedAt\":\"" + time + "\"}";
    }

    private void send(String topic, String key, String body, Map<String, String> headers) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, body.getBytes(UTF_8));
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        producer.send(record);
        producer.flush();
    }

    void update(String sql, Object... values) throws SQLException {
        try (Connection connection = database.getConnection(); PreparedStatement statement = bound(connection, sql, values)) {
            statement.executeUpdate();
        }
    }

    /** The first column, as text. */
    List<String> query(String sql, Object... values) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = database.getConnection(); PreparedStatement statement = bound(connection, sql, values);
             ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private static PreparedStatement bound(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() {
        producer.close();
    }
}
