package routes;

import static java.nio.charset.StandardCharsets.UTF_8;

import channels.RawMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.KafkaHeaderFilterStrategy;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Between a {@link RawMessage} and its Kafka record on order_events: value, key and these headers. */
final class KafkaMessages {

    static final String CHANNEL = "ordersync-channel";
    /** Epoch milliseconds, decimal. */
    static final String RECEIVED_AT = "ordersync-received-at";
    static final String SOURCE = "ordersync-source";
    static final String REPLAY = "ordersync-replay";
    /** Before the sender's own header names. */
    static final String SENDER = "sender-";

    private KafkaMessages() {
    }

    /** Makes {@code message} what the Kafka producer sends for {@code raw}; whatever headers it had are dropped. */
    static void write(RawMessage raw, Message message) {
        message.removeHeaders("*");
        message.setBody(raw.body());
        message.setHeader(KafkaConstants.KEY, raw.key());
        message.setHeader(CHANNEL, raw.channel());
        message.setHeader(RECEIVED_AT, Long.toString(raw.receivedAt().toEpochMilli()));
        message.setHeader(SOURCE, raw.source().word);
        if (raw.replayId() != null) {
            message.setHeader(REPLAY, raw.replayId());
        }
        raw.headers().forEach((name, value) -> message.setHeader(SENDER + name, value));
    }

    /** The raw message of a record read from order_events. Never fails: whatever the record lacks, its bytes are kept. */
    static RawMessage read(Message record) {
        String channel = null;
        String source = null;
        String replay = null;
        String received = null;
        Map<String, String> sender = Map.of();
        for (Header header : headers(record)) {
            switch (header.key()) {
                case CHANNEL -> channel = text(header.value());
                case SOURCE -> source = text(header.value());
                case REPLAY -> replay = text(header.value());
                case RECEIVED_AT -> received = text(header.value());
                default -> sender = withSender(sender, header);
            }
        }
        byte[] body = record.getBody() instanceof byte[] bytes ? bytes : new byte[0];
        return new RawMessage(channel, String.valueOf(text(record.getHeader(KafkaConstants.KEY))), body, sender,
            receivedAt(received, record), RawMessage.Source.of(source), replay);
    }

    /** The text of a header of a record that was read from Kafka, or null. */
    static String header(Message record, String name) {
        Header header = headers(record).lastHeader(name);
        return header == null ? null : text(header.value());
    }

    /** The record's own headers. Camel is told not to copy them one by one ({@link NotCopied}). */
    static Headers headers(Message record) {
        return (Headers) record.getHeader(KafkaConstants.HEADERS);
    }

    private static Map<String, String> withSender(Map<String, String> sender, Header header) {
        if (!header.key().startsWith(SENDER)) {
            return sender;
        }
        Map<String, String> more = sender.isEmpty() ? new HashMap<>() : sender;
        more.put(header.key().substring(SENDER.length()), text(header.value()));
        return more;
    }

    /** When the edge had it; of a record that does not say so, when it was written. */
    private static Instant receivedAt(String received, Message record) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(String.valueOf(received)));
        } catch (NumberFormatException notOurs) {
            return Instant.ofEpochMilli((Long) record.getHeader(KafkaConstants.TIMESTAMP));
        }
    }

    /** Named in application.properties: camel.component.kafka.header-filter-strategy. */
    public static final class NotCopied extends KafkaHeaderFilterStrategy {

        @Override
        public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
            return true;
        }
    }

    static String text(Object header) {
        return header == null ? null : header instanceof byte[] bytes ? new String(bytes, UTF_8) : header.toString();
    }
}
