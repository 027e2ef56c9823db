package routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import embedded.TestServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topics.ReadyTopics;

/** What is committed of the batches of one consumer, in a Camel context of its own with the settings of the application. */
class KafkaBatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BATCH = 5;
    private static final int RECORDS = BATCH + 2;
    private static final String KAFKA = TestServers.addresses().get("kafka.bootstrap.servers");

    private final String topic = "batches-" + UUID.randomUUID();
    private final TopicPartition partition = new TopicPartition(topic, 0);
    /** The first record of each batch that was tried, and of each whose work was done. */
    private final Queue<String> tried = new ConcurrentLinkedQueue<>();
    private final Queue<String> done = new ConcurrentLinkedQueue<>();
    private final Queue<String> worked = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch released = new CountDownLatch(0);
    private volatile String refused;
    /** The first record of the batch that waits to be released; null: each does. */
    private volatile String held;
    /** So long a batch that is not full waits for more. */
    private int pollTimeoutMs = 50;
    private Admin admin;

    @BeforeEach
    void fill() throws Exception {
        admin = Admin.create(Map.of("bootstrap.servers", KAFKA));
        ReadyTopics.make(admin, 1, topic);
        // Fetched as they were sent, two and then five: a batch of five, and two that the consumer has in memory behind it.
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", KAFKA, "linger.ms", 60_000),
                new StringSerializer(), new StringSerializer())) {
            send(producer, 0, 2);
            send(producer, 2, RECORDS);
        }
    }

    private void send(KafkaProducer<String, String> producer, int from, int to) {
        IntStream.range(from, to).forEach(i -> producer.send(new ProducerRecord<>(topic, Integer.toString(i))));
        producer.flush();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void aBatchIsCommittedOnceItsWorkIsDone() throws Exception {
        // When
        CamelContext camel = start();

        // Then
        await().untilAsserted(() -> assertThat(committed()).contains((long) RECORDS));
        camel.close();
    }

    @Test
    void nothingBehindABatchThatWasGivenUpAtAStopIsCommitted() throws Exception {
        // Given a batch whose work does not succeed, until what is behind it would be a batch too; it is full, however slowly it was fetched
        pollTimeoutMs = 2_000;
        refused = "0";
        CamelContext camel = start();
        await().until(() -> tried.size() > 4);

        // When
        camel.close();

        // Then nothing is committed, though Camel mostly goes on with what it had in memory: that depends on the moment
        assertThat(done).isSubsetOf(Integer.toString(BATCH));
        assertThat(committed()).isEmpty();

        // And the next process does all of it
        done.clear();
        refused = null;
        CamelContext next = start();
        await().untilAsserted(() -> assertThat(committed()).contains((long) RECORDS));
        next.close();
        assertThat(done).containsExactly("0", Integer.toString(BATCH));
    }

    @Test
    void eachPartitionOfABatchIsCommitted() throws Exception {
        // Given
        String several = topic + "-several";
        int partitions = 3;
        ReadyTopics.make(admin, partitions, several);
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", KAFKA), new StringSerializer(), new StringSerializer())) {
            IntStream.range(0, partitions * RECORDS).forEach(i -> producer.send(new ProducerRecord<>(several, i % partitions, null, Integer.toString(i))));
        }

        // When
        CamelContext camel = start(several);

        // Then
        await().untilAsserted(() -> assertThat(offsets(several).values()).hasSize(partitions).containsOnly((long) RECORDS));
        camel.close();
        assertThat(worked).hasSize(partitions * RECORDS).doesNotHaveDuplicates();
    }

    @Test
    void whatWasReadAndNotHandedOverIsWorkedOnOnceWhenAnotherProcessComes() throws Exception {
        // Given a process at work on its first batch, which has read two records more
        released = new CountDownLatch(1);
        CamelContext one = start();
        await().until(() -> !tried.isEmpty());

        // When another comes, so that the partition is given out anew
        CamelContext other = start();
        await().until(() -> state(topic) == GroupState.PREPARING_REBALANCE);
        released.countDown();

        // Then
        await().untilAsserted(() -> assertThat(committed()).contains((long) RECORDS));
        one.close();
        other.close();
        assertThat(worked).filteredOn(record -> Integer.parseInt(record) >= BATCH).containsExactly("5", "6");
    }

    @Test
    void whoWaitsKeepsNobodyElseFromTheirPartitionsWhenAnotherComes() throws Exception {
        // Given two processes with a partition each, one of which waits with its batch
        String shared = topic + "-shared";
        int ofOne = 0;
        int ofOther = 1;
        ReadyTopics.make(admin, 2, shared);
        CamelContext one = start(shared);
        CamelContext other = start(shared);
        await().until(() -> members(shared).filter(member -> member.assignment().topicPartitions().size() == 1).count() == 2);
        released = new CountDownLatch(1);
        held = "held";
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", KAFKA), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(shared, ofOne, null, "held"));
            await().until(() -> tried.contains("held"));

            // When a third comes
            CamelContext third = start(shared);
            await().until(() -> members(shared).count() == 3 && state(shared) == GroupState.PREPARING_REBALANCE);
            producer.send(new ProducerRecord<>(shared, ofOther, null, "free"));

            // Then the other works on
            await().until(() -> worked.contains("free"));
            assertThat(worked).doesNotContain("held");
            assertThat(state(shared)).isEqualTo(GroupState.PREPARING_REBALANCE);
            released.countDown();
            await().untilAsserted(() -> assertThat(offsets(shared).values()).containsExactly(1L, 1L));
            third.close();
        }
        one.close();
        other.close();
    }

    @Test
    void aRecordThatKafkaCannotReadHoldsUpItsPartitionAndNoneIsSkipped() throws Exception {
        // Given
        Unreadable.text = "3";

        // When
        CamelContext camel = start(topic, "&valueDeserializer=" + Unreadable.class.getName() + "&pollOnError=RETRY");
        int polls = Unreadable.polls.get();
        await().until(() -> Unreadable.polls.get() > polls + 1);

        // Then what came before it is worked on, and nothing behind it
        await().untilAsserted(() -> assertThat(committed()).contains(3L));
        assertThat(worked).containsExactly("0", "1", "2");

        // And once it can be read, each of the others
        Unreadable.text = null;
        await().untilAsserted(() -> assertThat(committed()).contains((long) RECORDS));
        camel.close();
        assertThat(worked).containsExactly("0", "1", "2", "3", "4", "5", "6");
    }

    @Test
    void aBatchOfLargeRecordsIsHandedOverBeforeItIsFull() throws Exception {
        // Given
        String large = topic + "-large";
        ReadyTopics.make(admin, 1, large);
        int mebibyte = 1 << 20;
        int records = 40;
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", KAFKA, "max.request.size", 2 * mebibyte),
                new StringSerializer(), new ByteArraySerializer())) {
            IntStream.range(0, records).forEach(i -> producer.send(new ProducerRecord<>(large, new byte[mebibyte - 1024])));
        }

        // When
        CamelContext camel = start(large, "&valueDeserializer=" + ByteArrayDeserializer.class.getName() + "&maxPollRecords=" + records);
        await().untilAsserted(() -> assertThat(offsets(large).values()).containsExactly((long) records));
        camel.close();

        // Then
        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(records);
        assertThat(sizes).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(33));
    }

    private CamelContext start() throws Exception {
        return start(topic);
    }

    private CamelContext start(String topic) throws Exception {
        return start(topic, "&valueDeserializer=" + ByteArrayDeserializer.class.getName() + "&maxPollRecords=" + BATCH);
    }

    private CamelContext start(String topic, String options) throws Exception {
        CamelContext camel = new DefaultCamelContext();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(Waiting.untilItIsBack());
                from("kafka:" + topic + "?brokers=" + KAFKA + "&groupId=" + topic + "&autoOffsetReset=earliest&autoCommitEnable=false"
                    + "&kafkaClientFactory=#class:routes.KafkaBatches" + options
                    + "&heartbeatIntervalMs=100&maxPartitionFetchBytes=1&pollTimeoutMs=" + pollTimeoutMs + "&additionalProperties.batch.interval.ms=60000")
                    .process(KafkaBatchTest.this::work)
                    .process(KafkaBatch.commit());
            }
        });
        camel.start();
        return camel;
    }

    /** Fails for one text, as Kafka's own do for bytes that are not theirs. */
    public static final class Unreadable extends ByteArrayDeserializer {

        static final AtomicInteger polls = new AtomicInteger();
        static volatile String text;

        @Override
        public byte[] deserialize(String topic, byte[] data) {
            if (new String(data, UTF_8).equals(text)) {
                polls.incrementAndGet();
                throw new SerializationException("unreadable");
            }
            return data;
        }
    }

    private void work(Exchange batch) {
        String first = new String(KafkaBatch.records(batch).get(0).body(), UTF_8);
        sizes.add(KafkaBatch.records(batch).size());
        tried.add(first);
        try {
            assertThat(held != null && !held.equals(first) || released.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        KafkaBatch.records(batch).forEach(record -> worked.add(new String(record.body(), UTF_8)));
        if (first.equals(refused)) {
            throw new IllegalStateException("The system behind is down");
        }
        done.add(first);
    }

    private GroupState state(String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group)).all().get().get(group).groupState();
    }

    private Stream<MemberDescription> members(String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream();
    }

    private Map<TopicPartition, Long> offsets(String group) throws Exception {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().forEach((of, committed) -> offsets.put(of, committed.offset()));
        return offsets;
    }

    private Optional<Long> committed() throws Exception {
        return Optional.ofNullable(admin.listConsumerGroupOffsets(topic).partitionsToOffsetAndMetadata().get().get(partition))
            .map(OffsetAndMetadata::offset);
    }
}
