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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the cases of a channel leave unproven. */
final class Lint {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final String place;
    private final CompiledChannel channel;
    private final List<GoldenCase> cases;
    private final List<Fault> findings = new ArrayList<>();
    /** Status words the cases' canonical messages carry, in lower case. */
    private final Set<String> words = new HashSet<>();
    /** Paths of fields the cases' canonical messages carry, such as {@code items.sku}, by mapping file. */
    private final Map<String, Set<String>> fields = new HashMap<>();
    /** Cases that became another kind of outcome, and so show nothing of what they were written to show. */
    private int failing;
    private int differing;

    private Lint(Path folder, String place, CompiledChannel channel, List<GoldenCase> cases) {
        this.folder = folder;
        this.place = place;
        this.channel = channel;
        this.cases = cases;
    }

    /**
     * Its findings: a status without a case, a case without a mapping, a mapping without a case, an output field no case covers.
     *
     * @param place the folder as a person would name it
     */
    static List<Fault> findings(Path folder, String place, CompiledChannel channel, List<GoldenCase> cases) {
        Lint lint = new Lint(folder, place, channel, cases);
        try {
            lint.observe();
            if (lint.failing > 0) {
                lint.findings.add(new Fault(lint.place(GoldenCaseFile.FOLDER), lint.failing + (lint.failing == 1 ? " case fails" : " cases fail")
                    + ", so what the cases leave out cannot be told", "Run mappings test first"));
                return lint.findings;
            }
            if (lint.differing > 0) {
                lint.findings.add(new Fault(lint.place(GoldenCaseFile.FOLDER), lint.differing + (lint.differing == 1 ? " case differs" : " cases differ")
                    + " from what was expected", "Run mappings test"));
            }
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
            Outcome outcome = channel.map(golden.raw());
            failing += golden.expectsOneLike(outcome) ? 0 : 1;
            differing += golden.differences(outcome).isEmpty() ? 0 : 1;
            if (outcome instanceof Outcome.Canonical canonical) {
                JsonNode message = JSON.readTree(canonical.json());
                words.add(message.path("platform_status").asText().toLowerCase(Locale.ROOT));
                String file = canonical.mapping().replaceFirst("^[^/]*/", "").replaceFirst("@.*$", "");
                collectPaths("", message, fields.computeIfAbsent(file, mapping -> new HashSet<>()));
            }
        }
    }

    private Set<String> usedMappings() {
        return channel.events().stream().filter(event -> event.mapping() != null).map(event -> event.mapping().file())
            .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A list's elements are at the path of the list. */
    private static void collectPaths(String prefix, JsonNode node, Set<String> paths) {
        node.properties().forEach(field -> {
            paths.add(prefix + field.getKey());
            collectPaths(prefix + field.getKey() + ".", field.getValue(), paths);
        });
        if (node.isArray()) {
            node.forEach(element -> collectPaths(prefix, element, paths));
        }
    }

    private void statuses() {
        for (StatusTable.Row row : channel.statuses().rows()) {
            if (!words.contains(row.word().toLowerCase(Locale.ROOT))) {
                findings.add(new Fault(place(StatusTable.FILE) + ":" + row.line(),
                    "no case has the status " + row.word(), addCase()));
            }
        }
    }

    private void mappings() throws IOException {
        Set<String> used = usedMappings();
        // What the cases show of a file that is imported they show of the mappings that import it.
        Map<String, Set<String>> importers = new HashMap<>();
        for (String mapping : used) {
            imported(mapping, mapping, importers);
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jslt")).sorted().toList()) {
                String mapping = file.getFileName().toString();
                if (used.contains(mapping) && !fields.containsKey(mapping)) {
                    findings.add(new Fault(place(mapping), "no case reaches this mapping", addCase()));
                } else if (used.contains(mapping) || importers.containsKey(mapping)) {
                    Set<String> covered = new HashSet<>(fields.getOrDefault(mapping, Set.of()));
                    importers.getOrDefault(mapping, Set.of()).forEach(importer -> covered.addAll(fields.getOrDefault(importer, Set.of())));
                    outputFields(mapping, TextFile.read(file), used.contains(mapping), covered);
                } else {
                    findings.add(new Fault(place(mapping), "no line of events: uses this mapping", "Use it in " + ChannelFile.FILE + ", or remove it"));
                }
            }
        }
    }

    private void imported(String mapping, String file, Map<String, Set<String>> importers) throws IOException {
        for (String other : JsltCheck.imports(TextFile.read(folder.resolve(file)))) {
            if (importers.computeIfAbsent(other, imported -> new HashSet<>()).add(mapping)) {
                imported(mapping, other, importers);
            }
        }
    }

    /** @param whole whether the object that ends the text is what becomes of a message; of an imported file it may be anything */
    private void outputFields(String mapping, String text, boolean whole, Set<String> covered) {
        Set<String> uncovered = new TreeSet<>();
        for (JsltOutput.Field field : JsltOutput.of(JsltCheck.tokens(null, text)).fields()) {
            boolean shown = whole && field.exact() ? covered.contains(field.path()) || field.path().equals("status") && covered.contains("effect")
                : !isOutput(field.path()) || covered.stream().anyMatch(path -> path.equals(field.path()) || path.endsWith("." + field.path()));
            if (!shown) {
                uncovered.add(field.path());
            }
        }
        for (String field : uncovered) {
            findings.add(new Fault(place(mapping), "no case has the output field " + field, addCase()));
        }
    }

    /** Whether what stands anywhere in a text may be a field of a message, and not a table of the mapping's own. */
    private static boolean isOutput(String path) {
        return CanonicalSchema.v1().names().containsAll(List.of(path.split("\\.")));
    }

    private String place(String file) {
        return place + "/" + file;
    }

    private String addCase() {
        return "Add one to " + place(GoldenCaseFile.FOLDER);
    }
}
