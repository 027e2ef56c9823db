package channels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import json.ExactJson;

/** A platform's JSON, in which {@code 15000.00} stays {@code 15000.00} on its way through. */
public final class PlatformJson {

    private static final JsonMapper MAPPER = ExactJson.mapper()
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();

    private PlatformJson() {
    }

    public static JsonNode read(byte[] json) throws IOException {
        return MAPPER.readTree(json);
    }

    /**
     * A list that an answer has whenever it is a good one, be it empty.
     *
     * @param call names the call in errors
     * @throws PlatformException.Down it is not there: for the end of a list that would be taken, and what it held passed over
     */
    public static JsonNode array(JsonNode answer, String field, String call) {
        JsonNode list = answer.path(field);
        if (!list.isArray()) {
            throw new PlatformException.Down(call + " was answered without the list " + field);
        }
        return list;
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree could not be written", e);
        }
    }

    public static String text(JsonNode json) {
        return json.toString();
    }
}
