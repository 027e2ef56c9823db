package mappings;

import channels.RawMessage;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import json.ExactJson;

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

    static final String FOLDER = "cases";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^{}]*)}");
    /** Jackson's words in place of the text, which is never there; the line and column behind them stay. */
    private static final String NO_SOURCE = "Source: REDACTED \\([^)]*\\); ";
    private static final String REMEDY = "Mend it; docs/add-a-channel.md shows a case";
    private static final Set<String> KEYS = new TreeSet<>(Set.of("why", "message", "text", "headers", "source", "receivedAt", "table", "expect"));
    /** Keys that no row of a table fills. */
    private static final Set<String> OF_ALL_ROWS = Set.of("why", "table");
    /** So late that no time of a case lies after it. */
    private static final Instant RECEIVED_AT = Instant.parse("9999-01-01T00:00:00Z");
    private static final ObjectMapper JSON = ExactJson.mapper().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .nodeFactory(JsonNodeFactory.withExactBigDecimals(true)).build();

    private final String channel;
    private final String place;
    private final List<Fault> faults;

    private GoldenCaseFile(String channel, String place, List<Fault> faults) {
        this.channel = channel;
        this.place = place;
        this.faults = faults;
    }

    /**
     * Every case of a channel's folder, by file and row.
     *
     * @param channelPlace the folder as a person would name it
     * @param unread       gets one fault for each file that is no case; hidden files, such as an editor's, are none of ours
     */
    static List<GoldenCase> readAll(Path channelFolder, String channelPlace, List<Fault> unread) {
        String channel = channelFolder.getFileName().toString().replace("/", "");
        Path folder = channelFolder.resolve(FOLDER);
        List<GoldenCase> cases = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(path -> !path.getFileName().toString().startsWith(".")).sorted().toList()) {
                    cases.addAll(new GoldenCaseFile(channel, channelPlace + "/" + FOLDER + "/" + file.getFileName(), unread).read(file));
                }
            } catch (IOException unreadable) {
                unread.add(new Fault(channelPlace + "/" + FOLDER, "the folder cannot be read", "Look at its permissions"));
            }
        }
        return cases;
    }

    private List<GoldenCase> read(Path file) {
        if (!file.toString().endsWith(".json") || !Files.isRegularFile(file)) {
            faults.add(new Fault(place, "this is not read, for a case is a file *.json", "Rename it, or move it elsewhere"));
            return List.of();
        }
        try {
            return read(TextFile.read(file));
        } catch (IOException unreadable) {
            faults.add(new Fault(place, "the file cannot be read", "Look at its permissions, and that it is UTF-8"));
            return List.of();
        }
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
                checkColumns(file, rows.get(0).keySet());
                for (int i = 0; i < rows.size(); i++) {
                    cases.add(one(place + "[" + (i + 1) + "]", filled(file, rows.get(i))));
                }
            } else {
                cases.add(one(place, file));
            }
            return cases;
        } catch (JsonProcessingException broken) {
            faults.add(new Fault(place + ":" + broken.getLocation().getLineNr(), "broken JSON: " + broken.getOriginalMessage().replaceAll(NO_SOURCE, ""), "Mend it"));
        } catch (WrongRow wrong) {
            faults.add(new Fault(place + lineOf(text, wrong.row), wrong.getMessage(), REMEDY));
        } catch (IllegalArgumentException wrong) {
            faults.add(new Fault(place, wrong.getMessage(), REMEDY));
        }
        return List.of();
    }

    /** Of a row that cannot be a case. */
    private static final class WrongRow extends IllegalArgumentException {
        private final int row;

        WrongRow(int row) {
            super("row " + row + " of the table has not as many cells as its heading");
            this.row = row;
        }
    }

    /** {@code :line} where a row of the table begins, which a tree does not know; nothing where the row is no list. */
    private static String lineOf(String text, int row) {
        try (JsonParser parser = JSON.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_ARRAY
                    && parser.getParsingContext().getParent().pathAsPointer().toString().equals("/table/" + row)) {
                    return ":" + parser.currentTokenLocation().getLineNr();
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return "";
    }

    /** A column that is misspelt stands as it is written in a message, which nobody sees. */
    private static void checkColumns(JsonNode file, Set<String> columns) {
        Set<String> asked = new TreeSet<>();
        file.properties().stream().filter(key -> !OF_ALL_ROWS.contains(key.getKey())).forEach(key -> collectColumns(key.getValue(), asked));
        Set<String> unknown = new TreeSet<>(asked);
        unknown.removeAll(columns);
        Set<String> unused = new TreeSet<>(columns);
        unused.removeAll(asked);
        List<String> wrong = new ArrayList<>();
        if (!unknown.isEmpty()) {
            wrong.add("the table has no column for " + String.join(", ", unknown));
        }
        if (!unused.isEmpty()) {
            wrong.add("nothing asks for the table's " + String.join(", ", unused));
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
    }

    private static void collectColumns(JsonNode node, Set<String> asked) {
        if (node.isTextual()) {
            collectColumns(node.textValue(), asked);
        }
        node.properties().forEach(field -> collectColumns(field.getKey(), asked));
        node.forEach(child -> collectColumns(child, asked));
    }

    private static void collectColumns(String text, Set<String> asked) {
        PLACEHOLDER.matcher(text).results().forEach(found -> asked.add(found.group()));
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
            throw new IllegalArgumentException("receivedAt is not a time such as 2026-01-01T00:00:00Z");
        }
    }

    private static List<Map<String, JsonNode>> rows(JsonNode table) {
        List<Map<String, JsonNode>> rows = new ArrayList<>();
        JsonNode heading = table.path(0);
        for (int i = 1; i < table.size(); i++) {
            if (table.get(i).size() != heading.size()) {
                throw new WrongRow(i);
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
