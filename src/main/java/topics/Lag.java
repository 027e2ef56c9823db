package topics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How far each consumer group is behind: {@code ordersync_lag{group}}, in messages; of a partition of which it has committed nothing yet, all. */
@ApplicationScoped
public class Lag {

    /** What each group reads. */
    private final Map<String, String> topics;
    private final Admin admin;
    private final MultiGauge gauge;
    private volatile List<Behind> last = List.of();

    /** @param records how many of the topic wait for the group */
    public record Behind(String group, String topic, long records) { }

    Lag(Admin admin, TopicsConfig config, MeterRegistry meters) {
        this.topics = Map.of("normalize", config.events(), "store", config.normalized(), "dead-letters", config.deadletter(), "payments", config.payments());
        this.admin = admin;
        this.gauge = MultiGauge.builder("ordersync.lag").description("Messages that wait for the consumer group").register(meters);
    }

    /** @throws ExecutionException when the broker does not answer; the gauges keep what they had */
    public void measure() throws ExecutionException, InterruptedException {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        List<Behind> measured = new ArrayList<>();
        for (String group : topics.keySet()) {
            Map<String, Long> byTopic = of(group);
            rows.add(MultiGauge.Row.of(Tags.of("group", group), byTopic.values().stream().mapToLong(Long::longValue).sum()));
            byTopic.forEach((topic, records) -> measured.add(new Behind(group, topic, records)));
        }
        gauge.register(rows, true);
        last = List.copyOf(measured);
    }

    /** What was measured last, of the whole cluster; empty before the first time. */
    public List<Behind> last() {
        return last;
    }

    private Map<String, Long> of(String group) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> begins = offsets(partitions(topics.get(group)), OffsetSpec.earliest());
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().forEach((partition, committed) -> begins.put(partition, committed.offset()));
        Map<TopicPartition, Long> ends = offsets(begins.keySet(), OffsetSpec.latest());
        return begins.entrySet().stream().collect(Collectors.groupingBy(begin -> begin.getKey().topic(), TreeMap::new,
            Collectors.summingLong(begin -> ends.get(begin.getKey()) - begin.getValue())));
    }

    private List<TopicPartition> partitions(String topic) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
            .map(partition -> new TopicPartition(topic, partition.partition())).toList();
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec which) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which))).all().get()
            .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }
}
