package topics;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Topics whose leaders answer: of one that does not yet, a batch can be overtaken by the next and is then refused until it times out. */
public final class ReadyTopics {

    private ReadyTopics() { }

    public static void make(Admin admin, int partitions, String... topics) throws Exception {
        admin.createTopics(List.of(topics).stream().map(name -> new NewTopic(name, partitions, (short) 1)).toList()).all().get();
        var ends = List.of(topics).stream().flatMap(name -> IntStream.range(0, partitions).mapToObj(partition -> new TopicPartition(name, partition)))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        await().ignoreExceptions().until(() -> admin.listOffsets(ends).all().get().size() == ends.size());
    }
}
