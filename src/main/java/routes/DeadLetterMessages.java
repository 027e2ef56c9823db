package routes;

import channels.RawMessage;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/** A dead letter's record on order_deadletter: the raw message as it was, and in headers why it is there. */
final class DeadLetterMessages {

    /** In place of a reason: a replay whose message the channel's file passes over. */
    static final String IGNORED = "IGNORED";

    static final String REASON = "ordersync-dead-reason";
    static final String DETAIL = "ordersync-dead-detail";
    static final String REMEDY = "ordersync-dead-remedy";
    static final String MAPPING = "ordersync-dead-mapping";
    static final String TOPIC = "ordersync-dead-topic";
    static final String PARTITION = "ordersync-dead-partition";
    static final String OFFSET = "ordersync-dead-offset";
    /** Epoch milliseconds, decimal. */
    static final String FAILED_AT = "ordersync-dead-failed-at";

    private DeadLetterMessages() {
    }

    /** @param record the Kafka record it was read from: its topic, partition and offset are kept */
    static Message write(Exchange batch, Message record, RawMessage raw, String reason, String detail, String remedy,
                         String mapping, Instant failedAt) {
        Message letter = new DefaultMessage(batch.getContext());
        KafkaMessages.write(raw, letter);
        letter.setHeader(REASON, reason);
        letter.setHeader(DETAIL, detail);
        letter.setHeader(REMEDY, remedy);
        letter.setHeader(MAPPING, mapping);
        letter.setHeader(TOPIC, record.getHeader(KafkaConstants.TOPIC));
        letter.setHeader(PARTITION, record.getHeader(KafkaConstants.PARTITION).toString());
        letter.setHeader(OFFSET, record.getHeader(KafkaConstants.OFFSET).toString());
        letter.setHeader(FAILED_AT, Long.toString(failedAt.toEpochMilli()));
        return letter;
    }
}
