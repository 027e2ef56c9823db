package deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import http.Parameters;
import http.Problem;
import http.ProblemException;
import java.io.IOException;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import mappings.Outcome;

/**
 * Reads the JSON of the two replay requests. Strict: a field misspelt would otherwise mean a wider replay than was
 * asked for, so an unknown one is refused.
 */
final class ReplayRequest {

    private static final int DEFAULT_PER_SECOND = 50;
    private static final int MAX_PER_SECOND = 1000;
    /** As a webhook: written anew, text can be longer than it was in the request. */
    private static final int MESSAGE_MAX_BYTES = 1 << 20;

    /** Numbers keep every digit, trailing zeros too: an edited body is sent on. */
    private static final JsonMapper JSON = JsonMapper.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();

    private final JsonNode fields;

    private ReplayRequest(JsonNode fields) {
        this.fields = fields;
    }

    /**
     * @param body the request's; none or an empty one counts as {@code {}}
     * @throws ProblemException 400: it is not a JSON object of these fields
     */
    static ReplayRequest of(byte[] body, Set<String> allowed) {
        if (body == null || body.length == 0) {
            return new ReplayRequest(JSON.createObjectNode());
        }
        JsonNode fields = parse(body);
        fields.fieldNames().forEachRemaining(name -> {
            if (!allowed.contains(name)) {
                throw ProblemException.badParameter("The body's fields", "among " + String.join(", ", new TreeSet<>(allowed)));
            }
        });
        return new ReplayRequest(fields);
    }

    private static JsonNode parse(byte[] body) {
        try {
            JsonNode fields = JSON.readTree(body);
            if (fields.isObject()) {
                return fields;
            }
        } catch (IOException notJson) {
            // Answered below; what the parser says may repeat the body.
        }
        throw ProblemException.badParameter("The body", "a JSON object, without a field given twice");
    }

    /** The edited message, or null for the original. */
    byte[] message() {
        byte[] message = edited();
        if (message != null && message.length > MESSAGE_MAX_BYTES) {
            throw new ProblemException(Problem.of(413, "The edited message is " + message.length + " bytes; a message has at most "
                + MESSAGE_MAX_BYTES + "."));
        }
        return message;
    }

    private byte[] edited() {
        if (fields.has("body") && fields.has("bodyBase64")) {
            throw ProblemException.badParameter("body, bodyBase64", "one of them, not both");
        }
        JsonNode body = fields.get("body");
        if (body != null && !body.isNull()) {
            return body.isTextual() ? body.textValue().getBytes(UTF_8) : written(body);
        }
        if (body != null) {
            throw ProblemException.badParameter("body", "the edited message as text or as JSON; leave it out to send the original");
        }
        return fields.has("bodyBase64") ? decoded(fields.get("bodyBase64")) : null;
    }

    ReplayFilter filter() {
        return new ReplayFilter(Parameters.text("channel", text("channel")).orElse(null),
            Parameters.oneOf(Outcome.Reason.class, "reason", text("reason")).map(Enum::name).orElse(null),
            Parameters.time("from", text("from")).orElse(null), Parameters.time("to", text("to")).orElse(null));
    }

    /** True unless the request says {@code "dryRun": false}. */
    boolean isDryRun() {
        JsonNode dryRun = fields.path("dryRun");
        if (!dryRun.isMissingNode() && !dryRun.isBoolean()) {
            throw ProblemException.badParameter("dryRun", "true or false");
        }
        return dryRun.asBoolean(true);
    }

    int perSecond() {
        JsonNode perSecond = fields.path("perSecond");
        return Parameters.count("perSecond", perSecond.isMissingNode() ? null : perSecond.toString(), DEFAULT_PER_SECOND, MAX_PER_SECOND);
    }

    private String text(String name) {
        JsonNode value = fields.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
            throw ProblemException.badParameter(name, "a JSON string");
        }
        return value.textValue();
    }

    private static byte[] written(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("JSON that was read could not be written", impossible);
        }
    }

    private static byte[] decoded(JsonNode base64) {
        try {
            return Base64.getDecoder().decode(base64.isTextual() ? base64.textValue() : "?");
        } catch (IllegalArgumentException notBase64) {
            throw ProblemException.badParameter("bodyBase64", "the edited message in Base64 (RFC 4648, section 4)");
        }
    }
}
