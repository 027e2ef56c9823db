package mappings;

import channels.RawMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A file of {@code mappings/<channel>/cases/}:
 *
 * <pre>
 * {
 *   "why":        a sentence for people, optional
 *   "message":    the JSON the channel sends, or "text": any text in its place
 *   "headers":    optional, "source": webhook (default), poll, backfill or details, "receivedAt": optional
 *   "table":      optional: [["word", "ours"], ["unpaid", "PENDING"], …]; each row is a case of its own, in which
 *                 "${word}" stands for the row's value, as it is where it is all of a text
 *   "expect":     the canonical message, its "mapping" as a file's name;
 *                 or {"dead": {"reason": …, "detail": what it contains}}; or {"ignored": true, or the reason}
 * }
 * </pre>
 */
final class GoldenCaseFile {

    private static final String FOLDER = "cases";
    private static final Set<String> KEYS = new TreeSet<>(Set.of("why", "message", "text", "headers", "source", "receivedAt", "table", "expect"));
    private static final Instant RECEIVED_AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final ObjectMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .nodeFactory(JsonNodeFactory.withExactBigDecimals(true)).build();

    private final String channel;
    private final String place;
    private final List<Fault> faults;

    private GoldenCaseFile(String channel, String place, List<Fault> faults) {
        this.channel = channel;
        this.place = place;
        this.faults = faults;
    }

    /** Every case of a channel's folder, by file and row; what is wrong with a file is added to {@code faults}. */
    static List<GoldenCase> readAll(Path channelFolder, String channel, List<Fault> faults) {
        Path folder = channelFolder.resolve(FOLDER);
        List<GoldenCase> cases = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
                    String place = "mappings/" + channel + "/" + FOLDER + "/" + file.getFileName();
                    cases.addAll(new GoldenCaseFile(channel, place, faults).read(Files.readString(file)));
                }
            } catch (IOException unreadable) {
                faults.add(new Fault("mappings/" + channel + "/" + FOLDER, "a case cannot be read", "Look at its permissions, and that it is UTF-8"));
            }
        }
        return cases;
    }

    /** The file of one message; what it says reads back as a case that holds. */
    static ObjectNode written(ChannelMapping channel, RawMessage raw, ObjectNode expect) {
        ObjectNode file = JSON.createObjectNode();
        try {
            JsonNode message = JSON.readTree(raw.body());
            if (message.isObject()) {
                file.set("message", message);
                GoldenCase read = complete(file, raw, expect);
                if (read.differences(channel.map(read.raw())).isEmpty()) {
                    return file;
                }
            }
        } catch (IOException notJson) {
            // Then it stands there as text.
        }
        file = JSON.createObjectNode();
        file.put("text", new String(raw.body(), StandardCharsets.UTF_8));
        complete(file, raw, expect);
        return file;
    }

    private static GoldenCase complete(ObjectNode file, RawMessage raw, ObjectNode expect) {
        if (!raw.headers().isEmpty()) {
            ObjectNode headers = file.putObject("headers");
            raw.headers().forEach(headers::put);
        }
        if (raw.source() != RawMessage.Source.WEBHOOK) {
            file.put("source", raw.source().word);
        }
        file.set("expect", expect);
        try {
            return new GoldenCaseFile(raw.channel(), "", new ArrayList<>()).one("", file);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("JSON that was read could not be written", impossible);
        }
    }

    private List<GoldenCase> read(String text) {
        try {
            JsonNode file = JSON.readTree(text);
            check(file);
            List<GoldenCase> cases = new ArrayList<>();
            if (file.has("table")) {
                List<Map<String, JsonNode>> rows = rows(file.get("table"));
                for (int i = 0; i < rows.size(); i++) {
                    cases.add(one(place + "[" + (i + 1) + "]", filled(file, rows.get(i))));
                }
            } else {
                cases.add(one(place, file));
            }
            return cases;
        } catch (JsonProcessingException broken) {
            faults.add(new Fault(place + ":" + broken.getLocation().getLineNr(), "broken JSON: " + broken.getOriginalMessage(), "Mend it"));
        } catch (IllegalArgumentException wrong) {
            faults.add(new Fault(place, wrong.getMessage(), "Mend it; docs/add-a-channel.md shows a case"));
        }
        return List.of();
    }

    private static void check(JsonNode file) {
        file.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("there is no key " + key + " in a case, only " + String.join(", ", KEYS));
            }
        });
        if (file.has("message") == file.has("text") || !file.path("expect").isObject()) {
            throw new IllegalArgumentException("a case needs expect, and either message or text");
        }
    }

    private GoldenCase one(String casePlace, JsonNode file) throws JsonProcessingException {
        byte[] body = file.has("text") ? file.get("text").asText().getBytes(StandardCharsets.UTF_8) : JSON.writeValueAsBytes(file.get("message"));
        Map<String, String> headers = new LinkedHashMap<>();
        file.path("headers").properties().forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
        String source = file.path("source").asText("webhook");
        RawMessage.Source how = RawMessage.Source.of(source);
        if (!how.word.equals(source)) {
            throw new IllegalArgumentException("there is no source " + source);
        }
        try {
            Instant receivedAt = file.has("receivedAt") ? Instant.parse(file.get("receivedAt").asText()) : RECEIVED_AT;
            return new GoldenCase(casePlace, new RawMessage(channel, null, body, headers, receivedAt, how, null), file.get("expect"));
        } catch (DateTimeException notATime) {
            throw new IllegalArgumentException("receivedAt is not a time such as " + RECEIVED_AT);
        }
    }

    private static List<Map<String, JsonNode>> rows(JsonNode table) {
        List<Map<String, JsonNode>> rows = new ArrayList<>();
        JsonNode heading = table.path(0);
        for (int i = 1; i < table.size(); i++) {
            if (table.get(i).size() != heading.size()) {
                throw new IllegalArgumentException("row " + i + " of the table has not as many cells as its heading");
            }
            Map<String, JsonNode> row = new LinkedHashMap<>();
            for (int column = 0; column < heading.size(); column++) {
                row.put("${" + heading.get(column).asText() + "}", table.get(i).get(column));
            }
            rows.add(row);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("the table needs a heading and a row below it");
        }
        return rows;
    }

    private static JsonNode filled(JsonNode node, Map<String, JsonNode> row) {
        if (node.isTextual()) {
            JsonNode whole = row.get(node.textValue());
            return whole != null ? whole : new TextNode(filled(node.textValue(), row));
        }
        if (node.isObject()) {
            ObjectNode object = JSON.createObjectNode();
            node.properties().forEach(field -> object.set(filled(field.getKey(), row), filled(field.getValue(), row)));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = JSON.createArrayNode();
            node.forEach(element -> array.add(filled(element, row)));
            return array;
        }
        return node;
    }

    private static String filled(String text, Map<String, JsonNode> row) {
        String filled = text;
        for (Map.Entry<String, JsonNode> cell : row.entrySet()) {
            filled = filled.replace(cell.getKey(), cell.getValue().asText());
        }
        return filled;
    }
}
