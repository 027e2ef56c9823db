package routes;

import static java.nio.charset.StandardCharsets.UTF_8;

import channels.RawMessage;
import deadletter.FailedMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import topics.MessageHeaders;

/**
 * A record on order_deadletter: key, value and headers of the record on order_events, untouched, and these headers, which
 * say why it failed and where it was read.
 */
final class DeadLetterMessages {

    /** A name of {@code mappings.Outcome.Reason}, or {@link FailedMessage#IGNORED}. */
    static final String REASON = "ordersync-dead-reason";
    static final String DETAIL = "ordersync-dead-detail";
    static final String REMEDY = "ordersync-dead-remedy";
    static final String MAPPING = "ordersync-dead-mapping";
    static final String TOPIC = "ordersync-dead-topic";
    static final String PARTITION = "ordersync-dead-partition";
    static final String OFFSET = "ordersync-dead-offset";
    /** Epoch milliseconds, decimal. */
    static final String FAILED_AT = "ordersync-dead-failed-at";

    /** Names are indexed, and PostgreSQL refuses an index entry of more than 2,700 bytes. */
    private static final int MAX_NAME = 250;
    private static final int MAX_TEXT = 4_000;
    private static final int MAX_KEY = 4_000;
    private static final long LATEST_EPOCH_MS = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

    private DeadLetterMessages() {
    }

    /** @param record it was read from: its topic, partition and offset are kept */
    static Message write(Exchange batch, KafkaRecord record, RawMessage raw, String reason, String detail, String remedy,
                         String mapping, Instant failedAt) {
        Message letter = new DefaultMessage(batch.getContext());
        KafkaMessages.write(raw, letter);
        letter.setHeader(REASON, reason);
        letter.setHeader(DETAIL, shortened(detail, MAX_TEXT));
        letter.setHeader(REMEDY, shortened(remedy, MAX_TEXT));
        letter.setHeader(MAPPING, mapping);
        letter.setHeader(TOPIC, record.topic());
        letter.setHeader(PARTITION, Integer.toString(record.partition()));
        letter.setHeader(OFFSET, Long.toString(record.offset()));
        letter.setHeader(FAILED_AT, Long.toString(failedAt.toEpochMilli()));
        return letter;
    }

    /** As it would be read from the topic. */
    static FailedMessage read(Message letter) {
        Headers headers = new RecordHeaders();
        letter.getHeaders().forEach((name, value) -> headers.add(name, value == null ? null : value.toString().getBytes(UTF_8)));
        return read(new KafkaRecord("", 0, 0, 0, letter.getHeader(KafkaConstants.KEY, String.class), letter.getBody(byte[].class), headers));
    }

    /** Never fails: whatever a header lacks or says wrongly, the message itself is kept, under the record's own address. */
    static FailedMessage read(KafkaRecord record) {
        long writtenAt = Math.max(0, Math.min(record.timestamp(), LATEST_EPOCH_MS));
        String topic = text(record, TOPIC, MAX_NAME, null);
        return new FailedMessage(text(record, MessageHeaders.CHANNEL, MAX_NAME, "unknown"), text(record, REASON, MAX_NAME, "unknown"),
            text(record, DETAIL, MAX_TEXT, "The record does not say what is wrong with it."),
            text(record, REMEDY, MAX_TEXT, "Look at its body, and at who writes to this topic."),
            text(record, MAPPING, MAX_NAME, "unknown"), shortened(record.key(), MAX_KEY), record.body(), sender(record),
            RawMessage.Source.of(text(record, MessageHeaders.SOURCE, MAX_NAME, "")).word,
            time(record.header(MessageHeaders.RECEIVED_AT), writtenAt), time(record.header(FAILED_AT), writtenAt),
            topic != null ? topic : record.topic(),
            topic != null ? (int) number(record.header(PARTITION), 0, Integer.MAX_VALUE) : record.partition(),
            topic != null ? number(record.header(OFFSET), 0, Long.MAX_VALUE) : record.offset(), replay(record));
    }

    private static Map<String, String> sender(KafkaRecord record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(MessageHeaders.SENDER)) {
                headers.put(storable(header.key().substring(MessageHeaders.SENDER.length())), storable(Objects.requireNonNullElse(MessageHeaders.text(header), "")));
            }
        }
        return headers;
    }

    /** The replay a record is, or null. */
    static UUID replay(KafkaRecord record) {
        try {
            String id = record.header(MessageHeaders.REPLAY);
            return id == null ? null : UUID.fromString(id);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    private static Instant time(String header, long otherwise) {
        long epochMs = number(header, -1, LATEST_EPOCH_MS);
        return Instant.ofEpochMilli(epochMs >= 0 ? epochMs : otherwise);
    }

    /** The number a header tells, or {@code otherwise} where it tells none from 0 to {@code max}. */
    private static long number(String header, long otherwise, long max) {
        try {
            long number = Long.parseLong(header);
            return number >= 0 && number <= max ? number : otherwise;
        } catch (NumberFormatException notANumber) {
            return otherwise;
        }
    }

    private static String text(KafkaRecord record, String header, int max, String otherwise) {
        String text = shortened(record.header(header), max);
        return text.isEmpty() ? otherwise : text;
    }

    private static String shortened(String told, int max) {
        String text = told == null ? "" : storable(told);
        return text.length() <= max ? text : text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }

    /** PostgreSQL's text holds any character but NUL; its symbol stands in for it. */
    private static String storable(String text) {
        return text.replace('\0', '\u2400');
    }
}
