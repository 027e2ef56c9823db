package routes;

import channels.RawMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Header;

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
    static RawMessage read(KafkaRecord record) {
        String channel = null;
        String source = null;
        String replay = null;
        String received = null;
        Map<String, String> sender = Map.of();
        for (Header header : record.headers()) {
            switch (header.key()) {
                case CHANNEL -> channel = KafkaRecord.text(header);
                case SOURCE -> source = KafkaRecord.text(header);
                case REPLAY -> replay = KafkaRecord.text(header);
                case RECEIVED_AT -> received = KafkaRecord.text(header);
                default -> sender = withSender(sender, header);
            }
        }
        return new RawMessage(channel, String.valueOf(record.key()), record.body(), sender, receivedAt(received, record),
            RawMessage.Source.of(source), replay);
    }

    private static Map<String, String> withSender(Map<String, String> sender, Header header) {
        if (!header.key().startsWith(SENDER)) {
            return sender;
        }
        Map<String, String> more = sender.isEmpty() ? new HashMap<>() : sender;
        more.put(header.key().substring(SENDER.length()), KafkaRecord.text(header));
        return more;
    }

    /** When the edge had it; of a record that does not say so, when it was written. */
    private static Instant receivedAt(String received, KafkaRecord record) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(String.valueOf(received)));
        } catch (NumberFormatException notOurs) {
            return Instant.ofEpochMilli(record.timestamp());
        }
    }
}
