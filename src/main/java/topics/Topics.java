package topics;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Makes the topics that are missing, on an embedded Kafka as on an external one. */
@ApplicationScoped
public class Topics {

    private static final Logger LOG = Logger.getLogger(Topics.class);
    private static final int PAUSE_SECONDS = 2;
    /** A body of at most 1 MiB with its headers; a broker's own default is a few bytes more than 1 MiB. */
    private static final int MAX_MESSAGE_BYTES = 2 << 20;
    /** A dead letter is a record as it was, and says besides why it failed. */
    private static final int MAX_DEAD_LETTER_BYTES = MAX_MESSAGE_BYTES + (64 << 10);
    /**
     * Of a topic that holds the last of each key. Nothing younger than a minute is compacted, so that whoever keeps up reads
     * all of it; small segments, or a start would have to read a week of what was long replaced.
     */
    private static final Map<String, String> COMPACTED = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
        TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, "60000", TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, "600000",
        TopicConfig.SEGMENT_MS_CONFIG, "300000", TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(16 << 20));

    private final Admin admin;
    private final TopicsConfig config;
    private final String address;
    private final CountDownLatch made = new CountDownLatch(1);
    private volatile boolean stopped;

    Topics(Admin admin, TopicsConfig config, @ConfigProperty(name = "kafka.bootstrap.servers") String address) {
        this.admin = admin;
        this.config = config;
        this.address = address;
    }

    /**
     * Returns when the topics are there, or after {@code ordersync.topics.start-limit}: webhooks can be taken without Kafka,
     * so a broker that is down must not hold up the start for good. It is asked on until it answers.
     */
    public void make() {
        Thread maker = new Thread(this::makeUntilDone, "topics");
        maker.setDaemon(true);
        maker.start();
        try {
            if (!made.await(config.startLimit().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warnf("Kafka at %s does not answer; starting without it, messages wait until it does", address);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many partitions a topic has. */
    public int partitions(String topic) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
    }

    private void makeUntilDone() {
        while (!stopped) {
            Optional<String> failure = makeMissing();
            if (failure.isEmpty()) {
                made.countDown();
                return;
            }
            LOG.warnf("Waiting for Kafka at %s to make the topics: %s", address, failure.get());
            pause();
        }
    }

    /** Empty: all topics are there. Otherwise why not. */
    private Optional<String> makeMissing() {
        try {
            Set<String> present = admin.listTopics().names().get();
            for (String topic : names().filter(name -> !present.contains(name)).toList()) {
                make(topic);
            }
            List<String> found = names().filter(present::contains).toList();
            raiseLimits(found);
            warnOfSmaller(found);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause().toString());
        } catch (KafkaException e) {
            // Not even its name resolves.
            return Optional.of(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
            return Optional.of("interrupted");
        }
    }

    private void make(String topic) throws ExecutionException, InterruptedException {
        try {
            admin.createTopics(List.of(new NewTopic(topic, config.partitions(), config.replicas()).configs(settings(topic)))).all().get();
            LOG.infof("Made the topic %s with %d partitions", topic, config.partitions());
        } catch (ExecutionException e) {
            // Another replica that starts at the same time may have been first.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private Map<String, String> settings(String topic) {
        Map<String, String> settings = new HashMap<>(topic.equals(config.creditState()) ? COMPACTED : Map.of());
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxMessageBytes(topic)));
        return settings;
    }

    private int maxMessageBytes(String topic) {
        return topic.equals(config.deadletter()) ? MAX_DEAD_LETTER_BYTES : MAX_MESSAGE_BYTES;
    }

    /** A topic that someone else made may take less than a webhook has. */
    private void raiseLimits(List<String> topics) throws InterruptedException {
        for (ConfigResource topic : topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList()) {
            try {
                raiseLimit(topic);
            } catch (ExecutionException e) {
                LOG.warnf("Whether the topic %s takes %d bytes is not known (%s). See that its %s is at least that",
                    topic.name(), maxMessageBytes(topic.name()), e.getCause().getClass().getSimpleName(), TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            }
        }
    }

    private void raiseLimit(ConfigResource topic) throws ExecutionException, InterruptedException {
        int limit = Integer.parseInt(admin.describeConfigs(List.of(topic)).all().get().get(topic)
            .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        int needed = maxMessageBytes(topic.name());
        if (limit < needed) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(needed)), AlterConfigOp.OpType.SET)))).all().get();
            LOG.infof("The topic %s took %d bytes a message and now takes %d", topic.name(), limit, needed);
        }
    }

    /** What a broker makes of itself for whoever asks for a topic that is not there. */
    private void warnOfSmaller(List<String> topics) throws ExecutionException, InterruptedException {
        admin.describeTopics(topics).allTopicNames().get().forEach((name, topic) -> {
            int replicas = topic.partitions().get(0).replicas().size();
            if (topic.partitions().size() < config.partitions() || replicas < config.replicas()) {
                LOG.warnf("The topic %s has %d partitions and %d replicas, fewer than ordersync.topics.partitions (%d) or ordersync.topics.replicas (%d)"
                    + " says: docs/operate.md, Kafka", name, topic.partitions().size(), replicas, config.partitions(), config.replicas());
            }
        });
    }

    private Stream<String> names() {
        return Stream.of(config.events(), config.normalized(), config.deadletter(), config.payments(), config.creditState());
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    @PreDestroy
    void stop() {
        stopped = true;
    }
}
