package topics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Reads a topic from its beginning and follows it: all partitions, for this process alone. It is in no group and commits
 * nothing, so a start reads all again, and a process that dies leaves nothing behind that others would wait for.
 */
public final class TopicFollower implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TopicFollower.class);
    private static final int MAX_POLL_RECORDS = 5_000;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PAUSE_MS = 250;

    /** Takes records of one partition, in order. What it throws is logged, and the topic is read again from its beginning. */
    public interface Reader {
        void read(int partition, List<ConsumerRecord<String, byte[]>> records);
    }

    private final String topic;
    private final Reader reader;
    private final Map<String, Object> settings;
    private final Thread thread;
    private volatile boolean stopped;

    /** Starts to read, once there is such a topic. */
    public TopicFollower(String topic, Config config, Reader reader) {
        this.topic = topic;
        this.reader = reader;
        this.settings = Broker.settings(config, ConsumerConfig.configNames());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Kafka's own default goes on behind what it has not read. Without one the poll throws, and all is read again.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        this.thread = new Thread(this::followUntilStopped, "follow " + topic);
        thread.setDaemon(true);
        thread.start();
    }

    private void followUntilStopped() {
        while (!stopped) {
            try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings,
                    new StringDeserializer(), new ByteArrayDeserializer())) {
                follow(consumer);
            } catch (RuntimeException e) {
                LOG.warnf("Reading %s begins anew: %s", topic, e.toString());
            }
            pause();
        }
    }

    /** Returns when there is no such topic yet, or when it is to stop. */
    private void follow(KafkaConsumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (!stopped && !partitions.isEmpty()) {
            var records = consumer.poll(POLL);
            for (TopicPartition partition : records.partitions()) {
                reader.read(partition.partition(), records.records(partition));
            }
        }
    }

    private void pause() {
        try {
            if (!stopped) {
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    /** Returns once the last records it handed out are taken, or after a second. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(2 * POLL.toMillis());
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
