package routes;

import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultMessage;

/** A canonical message on its way to its topic, and what it was made of: should the topic not take it, that is the dead letter. */
final class CanonicalMessage extends DefaultMessage {

    /** The record that it was read from. */
    final KafkaRecord record;
    /** The mapping that wrote it. */
    final String mapping;

    CanonicalMessage(CamelContext camel, KafkaRecord record, String mapping) {
        super(camel);
        this.record = record;
        this.mapping = mapping;
    }
}
