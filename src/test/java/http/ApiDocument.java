package http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** An OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12. */
final class ApiDocument {

    private static final ObjectMapper JSON = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private final JsonNode root;

    ApiDocument(byte[] document) {
        this.root = json(document);
    }

    static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<ApiOperation> operations() {
        List<ApiOperation> operations = new ArrayList<>();
        root.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            if (METHODS.contains(method.getKey())) {
                operations.add(new ApiOperation(method.getKey(), path.getKey(), method.getValue()));
            }
        }));
        return operations;
    }

    /** Where a value is not of the schema. A property that the schema does not name is a fault: it would be described nowhere. */
    List<String> faults(JsonNode schema, JsonNode value) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", root.path("components").deepCopy());
        whole.putArray("allOf").add(schema.deepCopy());
        close(whole);
        return SCHEMAS.getSchema(whole).validate(value).stream().map(Object::toString).toList();
    }

    private static void close(JsonNode schema) {
        if (schema.path("properties").isObject() && !schema.has("additionalProperties") && !schema.has("allOf")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        schema.forEach(ApiDocument::close);
    }
}
