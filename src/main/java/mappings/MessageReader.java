package mappings;

import channels.Channel.BodyFormat;
import channels.RawMessage;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import json.ExactJson;

/** Reads the bytes a channel sent as JSON, strictly: a stranger wrote them. Numbers keep every digit. */
final class MessageReader {

    private static final int NESTING_MAX = 64;
    private static final int NUMBER_CHARS_MAX = 100;
    private static final int NAME_CHARS_MAX = 1000;

    private static final ObjectReader JSON = strict();

    private MessageReader() {
    }

    /** Thrown where the bytes are not JSON; says where, never what stands there. */
    static final class NotJson extends Exception {
        NotJson(String message) {
            super(message, null, false, false);
        }
    }

    private static ObjectReader strict() {
        JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(NESTING_MAX)
                .maxNumberLength(NUMBER_CHARS_MAX).maxNameLength(NAME_CHARS_MAX).maxStringLength(RawMessage.MAPPED_BYTES_MAX).build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // Names come from strangers: they must not fill a table that lives as long as the process.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
        ObjectMapper mapper = ExactJson.mapper(factory).nodeFactory(JsonNodeFactory.withExactBigDecimals(true)).build();
        return mapper.readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** The JSON of a body, unwrapped as {@code format} says. What a poller fetched is JSON in any channel. */
    static JsonNode read(byte[] body, BodyFormat format) throws NotJson {
        if (body.length > RawMessage.MAPPED_BYTES_MAX) {
            throw new NotJson("the message has more than " + RawMessage.MAPPED_BYTES_MAX + " bytes");
        }
        return format.formField() == null || startsAsObject(body) ? json(body) : json(field(body, format.formField()));
    }

    private static boolean startsAsObject(byte[] body) {
        return body.length > 0 && body[0] == '{';
    }

    private static JsonNode json(byte[] bytes) throws NotJson {
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node.isMissingNode()) {
                throw new NotJson("the message is empty");
            }
            if (!node.isObject()) {
                throw new NotJson("the message is JSON, and not an object");
            }
            return node;
        } catch (JacksonException wrong) {
            throw new NotJson(what(wrong) + at(wrong.getLocation()));
        } catch (IOException wrong) {
            throw new NotJson("the message is not in UTF-8");
        }
    }

    private static String what(JacksonException wrong) {
        if (wrong instanceof StreamConstraintsException) {
            return "nested deeper than " + NESTING_MAX + ", a number of more than " + NUMBER_CHARS_MAX
                + " characters or an exponent beyond 32 bits, or a name of more than " + NAME_CHARS_MAX;
        }
        String message = String.valueOf(wrong.getOriginalMessage());
        if (message.contains("UTF-8")) {
            return "broken UTF-8";
        }
        if (message.startsWith("Duplicate")) {
            return "a name stands twice in one object";
        }
        return wrong instanceof StreamReadException ? "broken JSON syntax" : "more than one JSON value";
    }

    private static String at(JsonLocation location) {
        return location == null || location.getLineNr() < 1 ? ""
            : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** The value of a field of a form-encoded body (WHATWG URL, application/x-www-form-urlencoded), as UTF-8. */
    private static byte[] field(byte[] body, String name) throws NotJson {
        for (String pair : utf8(body).split("&")) {
            int equals = pair.indexOf('=');
            try {
                if (equals > 0 && URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8).equals(name)) {
                    return URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
                }
            } catch (IllegalArgumentException broken) {
                throw new NotJson("the form has a broken % escape");
            }
        }
        throw new NotJson("the form has no field " + name);
    }

    private static String utf8(byte[] bytes) throws NotJson {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException broken) {
            throw new NotJson("the message is not in UTF-8");
        }
    }
}
