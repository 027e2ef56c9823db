package routes;

import channels.RawMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Header;
import topics.MessageHeaders;

/** Between a {@link RawMessage} and its Kafka record on order_events: value, key and these headers. */
final class KafkaMessages {

    private KafkaMessages() {
    }

    /** Makes {@code message} what the Kafka producer sends for {@code raw}; whatever headers it had are dropped. */
    static void write(RawMessage raw, Message message) {
        message.removeHeaders("*");
        message.setBody(raw.body());
        message.setHeader(KafkaConstants.KEY, raw.key());
        message.setHeader(MessageHeaders.CHANNEL, raw.channel());
        message.setHeader(MessageHeaders.RECEIVED_AT, Long.toString(raw.receivedAt().toEpochMilli()));
        message.setHeader(MessageHeaders.SOURCE, raw.source().word);
        if (raw.replayId() != null) {
            message.setHeader(MessageHeaders.REPLAY, raw.replayId());
        }
        raw.headers().forEach((name, value) -> message.setHeader(MessageHeaders.SENDER + name, value));
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
                case MessageHeaders.CHANNEL -> channel = MessageHeaders.text(header);
                case MessageHeaders.SOURCE -> source = MessageHeaders.text(header);
                case MessageHeaders.REPLAY -> replay = MessageHeaders.text(header);
                case MessageHeaders.RECEIVED_AT -> received = MessageHeaders.text(header);
                default -> sender = withSender(sender, header);
            }
        }
        return new RawMessage(channel, String.valueOf(record.key()), record.body(), sender, receivedAt(received, record),
            RawMessage.Source.of(source), replay);
    }

    private static Map<String, String> withSender(Map<String, String> sender, Header header) {
        if (!header.key().startsWith(MessageHeaders.SENDER)) {
            return sender;
        }
        Map<String, String> more = sender.isEmpty() ? new HashMap<>() : sender;
        more.put(header.key().substring(MessageHeaders.SENDER.length()), MessageHeaders.text(header));
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
