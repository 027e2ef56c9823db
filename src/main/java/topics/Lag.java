package topics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far each consumer group is behind: {@code ordersync_lag{group}}, in messages, over all partitions it has committed. */
@ApplicationScoped
public class Lag {

    private static final List<String> GROUPS = List.of("normalize", "store", "dead-letters", "payments");

    private final Admin admin;
    private final MultiGauge gauge;
    private volatile List<Behind> last = List.of();

    /** @param records how many of the topic wait for the group */
    public record Behind(String group, String topic, long records) { }

    Lag(Admin admin, MeterRegistry meters) {
        this.admin = admin;
        this.gauge = MultiGauge.builder("ordersync.lag").description("Messages that wait for the consumer group").register(meters);
    }

    /** @throws ExecutionException when the broker does not answer; the gauges keep what they had */
    public void measure() throws ExecutionException, InterruptedException {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        List<Behind> measured = new ArrayList<>();
        for (String group : GROUPS) {
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
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(committed.keySet().stream()
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()))).all().get();
        return committed.entrySet().stream().collect(Collectors.groupingBy(entry -> entry.getKey().topic(), TreeMap::new,
            Collectors.summingLong(entry -> ends.get(entry.getKey()).offset() - entry.getValue().offset())));
    }
}
