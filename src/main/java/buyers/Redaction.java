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
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import json.ExactJson;

/**
 * Takes a person out of a message that a channel sent: ids, statuses, amounts and times stay, and what makes it the canonical message that
 * it is. Channels have each their own words; what a field's name says, and what it stands in, decides, and in doubt the value goes.
 */
final class Redaction {

    static final String ERASED = "[erased]";

    /** Numbers as they were written: an amount is not to lose its last digits. */
    private static final ObjectMapper JSON = ExactJson.mapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .nodeFactory(JsonNodeFactory.withExactBigDecimals(true)).build();
    private static final String WHO = "(buyer|customer|receiver|recipient|consignee|contact|payer|user|client|ship_to|shipping_to|bill_to)";
    /** Whole names of fields, in snake case, that hold a person wherever they stand; a mere name or city may be an event's or a shop's. */
    private static final Pattern PERSONAL = Pattern.compile(String.join("|",
        WHO + "s?",
        "(.*_)?(" + WHO + "|shipping|delivery|billing)_(.*_)?(name|city|region|province|state|country|company)(_code)?",
        "(.*_)?contact_?(no|number)",
        "(.*_)?(first|last|full|middle|given|family|sur|nick|user)_?name",
        "(.*_)?(phone|mobile|tel|telephone|fax)(_?(number|no))?(_?[0-9]+)?",
        "(.*_)?(e_?)?mail(_?address)?(_?[0-9]+)?",
        "(.*_)?(address(es)?|street|ward|district|post_?(al_?)?code|zip(_?code)?)(_?(lines?|name|id|code))?(_?[0-9]+)?",
        "(.*_)?(birth.*|notes?|remarks?|avatar(_url)?|(tax|vat)_?(code|id|number|no))"));
    /** Parts of the names of fields below one of {@link #PERSON}. */
    private static final Pattern OF_PERSON = Pattern.compile(
        "name|company|phone|tel$|mobile|mail|address|lines?$|street|ward|district|city|region|province|country|post_?(al_?)?code|zip|birth|note|remark|contact|tax|avatar|user");
    private static final Pattern PERSON = Pattern.compile("(^|_)(" + WHO + "|shipping|delivery|billing|address(es)?)(s?$|_)");
    private static final Pattern BUYER_ID = Pattern.compile("(buyer|customer|user|client|receiver).*(id|code)$");
    /** What is bought is no person, whoever bought it. */
    private static final Pattern ITEMS = Pattern.compile("(item|line|product|detail|order)s?$|sku");
    private static final Set<String> OWN_IDS = Set.of("id", "code");
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private Redaction() {
    }

    /**
     * Where a value stands in a message; all elements of a list stand in one.
     *
     * @param parent   the field it is in, as {@code name} in snake case
     * @param ofPerson whether it is below a person
     */
    private record Place(String path, String parent, String name, boolean ofPerson) {

        static final Place TOP = new Place("", "", "", false);

        Place field(String key) {
            String snake = HUMP.matcher(key).replaceAll("_").toLowerCase(Locale.ROOT).replace('-', '_');
            return new Place(path + "/" + key, name, snake, PERSON.matcher(name).find() || ofPerson && !ITEMS.matcher(name).find());
        }

        boolean isPersonal() {
            return PERSONAL.matcher(name).matches() || ofPerson && OF_PERSON.matcher(name).find();
        }

        boolean isBuyersId() {
            return BUYER_ID.matcher(name).find() || OWN_IDS.contains(name) && PERSON.matcher(parent).find();
        }
    }

    /** Whether the message tells of the buyer. */
    static boolean tells(byte[] body, BuyerId id) {
        try {
            return tells(Place.TOP, JSON.readTree(body), id);
        } catch (IOException notJson) {
            return id.isWithin(new String(body, UTF_8));
        }
    }

    /**
     * The message without whom it is about, where that is another; what is no JSON becomes empty, for who knows where in it a person stands.
     * What it means stays: a value that is needed for that stays too.
     */
    static Optional<byte[]> of(byte[] body, BuyerId id, Meaning meaning) {
        try {
            JsonNode told = meaning.isForm() ? fields(body) : JSON.readTree(body);
            JsonNode erased = erase(told, id, meaning);
            return erased.equals(told) ? Optional.empty() : Optional.of(written(erased, meaning));
        } catch (IOException notJson) {
            return body.length == 0 ? Optional.empty() : Optional.of(new byte[0]);
        }
    }

    private static JsonNode erase(JsonNode told, BuyerId id, Meaning meaning) throws IOException {
        Set<String> places = new LinkedHashSet<>();
        erase(Place.TOP, told, id, place -> {
            boolean isDealer = id.within() == null && place.isBuyersId() && meaning.mayTellDealer();
            return !isDealer && !places.add(place.path);
        });
        Set<String> gone = new HashSet<>();
        erase(told, id, meaning, List.copyOf(places), gone);
        return erase(Place.TOP, told, id, place -> gone.contains(place.path));
    }

    /** All that can go together goes; of what cannot, each half is tried for itself, beside what is gone already. */
    private static void erase(JsonNode told, BuyerId id, Meaning meaning, List<String> places, Set<String> gone) throws IOException {
        gone.addAll(places);
        if (!meaning.isKeptBy(written(erase(Place.TOP, told, id, place -> gone.contains(place.path)), meaning))) {
            places.forEach(gone::remove);
            if (places.size() > 1) {
                erase(told, id, meaning, places.subList(0, places.size() / 2), gone);
                erase(told, id, meaning, places.subList(places.size() / 2, places.size()), gone);
            }
        }
    }

    private static boolean tells(Place place, JsonNode node, BuyerId id) {
        if (node.isValueNode()) {
            return isOf(place, node.asText(), id) || nested(node) != null && tells(place, nested(node), id);
        }
        if (node.isArray()) {
            return node.valueStream().anyMatch(element -> tells(place, element, id));
        }
        return node.propertyStream().anyMatch(field -> tells(place.field(field.getKey()), field.getValue(), id));
    }

    private static JsonNode erase(Place place, JsonNode node, BuyerId id, Predicate<Place> goes) {
        if (node.isArray()) {
            ArrayNode erased = JSON.createArrayNode();
            node.forEach(element -> erased.add(erase(place, element, id, goes)));
            return erased;
        }
        if (node.isObject()) {
            ObjectNode erased = JSON.createObjectNode();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                erased.set(field.getKey(), erase(place.field(field.getKey()), field.getValue(), id, goes));
            }
            return erased;
        }
        JsonNode nested = nested(node);
        if (nested != null) {
            JsonNode erased = erase(place, nested, id, goes);
            return erased.equals(nested) ? node : new TextNode(erased.toString());
        }
        boolean isPerson = place.isPersonal() && !node.isBoolean() && !node.isNull() || isOf(place, node.asText(), id);
        return isPerson && !node.asText().equals(ERASED) && goes.test(place) ? new TextNode(ERASED) : node;
    }

    /** Whether the value is the buyer: a phone number and an e-mail address are wherever they stand, an id where a buyer's stands. */
    private static boolean isOf(Place place, String value, BuyerId id) {
        if (id.within() != null) {
            return id.isWithin(value) || place.isPersonal() && id.is(value);
        }
        return place.isBuyersId() && id.is(value);
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

    /** The fields of a form, in their order: the same name may come twice. */
    private static ArrayNode fields(byte[] form) throws IOException {
        ArrayNode fields = JSON.createArrayNode();
        try {
            for (String pair : new String(form, UTF_8).split("&")) {
                String[] parts = pair.split("=", 2);
                fields.addObject().put(URLDecoder.decode(parts[0], UTF_8), parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8));
            }
            return fields;
        } catch (IllegalArgumentException broken) {
            throw new IOException(broken);
        }
    }

    private static byte[] written(JsonNode message, Meaning meaning) throws IOException {
        if (!meaning.isForm()) {
            return JSON.writeValueAsBytes(message);
        }
        return message.valueStream().flatMap(JsonNode::propertyStream)
            .map(field -> URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue().textValue(), UTF_8))
            .collect(Collectors.joining("&")).getBytes(UTF_8);
    }
}
