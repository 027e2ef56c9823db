package orders;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import topics.MessageHeaders;
import topics.RecordSearch;

/**
 * The messages that made an order, as they came in and as far as Kafka still has them, oldest first.
 *
 * @param complete whether all places where one should be were looked at; if not, there may be more of them
 */
@JsonNaming(SnakeCaseStrategy.class)
public record OrderMessages(List<Message> messages, boolean complete) {

    /**
     * A message on {@code order_events}.
     *
     * @param receivedAt when OrderSync first had it, UTC
     * @param source     webhook, poll, backfill or details
     * @param headers    the sender's
     * @param body       the bytes as they were sent, where they are UTF-8
     * @param bodyBase64 the same where they are not
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Message(String topic, int partition, long offset, Instant receivedAt, String source, String channel, Map<String, String> headers,
                          @JsonInclude(JsonInclude.Include.NON_NULL) String body, @JsonInclude(JsonInclude.Include.NON_NULL) String bodyBase64) { }

    static OrderMessages of(RecordSearch.Found found) {
        return new OrderMessages(found.records().stream().map(OrderMessages::message).toList(), found.complete());
    }

    private static Message message(ConsumerRecord<String, byte[]> record) {
        Map<String, String> sender = new TreeMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(MessageHeaders.SENDER)) {
                sender.put(header.key().substring(MessageHeaders.SENDER.length()), Objects.requireNonNullElse(MessageHeaders.text(header), ""));
            }
        }
        byte[] body = record.value() == null ? new byte[0] : record.value();
        String text = text(body);
        return new Message(record.topic(), record.partition(), record.offset(), receivedAt(record), MessageHeaders.text(record.headers(), MessageHeaders.SOURCE), MessageHeaders.text(record.headers(), MessageHeaders.CHANNEL), sender,
            text, text == null ? Base64.getEncoder().encodeToString(body) : null);
    }

    private static Instant receivedAt(ConsumerRecord<String, byte[]> record) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(String.valueOf(MessageHeaders.text(record.headers(), MessageHeaders.RECEIVED_AT))));
        } catch (NumberFormatException notOurs) {
            return Instant.ofEpochMilli(record.timestamp());
        }
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException notText) {
            return null;
        }
    }
}
