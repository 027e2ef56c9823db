package topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What a record on order_events says of its message, in UTF-8. */
public final class MessageHeaders {

    public static final String CHANNEL = "ordersync-channel";
    /** Epoch milliseconds, decimal. */
    public static final String RECEIVED_AT = "ordersync-received-at";
    public static final String SOURCE = "ordersync-source";
    public static final String REPLAY = "ordersync-replay";
    /** Before the sender's own header names. */
    public static final String SENDER = "sender-";

    private MessageHeaders() {
    }

    /** The text of a header; null where the record has none, or one without a value. */
    public static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : text(header);
    }

    /** Null where it has no value, as a foreign producer may write it. */
    public static String text(Header header) {
        return header.value() == null ? null : new String(header.value(), UTF_8);
    }
}
