package routes;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record read from Kafka.
 *
 * @param timestamp when it was written, epoch milliseconds
 * @param key       null where it has none
 * @param body      its value; empty where it has none
 */
record KafkaRecord(String topic, int partition, long offset, long timestamp, String key, byte[] body, Headers headers) {

    private static final byte[] NOTHING = new byte[0];

    /** Of what Camel makes of it. Camel is told not to copy its headers one by one ({@link KafkaMessages.NotCopied}). */
    static KafkaRecord of(Message message) {
        return new KafkaRecord((String) message.getHeader(KafkaConstants.TOPIC), (Integer) message.getHeader(KafkaConstants.PARTITION),
            (Long) message.getHeader(KafkaConstants.OFFSET), (Long) message.getHeader(KafkaConstants.TIMESTAMP),
            (String) message.getHeader(KafkaConstants.KEY), message.getBody() instanceof byte[] value ? value : NOTHING,
            (Headers) message.getHeader(KafkaConstants.HEADERS));
    }

    /** The text of a header, or null. */
    String header(String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : text(header);
    }

    static String text(Header header) {
        return header.value() == null ? null : new String(header.value(), UTF_8);
    }
}
