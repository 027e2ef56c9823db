package json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.JsonNodeDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/** JSON as trees whose numbers keep every digit. A number that no BigDecimal holds, such as {@code 1e2147483648}, is a {@link StreamConstraintsException}. */
public final class ExactJson {

    private static final SimpleModule TREES = new SimpleModule().addDeserializer(JsonNode.class, new Tree());

    private ExactJson() {
    }

    public static JsonMapper.Builder mapper() {
        return exact(JsonMapper.builder());
    }

    public static JsonMapper.Builder mapper(JsonFactory factory) {
        return exact(JsonMapper.builder(factory));
    }

    private static JsonMapper.Builder exact(JsonMapper.Builder mapper) {
        return mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).addModule(TREES);
    }

    /** Jackson 2.19 lets a NumberFormatException out of such a number, past all who catch what is wrong with JSON. */
    private static final class Tree extends JsonDeserializer<JsonNode> {

        private final JsonDeserializer<? extends JsonNode> trees = JsonNodeDeserializer.getDeserializer(JsonNode.class);

        @Override
        public JsonNode deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return trees.deserialize(parser, context);
            } catch (NumberFormatException beyond) {
                throw new StreamConstraintsException("a number has an exponent beyond 32 bits", parser.currentTokenLocation());
            }
        }

        @Override
        public JsonNode getNullValue(DeserializationContext context) {
            return context.getNodeFactory().nullNode();
        }
    }
}
