package routes;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import topics.MessageHeaders;

/**
 * A record read from Kafka.
 *
 * @param timestamp when it was written, epoch milliseconds
 * @param key       null where it has none
 * @param body      its value; empty where it has none
 */
record KafkaRecord(String topic, int partition, long offset, long timestamp, String key, byte[] body, Headers headers) {

    private static final byte[] NOTHING = new byte[0];

    static KafkaRecord of(ConsumerRecord<Object, Object> record) {
        return new KafkaRecord(record.topic(), record.partition(), record.offset(), record.timestamp(), (String) record.key(),
            record.value() instanceof byte[] value ? value : NOTHING, record.headers());
    }

    boolean isOfPartition(KafkaRecord other) {
        return partition == other.partition && topic.equals(other.topic);
    }

    /** The text of a header, or null. */
    String header(String name) {
        return MessageHeaders.text(headers, name);
    }
}
