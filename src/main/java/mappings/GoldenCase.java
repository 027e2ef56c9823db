package mappings;

import channels.RawMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A message and what is expected of its mapping: a file of {@code mappings/<channel>/cases/}, or one row of its table.
 *
 * @param place  the file, and the row of its table: {@code mappings/lazada/cases/order-status.json[3]}
 * @param expect the canonical message, or {@code {"dead": …}}, or {@code {"ignored": …}}
 */
public record GoldenCase(String place, RawMessage raw, JsonNode expect) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    /** Added by the engine, the same for all: compared only where the case writes them. */
    private static final Set<String> IF_WRITTEN = Set.of("received_at", "source");
    private static final String DEAD = "dead";
    private static final String IGNORED = "ignored";

    /**
     * A field that is not as expected.
     *
     * @param field    its path, such as {@code items[0].price}
     * @param expected JSON; null where the field was not expected
     * @param actual   JSON; null where it is absent
     */
    public record Difference(String field, String expected, String actual) {

        @Override
        public String toString() {
            return field + ": expected " + (expected == null ? "nothing" : expected) + ", was " + (actual == null ? "nothing" : actual);
        }
    }

    /** Where {@code outcome} is not what the case expects; empty where it is. */
    public List<Difference> differences(Outcome outcome) {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> actual = new TreeMap<>();
        flatten("", expect, expected);
        flatten("", view(outcome), actual);
        if (expected.containsKey("mapping")) {
            expected.computeIfPresent("mapping", (field, name) -> "\"" + raw.channel() + "/" + name.substring(1));
        }
        IF_WRITTEN.stream().filter(field -> !expected.containsKey(field)).forEach(actual::remove);
        leaveOutDetail(expected, actual);
        Set<String> fields = new TreeSet<>(expected.keySet());
        fields.addAll(actual.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String field : fields) {
            if (!String.valueOf(expected.get(field)).equals(String.valueOf(actual.get(field)))) {
                differences.add(new Difference(field, expected.get(field), actual.get(field)));
            }
        }
        return differences;
    }

    /**
     * A file of {@code mappings/<channel>/cases/} that holds this message and expects of it what became of it. The message stands
     * in it as JSON where that reads as the same, else as the text that it is.
     */
    public static ObjectNode file(ChannelMapping channel, RawMessage raw, Outcome outcome) {
        return GoldenCaseFile.written(channel, raw, expected(outcome));
    }

    private static ObjectNode expected(Outcome outcome) {
        ObjectNode view = (ObjectNode) view(outcome);
        if (outcome instanceof Outcome.Canonical canonical) {
            view.remove(IF_WRITTEN);
            view.put("mapping", canonical.mapping().replaceFirst("^[^/]*/", "").replaceFirst("@[0-9a-f]+$", ""));
        }
        return view;
    }

    /** Whether the case expects this of the three outcomes, whatever the outcome says. */
    boolean expectsOneLike(Outcome outcome) {
        return outcome instanceof Outcome.Dead ? expect.has(DEAD)
            : outcome instanceof Outcome.Ignored ? expect.has(IGNORED) : !expect.has(DEAD) && !expect.has(IGNORED);
    }

    /** Which of the three outcomes the case expects, in words. */
    String expectation() {
        return expect.has(DEAD) ? ("a dead letter " + expect.path(DEAD).path("reason").asText()).strip()
            : expect.has(IGNORED) ? "to be ignored" : "a canonical message";
    }

    /** The mapping's file the case expects to be used; null where it expects none. */
    String expectedMapping() {
        return expect.path("mapping").textValue();
    }

    /** A dead letter's detail need only contain what the case writes, if it writes any; {@code "ignored": true} takes any reason. */
    private static void leaveOutDetail(Map<String, String> expected, Map<String, String> actual) {
        String detail = expected.get("dead.detail");
        String told = actual.get("dead.detail");
        if (told != null && (detail == null || told.contains(detail.substring(1, detail.length() - 1)))) {
            expected.remove("dead.detail");
            actual.remove("dead.detail");
        }
        if ("true".equals(expected.get(IGNORED)) && actual.containsKey(IGNORED)) {
            actual.put(IGNORED, "true");
        }
    }

    private static JsonNode view(Outcome outcome) {
        ObjectNode view = JSON.createObjectNode();
        if (outcome instanceof Outcome.Canonical canonical) {
            try {
                ObjectNode message = (ObjectNode) JSON.readTree(canonical.json());
                message.put("mapping", canonical.mapping().replaceFirst("@[0-9a-f]+$", ""));
                return message;
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
        if (outcome instanceof Outcome.Ignored ignored) {
            return view.put(IGNORED, ignored.why());
        }
        Outcome.Dead dead = (Outcome.Dead) outcome;
        view.putObject(DEAD).put("reason", dead.reason().name()).put("detail", dead.detail());
        return view;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> fields) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(field -> flatten(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), fields));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(path + "[" + i + "]", node.get(i), fields);
            }
        } else {
            fields.put(path, node.toString());
        }
    }
}
