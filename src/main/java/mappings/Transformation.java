package mappings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A compiled expression or mapping. All that the engine knows of the mapping language, so that another one can take
 * the place of JSLT. Safe for any thread.
 */
interface Transformation {

    /**
     * The result for a message; a JSON null where it finds nothing.
     *
     * @param variables by name without the dollar: what the mapping reads as {@code $name}
     * @throws MappingFailure where it cannot be applied to this message
     */
    JsonNode apply(JsonNode message, Map<String, JsonNode> variables);

    /** Whether the result reads as true; JSON null, false, "", [] and {} do not. */
    default boolean holds(JsonNode message, Map<String, JsonNode> variables) {
        JsonNode result = apply(message, variables);
        return result.isBoolean() ? result.booleanValue()
            : result.isContainerNode() ? !result.isEmpty() : !result.isNull() && !result.asText().isEmpty();
    }
}
