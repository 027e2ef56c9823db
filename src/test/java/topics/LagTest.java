package topics;

import static org.assertj.core.api.Assertions.assertThat;

import embedded.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import topics.Lag.Behind;

class LagTest {

    private static final Map<String, Object> KAFKA = Map.of("bootstrap.servers", TestServers.addresses().get("kafka.bootstrap.servers"));

    @Test
    void whatAGroupHasNeverCommittedAnythingOfWaitsForItAsWell() throws Exception {
        // Given a topic with records in both of its partitions, of one of which the group has committed something
        String topic = "lag-" + UUID.randomUUID();
        try (Admin admin = Admin.create(KAFKA); var producer = new KafkaProducer<>(KAFKA, new StringSerializer(), new StringSerializer())) {
            List<String> topics = List.of(topic, topic + "-normalized", topic + "-dead", topic + "-payments");
            ReadyTopics.make(admin, 2, topics.toArray(String[]::new));
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(topic, i % 2, null, "")).get();
            }
            TopicsConfig config = new SmallRyeConfigBuilder().withMapping(TopicsConfig.class).withDefaultValues(Map.of(
                "ordersync.topics.start-limit", "PT1S", "ordersync.topics.events", topics.get(0), "ordersync.topics.normalized", topics.get(1),
                "ordersync.topics.deadletter", topics.get(2), "ordersync.topics.payments", topics.get(3))).build().getConfigMapping(TopicsConfig.class);
            Lag lag = new Lag(admin, config, new SimpleMeterRegistry());

            // When
            lag.measure();

            // Then
            assertThat(lag.last()).contains(new Behind("normalize", topic, 10), new Behind("store", topics.get(1), 0));

            // And when it has committed something of one
            admin.alterConsumerGroupOffsets("normalize", Map.of(new TopicPartition(topic, 1), new OffsetAndMetadata(3))).all().get();
            lag.measure();
            assertThat(lag.last()).contains(new Behind("normalize", topic, 7));
        }
    }
}
