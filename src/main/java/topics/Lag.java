package topics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    Lag(Admin admin, MeterRegistry meters) {
        this.admin = admin;
        this.gauge = MultiGauge.builder("ordersync.lag").description("Messages that wait for the consumer group").register(meters);
    }

    /** @throws ExecutionException when the broker does not answer; the gauges keep what they had */
    public void measure() throws ExecutionException, InterruptedException {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (String group : GROUPS) {
            rows.add(MultiGauge.Row.of(Tags.of("group", group), of(group)));
        }
        gauge.register(rows, true);
    }

    private long of(String group) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(committed.keySet().stream()
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()))).all().get();
        return committed.entrySet().stream().mapToLong(entry -> ends.get(entry.getKey()).offset() - entry.getValue().offset()).sum();
    }
}
