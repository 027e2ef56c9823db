package topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import embedded.TestServers;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {

    private static final Map<String, Object> KAFKA = Map.of("bootstrap.servers", TestServers.addresses().get("kafka.bootstrap.servers"));
    private static final Config CONFIG = new SmallRyeConfigBuilder()
        .withDefaultValue("kafka.bootstrap.servers", TestServers.addresses().get("kafka.bootstrap.servers")).build();

    private final ConcurrentLinkedQueue<String> handedOver = new ConcurrentLinkedQueue<>();
    private final CountDownLatch isRead = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Test
    void whereItsPlaceIsGoneItReadsAgainFromTheBeginningAndMissesNothing() throws Exception {
        // Given a reader that is still at the first record when that and more than it has asked for meanwhile are deleted
        String topic = "followed-" + UUID.randomUUID();
        try (Admin admin = Admin.create(KAFKA); var producer = new KafkaProducer<>(KAFKA, new StringSerializer(), new StringSerializer())) {
            ReadyTopics.make(admin, 1, topic);
            producer.send(new ProducerRecord<>(topic, 0, "first", "")).get();
            try (TopicFollower follower = new TopicFollower(topic, CONFIG, this::read)) {
                isRead.await();
                for (String key : List.of("deleted", "deleted too", "last")) {
                    producer.send(new ProducerRecord<>(topic, 0, key, "")).get();
                }
                admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(3))).all().get();

                // When
                goOn.countDown();

                // Then
                await().untilAsserted(() -> assertThat(handedOver).contains("last"));
            }
        }
    }

    private void read(int partition, List<ConsumerRecord<String, byte[]>> records) {
        records.forEach(record -> handedOver.add(record.key()));
        isRead.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
