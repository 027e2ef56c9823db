package mappings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the cases of a channel leave unproven. */
final class Lint {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OUTPUT_FIELD = Pattern.compile("\"([a-z_]+)\"\\s*:");
    private static final Pattern COMMENT = Pattern.compile("(?m)(^|\\s)//.*$");
    private static final String CASE_REMEDY = "Add one to mappings/%s/cases";

    private final Path folder;
    private final CompiledChannel channel;
    private final String name;
    private final List<GoldenCase> cases;
    private final List<Fault> findings = new ArrayList<>();
    /** Status words the cases' canonical messages carry, in lower case. */
    private final Set<String> words = new HashSet<>();
    /** Field names the cases' canonical messages carry, by mapping file. */
    private final Map<String, Set<String>> fields = new HashMap<>();

    private Lint(Path folder, CompiledChannel channel, List<GoldenCase> cases) {
        this.folder = folder;
        this.channel = channel;
        this.name = channel.channel().name();
        this.cases = cases;
    }

    /** Its findings: a status without a case, a case without a mapping, a mapping without a case, an output field no case covers. */
    static List<Fault> findings(Path folder, CompiledChannel channel, List<GoldenCase> cases) {
        Lint lint = new Lint(folder, channel, cases);
        try {
            lint.observe();
            lint.statuses();
            lint.mappings();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return lint.findings;
    }

    private void observe() throws IOException {
        Set<String> used = usedMappings();
        for (GoldenCase golden : cases) {
            if (golden.expectedMapping() != null && !used.contains(golden.expectedMapping())) {
                findings.add(new Fault(golden.place(), "it expects the mapping " + golden.expectedMapping()
                    + ", which no line of events: uses", "Name one of " + String.join(", ", used) + ", or remove the case"));
            }
            if (channel.map(golden.raw()) instanceof Outcome.Canonical canonical) {
                JsonNode message = JSON.readTree(canonical.json());
                words.add(message.path("platform_status").asText().toLowerCase(Locale.ROOT));
                String file = canonical.mapping().replaceFirst("^[^/]*/", "").replaceFirst("@.*$", "");
                collectNames(message, fields.computeIfAbsent(file, mapping -> new HashSet<>()));
            }
        }
    }

    private Set<String> usedMappings() {
        return channel.events().stream().filter(event -> event.mapping() != null).map(event -> event.mapping().file())
            .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void collectNames(JsonNode node, Set<String> names) {
        node.properties().forEach(field -> {
            names.add(field.getKey());
            collectNames(field.getValue(), names);
        });
        if (node.isArray()) {
            node.forEach(element -> collectNames(element, names));
        }
    }

    private void statuses() {
        for (StatusTable.Row row : channel.statuses().rows()) {
            if (!words.contains(row.word().toLowerCase(Locale.ROOT))) {
                findings.add(new Fault("mappings/" + name + "/" + StatusTable.FILE + ":" + row.line(),
                    "no case has the status " + row.word(), CASE_REMEDY.formatted(name)));
            }
        }
    }

    private void mappings() throws IOException {
        Set<String> used = usedMappings();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jslt")).sorted().toList()) {
                String mapping = file.getFileName().toString();
                if (used.contains(mapping)) {
                    outputFields(mapping, Files.readString(file));
                } else if (!isImported(mapping, used)) {
                    findings.add(new Fault(place(mapping), "no line of events: uses this mapping", "Use it in " + ChannelFile.FILE + ", or remove it"));
                }
            }
        }
    }

    private boolean isImported(String mapping, Set<String> used) throws IOException {
        for (String importer : used) {
            if (Files.readString(folder.resolve(importer)).contains("\"" + mapping + "\"")) {
                return true;
            }
        }
        return false;
    }

    private void outputFields(String mapping, String text) {
        Set<String> covered = fields.get(mapping);
        if (covered == null) {
            findings.add(new Fault(place(mapping), "no case reaches this mapping", CASE_REMEDY.formatted(name)));
            return;
        }
        Set<String> written = new TreeSet<>();
        Matcher field = OUTPUT_FIELD.matcher(COMMENT.matcher(text).replaceAll(""));
        while (field.find()) {
            written.add(field.group(1));
        }
        written.removeAll(covered);
        if (covered.contains("effect")) {
            written.remove("status");
        }
        for (String uncovered : written) {
            findings.add(new Fault(place(mapping), "no case has the output field " + uncovered, CASE_REMEDY.formatted(name)));
        }
    }

    private String place(String file) {
        return "mappings/" + name + "/" + file;
    }
}
