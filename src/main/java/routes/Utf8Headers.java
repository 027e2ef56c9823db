package routes;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.camel.component.kafka.serde.DefaultKafkaHeaderSerializer;

/**
 * Headers in UTF-8, as they are read, whatever the system's own character set is.
 *
 * <p>Named in {@code application.properties}: camel.component.kafka.header-serializer.
 */
public final class Utf8Headers extends DefaultKafkaHeaderSerializer {

    @Override
    public byte[] serialize(String name, Object value) {
        return value instanceof String text ? text.getBytes(UTF_8) : super.serialize(name, value);
    }
}
