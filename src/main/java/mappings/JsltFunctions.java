package mappings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.schibsted.spt.data.jslt.Function;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The functions of our own that a mapping may call. A null argument gives null, so that what an event does not know
 * stays absent; any other value that does not fit ends the mapping with a failure that names the value's place.
 *
 * <ul>
 * <li>{@code status(word)}: our status for the channel's word, of {@code status.csv}
 * <li>{@code least-advanced(statuses)}: of several of our statuses, that of the order as a whole, in whatever order they come;
 *     UNCHANGED and PREVIOUS among them count as none, and alone as UNCHANGED
 * <li>{@code id(x)}: text or whole number, as text
 * <li>{@code instant(x)}: seconds, milliseconds or ISO 8601 with an offset, as ISO 8601 UTC;
 *     {@code instant(text, pattern, zone)}: local time
 * <li>{@code decimal(x)}: text or number, as decimal text
 * <li>{@code money(x, currency)}: the same with the decimals of its currency
 * <li>{@code money-sum(x, y, …)}, {@code money-minus(x, y)}: exact, null counting as nothing
 * <li>{@code event-id(x, y, …)}: the parts joined with {@code :}, what tells an event of an order from all its others
 * <li>{@code joined(separator, x, y, …)}: the texts among x, y, …, without those that are absent or blank
 * <li>{@code told(x, y, …)}: the first of x, y, … that is neither null, empty nor a blank text; null where none is
 * <li>{@code required(x, name)}: x, or a failure that names what is missing
 * <li>{@code object(x, name)}, {@code objects(x, name)}: x where it is an object, or a list of objects; any other value, which
 *     JSLT would take for one without fields, is a failure that names it
 * <li>{@code sorted(texts)}: each of the texts once, in order
 * </ul>
 */
final class JsltFunctions {

    private static final int ARGUMENTS_MAX = 20;

    private interface Body {
        JsonNode call(JsonNode[] arguments);
    }

    private record Named(String name, int min, int max, Body body) implements Function {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public int getMinArguments() {
            return min;
        }

        @Override
        public int getMaxArguments() {
            return max;
        }

        @Override
        public JsonNode call(JsonNode input, JsonNode[] arguments) {
            return body.call(arguments);
        }
    }

    private JsltFunctions() {
    }

    /** @param statuses the channel's own words */
    static Collection<Function> of(StatusTable statuses) {
        return List.of(
            new Named("status", 1, 1, a -> isNull(a[0]) ? a[0] : new TextNode(statuses.status(idText(a[0])))),
            new Named("least-advanced", 1, 1, a -> leastAdvanced(a[0])),
            new Named("id", 1, 1, a -> isNull(a[0]) ? a[0] : new TextNode(idText(a[0]))),
            new Named("instant", 1, 3, JsltFunctions::instant),
            new Named("decimal", 1, 1, a -> isNull(a[0]) ? a[0] : at(a[0], () -> DecimalText.text(number(a[0])))),
            new Named("money", 2, 2, a -> isNull(a[0]) ? a[0] : at(a[0], () -> DecimalText.text(number(a[0]), text(a[1])))),
            new Named("money-sum", 1, ARGUMENTS_MAX, JsltFunctions::sum),
            new Named("money-minus", 2, 2, a -> isNull(a[0]) ? a[0] : told("the difference of money-minus()", number(a[0]).subtract(orZero(a[1])))),
            new Named("event-id", 1, ARGUMENTS_MAX, a -> new TextNode(eventId(a))),
            new Named("joined", 2, ARGUMENTS_MAX, JsltFunctions::joined),
            new Named("told", 1, ARGUMENTS_MAX, JsltFunctions::firstTold),
            new Named("required", 2, 2, JsltFunctions::required),
            new Named("object", 2, 2, a -> isNull(a[0]) ? a[0] : object(a[0], text(a[1]))),
            new Named("objects", 2, 2, a -> isNull(a[0]) ? a[0] : objects(a[0], text(a[1]))),
            new Named("sorted", 1, 1, a -> isNull(a[0]) ? a[0] : sorted(a[0])));
    }

    private static boolean isNull(JsonNode node) {
        return node.isNull() || node.isMissingNode();
    }

    private static JsonNode firstTold(JsonNode[] values) {
        for (JsonNode value : values) {
            if (isTold(value)) {
                return value;
            }
        }
        return NullNode.instance;
    }

    private static boolean isTold(JsonNode node) {
        return !isNull(node) && !(node.isTextual() && node.textValue().isBlank()) && !(node.isContainerNode() && node.isEmpty());
    }

    /** An id or a word as text; never by way of a floating-point number, which has no room for 17 digits. */
    private static String idText(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isIntegralNumber()) {
            return node.asText();
        }
        throw new MappingFailure("is neither text nor a whole number", node);
    }

    private static String text(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        throw new MappingFailure("is not text", node);
    }

    private static BigDecimal number(JsonNode node) {
        return valueAt(node, () -> {
            if (node.isTextual()) {
                return DecimalText.number(node.textValue());
            }
            if (node.isDouble()) {
                throw new MappingFailure("is a number of the mapping's own, which is not exact; write it as text, or use money-sum and money-minus");
            }
            if (node.isNumber()) {
                return DecimalText.bounded(node.decimalValue());
            }
            throw new MappingFailure("is neither a number nor text");
        });
    }

    private static BigDecimal orZero(JsonNode node) {
        return isNull(node) ? BigDecimal.ZERO : number(node);
    }

    private static JsonNode sum(JsonNode[] terms) {
        if (Arrays.stream(terms).allMatch(JsltFunctions::isNull)) {
            return NullNode.instance;
        }
        return told("the sum of money-sum()", Arrays.stream(terms).map(JsltFunctions::orZero).reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    /** What was worked out of several values; it stands nowhere in the message, so its failure has a name of its own. */
    private static JsonNode told(String name, BigDecimal result) {
        try {
            return new TextNode(DecimalText.text(result));
        } catch (MappingFailure failure) {
            throw new MappingFailure(name + " " + failure.getMessage());
        }
    }

    private static JsonNode instant(JsonNode[] arguments) {
        JsonNode time = arguments[0];
        if (isNull(time)) {
            return time;
        }
        if (arguments.length == 2) {
            throw new MappingFailure("instant(text, pattern) lacks its zone");
        }
        Instant instant = arguments.length == 3 ? localTime(time, arguments[1], arguments[2]) : valueAt(time, () -> instant(time));
        return new TextNode(SourceTime.text(instant));
    }

    private static Instant localTime(JsonNode time, JsonNode pattern, JsonNode zone) {
        if (!pattern.isTextual() || !zone.isTextual()) {
            throw new MappingFailure("the pattern or the zone of instant() is not text");
        }
        try {
            return valueAt(time, () -> SourceTime.ofText(text(time), pattern.textValue(), zone.textValue()));
        } catch (IllegalArgumentException notOfTheTime) {
            throw new MappingFailure("the pattern or the zone of instant() is none; write it such as uuuu-MM-dd HH:mm:ss and +07:00");
        }
    }

    private static Instant instant(JsonNode time) {
        if (time.isTextual()) {
            return SourceTime.ofText(time.textValue());
        }
        if (time.isNumber()) {
            return time.canConvertToLong() && time.isIntegralNumber() ? SourceTime.ofNumber(time.longValue())
                : SourceTime.ofNumber(time.decimalValue());
        }
        throw new MappingFailure("is neither a number nor text");
    }

    private static JsonNode leastAdvanced(JsonNode array) {
        if (isNull(array) || array.isEmpty()) {
            return NullNode.instance;
        }
        List<CanonicalStatus> statuses = new ArrayList<>();
        for (JsonNode status : array) {
            try {
                if (!StatusTable.isNone(status.asText())) {
                    statuses.add(CanonicalStatus.valueOf(status.asText()));
                }
            } catch (IllegalArgumentException none) {
                throw new MappingFailure("least-advanced() takes statuses of ours only, and one of its array is none");
            }
        }
        return new TextNode(statuses.isEmpty() ? StatusTable.UNCHANGED : CanonicalStatus.leastAdvanced(statuses).name());
    }

    private static String eventId(JsonNode[] parts) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                id.append(':');
            }
            if (!isNull(parts[i])) {
                id.append(escaped(parts[i].isBoolean() ? parts[i].asText() : idText(parts[i])));
            }
        }
        return id.toString();
    }

    /** So that the parts {@code a:b, c} and {@code a, b:c} are two ids. */
    static String escaped(String part) {
        return part.indexOf(':') < 0 && part.indexOf('\\') < 0 ? part : part.replace("\\", "\\\\").replace(":", "\\:");
    }

    private static JsonNode joined(JsonNode[] arguments) {
        String joined = Arrays.stream(arguments).skip(1).filter(part -> !isNull(part)).map(JsltFunctions::text)
            .filter(part -> !part.isBlank()).collect(Collectors.joining(text(arguments[0])));
        return joined.isEmpty() ? NullNode.instance : new TextNode(joined);
    }

    private static JsonNode required(JsonNode[] arguments) {
        if (isNull(arguments[0]) || (arguments[0].isTextual() && arguments[0].textValue().isEmpty())) {
            throw new MappingFailure(text(arguments[1]) + " is missing");
        }
        return arguments[0];
    }

    private static JsonNode object(JsonNode value, String name) {
        if (!value.isObject()) {
            throw new MappingFailure(name + " is not an object in braces, {…}; write it as one, or leave it out");
        }
        return value;
    }

    private static JsonNode objects(JsonNode value, String name) {
        if (!value.isArray()) {
            throw new MappingFailure(name + " is not a list of objects, [{…}, …]; write it as one, or leave it out");
        }
        for (int i = 0; i < value.size(); i++) {
            object(value.get(i), name + "[" + i + "]");
        }
        return value;
    }

    private static JsonNode sorted(JsonNode texts) {
        TreeSet<String> sorted = new TreeSet<>();
        texts.forEach(text -> sorted.add(text(text)));
        ArrayNode array = JsonNodeFactory.instance.arrayNode(sorted.size());
        sorted.forEach(array::add);
        return array;
    }

    private interface Reading<T> {
        T get();
    }

    private static JsonNode at(JsonNode value, Reading<String> reading) {
        return new TextNode(valueAt(value, reading));
    }

    /** What {@code reading} gives; its failure gets to know the value, so that the engine can name its place. */
    private static <T> T valueAt(JsonNode value, Reading<T> reading) {
        try {
            return reading.get();
        } catch (MappingFailure failure) {
            throw failure.value() != null ? failure : new MappingFailure(failure.getMessage(), value);
        }
    }
}
