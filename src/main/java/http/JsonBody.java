package http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import json.ExactJson;

/**
 * A JSON object that a client sent. Strict: a field misspelt or given twice is refused, and what is wrong with one is a 400
 * that names it. A field that is null counts as absent. Numbers keep every digit.
 */
public final class JsonBody {

    private static final JsonMapper JSON = ExactJson.mapper()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();

    private final JsonNode fields;

    private JsonBody(JsonNode fields) {
        this.fields = fields;
    }

    /** @throws ProblemException 400: it is not a JSON object, or has a field that is not {@code allowed} */
    public static JsonBody of(byte[] body, String... allowed) {
        List<String> names = Arrays.asList(allowed);
        return only("field", parse(body, names), allowed);
    }

    private static JsonBody only(String what, JsonNode fields, String... allowed) {
        List<String> names = Arrays.asList(allowed);
        fields.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw ProblemException.unknown(what, name, names);
            }
        });
        return new JsonBody(fields);
    }

    private static JsonNode parse(byte[] body, List<String> names) {
        try {
            JsonNode fields = JSON.readTree(body == null ? new byte[0] : body);
            if (fields.isObject()) {
                return fields;
            }
        } catch (IOException notJson) {
            // Answered below; what the parser says may repeat the body.
        }
        throw ProblemException.badParameter("The body", "a JSON object of " + String.join(", ", names) + ", without a field given twice");
    }

    /** Text that is more than blanks. */
    public String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name, "text"));
    }

    public Optional<String> optionalText(String name) {
        return valid(name, Parameters.text(name, string(name)));
    }

    /** The same of a key of ours, which is made of several texts. */
    public Optional<String> optionalKey(String name) {
        return valid(name, Parameters.key(name, string(name)));
    }

    private static Optional<String> valid(String name, Optional<String> text) {
        text.ifPresent(value -> {
            if (value.isBlank() || !UTF_8.newEncoder().canEncode(value)) {
                throw ProblemException.badParameter(name, "text that is more than blanks, in valid Unicode");
            }
        });
        return text;
    }

    /** A time with its offset; in UTC afterwards. */
    public Optional<Instant> time(String name) {
        return Parameters.time(name, string(name));
    }

    /** A whole number, which must be there. */
    public int number(String name, int min, int max) {
        JsonNode value = fields.path(name);
        return Parameters.number(name, value.isIntegralNumber() ? value.asText() : "", min, max);
    }

    /** A JSON number or a decimal string, which must be there; exact. */
    public BigDecimal decimal(String name, int integerDigits, int decimals) {
        JsonNode value = fields.path(name);
        if (value.isNumber()) {
            return Parameters.decimal(name, value.decimalValue(), integerDigits, decimals);
        }
        if (value.isTextual()) {
            return Parameters.decimal(name, value.textValue(), integerDigits, decimals)
                .orElseThrow(() -> Parameters.notADecimal(name, integerDigits, decimals));
        }
        throw Parameters.notADecimal(name, integerDigits, decimals);
    }

    public Optional<BigDecimal> optionalDecimal(String name, int integerDigits, int decimals) {
        return fields.hasNonNull(name) ? Optional.of(decimal(name, integerDigits, decimals)) : Optional.empty();
    }

    public boolean truth(String name) {
        JsonNode value = fields.path(name);
        if (!value.isBoolean()) {
            throw ProblemException.badParameter(name, "true or false");
        }
        return value.booleanValue();
    }

    /** A list of texts, which must be there. */
    public List<String> texts(String name, int max) {
        JsonNode list = fields.path(name);
        if (!list.isArray() || list.size() > max) {
            throw ProblemException.badParameter(name, "a list of at most " + max);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : list) {
            texts.add(Parameters.text(name, element.textValue()).orElseThrow(() -> ProblemException.badParameter(name, "a list of texts")));
        }
        return texts;
    }

    /** The objects of a list, none where it is absent. */
    public List<JsonBody> objects(String name, int max, String... allowed) {
        JsonNode list = fields.path(name);
        boolean absent = list.isMissingNode() || list.isNull();
        if (!absent && (!list.isArray() || list.size() > max)) {
            throw ProblemException.badParameter(name, "a list of at most " + max);
        }
        List<JsonBody> objects = new ArrayList<>();
        for (JsonNode element : list) {
            if (!element.isObject()) {
                throw ProblemException.badParameter(name, "a list of objects of " + String.join(", ", allowed));
            }
            objects.add(only("field of " + name + "[" + objects.size() + "]", element, allowed));
        }
        return objects;
    }

    private String string(String name) {
        JsonNode value = fields.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
            throw ProblemException.badParameter(name, "a JSON string");
        }
        return value.textValue();
    }

    private static ProblemException missing(String name, String what) {
        return ProblemException.badParameter(name, "given: " + what);
    }
}
