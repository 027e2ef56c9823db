package routes;

import static java.nio.charset.StandardCharsets.UTF_8;

import channels.RawMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

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
    static RawMessage read(Message message) {
        Map<String, String> sender = Map.of();
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            if (header.getKey().startsWith(SENDER)) {
                sender = sender.isEmpty() ? new HashMap<>() : sender;
                sender.put(header.getKey().substring(SENDER.length()), text(header.getValue()));
            }
        }
        byte[] body = message.getBody() instanceof byte[] bytes ? bytes : new byte[0];
        return new RawMessage(text(message.getHeader(CHANNEL)), String.valueOf(text(message.getHeader(KafkaConstants.KEY))), body, sender,
            receivedAt(message), RawMessage.Source.of(text(message.getHeader(SOURCE))), text(message.getHeader(REPLAY)));
    }

    /** When the edge had it; of a record that does not say so, when it was written. */
    private static Instant receivedAt(Message message) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(String.valueOf(text(message.getHeader(RECEIVED_AT)))));
        } catch (NumberFormatException notOurs) {
            return Instant.ofEpochMilli((Long) message.getHeader(KafkaConstants.TIMESTAMP));
        }
    }

    static String text(Object header) {
        return header == null ? null : header instanceof byte[] bytes ? new String(bytes, UTF_8) : header.toString();
    }
}
