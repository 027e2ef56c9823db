package buyers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes a person out of a message that a channel sent: ids, statuses, amounts and times stay, so that the message can still be mapped.
 * Its channels have each their own words; what a field's name says decides, and in doubt the value goes.
 */
final class Redaction {

    static final String ERASED = "[erased]";

    /** Numbers as they were written: an amount is not to lose its last digits. */
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));
    private static final Pattern PERSON = Pattern.compile(
        "name|phone|tel$|mobile|mail|address|street|ward|district|city|region|province|post.?code|zip|birth|note|remark|contact|tax|avatar|user", Pattern.CASE_INSENSITIVE);
    private static final Pattern PERSON_OBJECT = Pattern.compile("buyer|customer|receiver|recipient|contact|address|shipping_to|ship_to|user", Pattern.CASE_INSENSITIVE);
    private static final Pattern BUYER_ID = Pattern.compile("(buyer|customer|user|client|receiver).*(id|code)$", Pattern.CASE_INSENSITIVE);
    /** What is bought is no person. */
    private static final Pattern ITEMS = Pattern.compile("items?$|lines?$|products?$|sku", Pattern.CASE_INSENSITIVE);
    private static final Set<String> OWN_IDS = Set.of("id", "code");

    private Redaction() {
    }

    /** Whether the message tells of the buyer. */
    static boolean tells(byte[] body, BuyerId id) {
        try {
            return tells("", "", JSON.readTree(body), id);
        } catch (IOException notJson) {
            return id.isWithin(new String(body, UTF_8));
        }
    }

    /** The message without whom it is about, where that is another; what is no JSON becomes empty, for who knows where in it a person stands. */
    static Optional<byte[]> of(byte[] body, BuyerId id) {
        try {
            JsonNode told = JSON.readTree(body);
            JsonNode erased = erase("", "", told, id);
            return erased.equals(told) ? Optional.empty() : Optional.of(JSON.writeValueAsBytes(erased));
        } catch (IOException notJson) {
            return body.length == 0 ? Optional.empty() : Optional.of(new byte[0]);
        }
    }

    private static boolean tells(String parent, String name, JsonNode node, BuyerId id) {
        if (node.isValueNode()) {
            return isOf(parent, name, node.asText(), id) || nested(node) != null && tells(parent, name, nested(node), id);
        }
        if (node.isArray()) {
            return node.valueStream().anyMatch(element -> tells(parent, name, element, id));
        }
        return node.propertyStream().anyMatch(field -> tells(name, field.getKey(), field.getValue(), id));
    }

    private static JsonNode erase(String parent, String name, JsonNode node, BuyerId id) {
        if (node.isArray()) {
            ArrayNode erased = JSON.createArrayNode();
            node.forEach(element -> erased.add(erase(parent, name, element, id)));
            return erased;
        }
        if (node.isObject()) {
            ObjectNode erased = JSON.createObjectNode();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                erased.set(field.getKey(), erase(name, field.getKey(), field.getValue(), id));
            }
            return erased;
        }
        if (nested(node) != null) {
            return new TextNode(erase(parent, name, nested(node), id).toString());
        }
        boolean isPerson = PERSON.matcher(name).find() && !ITEMS.matcher(parent).find() && !node.isBoolean() && !node.isNull();
        return isPerson || isOf(parent, name, node.asText(), id) ? new TextNode(ERASED) : node;
    }

    /** Whether the value is the buyer: a phone number and an e-mail address are wherever they stand, an id where a buyer's stands. */
    private static boolean isOf(String parent, String name, String value, BuyerId id) {
        if (id.within() != null) {
            return id.isWithin(value) || PERSON.matcher(name).find() && id.is(value);
        }
        boolean isBuyersId = BUYER_ID.matcher(name).find() || OWN_IDS.contains(name) && PERSON_OBJECT.matcher(parent).find();
        return isBuyersId && id.is(value);
    }

    /** JSON within a text, as some platforms send it; else null. */
    private static JsonNode nested(JsonNode node) {
        if (!node.isTextual() || !node.textValue().startsWith("{") && !node.textValue().startsWith("[")) {
            return null;
        }
        try {
            return JSON.readTree(node.textValue());
        } catch (JsonProcessingException justText) {
            return null;
        }
    }
}
