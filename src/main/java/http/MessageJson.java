package http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import json.ExactJson;

/**
 * A request that carries a channel's message: {@code body}, as text or as JSON, or {@code bodyBase64}. Strict: an unknown field is
 * refused. Numbers keep every digit, trailing zeros too, since the message goes on as it is.
 */
public final class MessageJson {

    /** As a webhook: written anew, text can be longer than it was in the request. */
    private static final int MESSAGE_MAX_BYTES = 1 << 20;

    private static final JsonMapper JSON = ExactJson.mapper()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();

    private MessageJson() {
    }

    /**
     * The request's fields.
     *
     * @param body the request's; none or an empty one counts as {@code {}}
     * @throws ProblemException 400: it is not a JSON object of these fields
     */
    public static JsonNode fields(byte[] body, Set<String> allowed) {
        JsonNode fields = body == null || body.length == 0 ? JSON.createObjectNode() : parse(body);
        fields.fieldNames().forEachRemaining(name -> {
            if (!allowed.contains(name)) {
                throw ProblemException.unknown("field", name, new TreeSet<>(allowed));
            }
        });
        return fields;
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

    /** The message that the fields carry, or null where they carry none. */
    public static byte[] message(JsonNode fields) {
        byte[] message = carried(fields);
        if (message != null && message.length > MESSAGE_MAX_BYTES) {
            throw new ProblemException(Problem.of(413, ProblemType.MESSAGE_TOO_LARGE, "The edited message is " + message.length + " bytes; a message has at most "
                + MESSAGE_MAX_BYTES + "."));
        }
        return message;
    }

    private static byte[] carried(JsonNode fields) {
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
