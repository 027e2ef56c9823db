package mappings;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.JDKRegularExpressionFactory;
import com.networknt.schema.regex.RegularExpression;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code schemas/order_normalized.v1.json}, compiled. Safe for any thread. */
final class CanonicalSchema {

    private static final String RESOURCE = "/schemas/order_normalized.v1.json";
    private static final int FINDINGS_SHOWN_MAX = 3;

    private static final CanonicalSchema V1 = load();

    private final JsonSchema schema;
    private final Set<String> fields = new TreeSet<>();
    private final Set<String> names = new TreeSet<>();

    private CanonicalSchema(JsonSchema schema) {
        this.schema = schema;
        schema.getSchemaNode().path("properties").fieldNames().forEachRemaining(fields::add);
        collectNames(schema.getSchemaNode(), names);
    }

    static CanonicalSchema v1() {
        return V1;
    }

    private static CanonicalSchema load() {
        try (InputStream text = CanonicalSchema.class.getResourceAsStream(RESOURCE)) {
            SchemaValidatorsConfig config = SchemaValidatorsConfig.builder().locale(Locale.ROOT)
                .formatAssertionsEnabled(false).preloadJsonSchema(true)
                .regularExpressionFactory(CanonicalSchema::expression).build();
            JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text, config);
            schema.initializeValidators();
            return new CanonicalSchema(schema);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Each message has two times: as a regular expression they were a third of the check. */
    private static RegularExpression expression(String pattern) {
        return pattern.equals(SourceTime.SCHEMA_PATTERN) ? SourceTime::isWritten : JDKRegularExpressionFactory.getInstance().getRegularExpression(pattern);
    }

    /** The names of a message's own fields. */
    Set<String> fields() {
        return fields;
    }

    /** The names of all fields, those of buyer and items too. */
    Set<String> names() {
        return names;
    }

    private static void collectNames(JsonNode schema, Set<String> names) {
        schema.path("properties").properties().forEach(property -> {
            names.add(property.getKey());
            collectNames(property.getValue(), names);
            collectNames(property.getValue().path("items"), names);
        });
    }

    /** What of the message breaks the schema, without the values that break it; empty when nothing does. */
    String findings(JsonNode message) {
        if (schema.validate(message, OutputFormat.BOOLEAN)) {
            return "";
        }
        Set<ValidationMessage> findings = schema.validate(message);
        return findings.stream().limit(FINDINGS_SHOWN_MAX).map(ValidationMessage::getMessage)
            .collect(Collectors.joining("; "));
    }
}
