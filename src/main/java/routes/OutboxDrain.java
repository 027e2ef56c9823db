package routes;

import database.Outbox;
import database.Outbox.Outgoing;
import java.sql.SQLException;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/** From an outbox in PostgreSQL to its topic. */
final class OutboxDrain {

    private OutboxDrain() {
    }

    /**
     * Sends all that waits on, batch by batch.
     *
     * @param endpoint takes a list of messages and fails where Kafka did not take them all
     */
    static void drain(Outbox outbox, CamelContext camel, String endpoint) throws SQLException {
        int sent = Outbox.MAX_BATCH;
        while (sent == Outbox.MAX_BATCH) {
            sent = outbox.drain(oldest -> send(camel, endpoint, oldest));
        }
    }

    private static void send(CamelContext camel, String endpoint, List<Outgoing> oldest) {
        camel.createFluentProducerTemplate().to(endpoint).withBody(oldest.stream().map(outgoing -> record(camel, outgoing)).toList()).request();
    }

    private static Message record(CamelContext camel, Outgoing outgoing) {
        Message message = new DefaultMessage(camel);
        message.setBody(outgoing.message());
        message.setHeader(KafkaConstants.KEY, outgoing.key());
        return message;
    }
}
