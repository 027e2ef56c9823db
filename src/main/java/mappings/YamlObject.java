package mappings;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;

/** An object of a YAML file that knows the line of each of its keys, and gathers what is wrong with them. */
final class YamlObject {

    private final String file;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<Fault> faults;

    private YamlObject(String file, MappingNode node, List<Fault> faults) {
        this.file = file;
        this.line = lineOf(node);
        this.faults = faults;
        for (NodeTuple entry : node.getValue()) {
            String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (values.put(key, entry.getValueNode()) != null) {
                faults.add(new Fault(file + ":" + lineOf(entry.getKeyNode()), "the key " + key + " stands here twice", "Keep one of them"));
            }
        }
    }

    /** The one object of a file; null, and a fault, where it holds anything else. */
    static YamlObject read(String file, String text, List<Fault> faults) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        try {
            DumperOptions dumper = new DumperOptions();
            Node root = new Yaml(new SafeConstructor(options), new Representer(dumper), dumper, options)
                .compose(new StringReader(text));
            if (root instanceof MappingNode object) {
                return new YamlObject(file, object, faults);
            }
            faults.add(new Fault(file + ":1", "the file holds no keys", "Write it as docs/add-a-channel.md shows"));
        } catch (MarkedYAMLException broken) {
            faults.add(fault(file, broken));
        } catch (ReaderException broken) {
            faults.add(new Fault(file + ":" + (1 + text.codePoints().limit(broken.getPosition()).filter(character -> character == '\n').count()),
                "the character U+%04X cannot stand in YAML".formatted(broken.getCodePoint()), "Take it out"));
        } catch (YAMLException broken) {
            int alias = broken.getMessage().startsWith("Number of aliases") ? aliasLine(text) : 0;
            faults.add(alias > 0 ? new Fault(file + ":" + alias, "an alias, *name, stands for keys or a list", "Write out what it stands for")
                : new Fault(file + ":1", "broken YAML: " + broken.getMessage().lines().findFirst().orElse(""), "Mend it; docs/add-a-channel.md shows one"));
        }
        return null;
    }

    /** The line of the first alias of what is no text, which its exception does not know; 0: there is none. */
    private static int aliasLine(String text) {
        Set<String> texts = new HashSet<>();
        for (Event event : new Yaml().parse(new StringReader(text))) {
            if (event instanceof ScalarEvent scalar) {
                texts.add(scalar.getAnchor());
            } else if (event instanceof AliasEvent alias && !texts.contains(alias.getAnchor())) {
                return alias.getStartMark().getLine() + 1;
            }
        }
        return 0;
    }

    private static Fault fault(String file, MarkedYAMLException broken) {
        boolean openQuote = "while scanning a quoted scalar".equals(broken.getContext());
        // A quote that nothing closes is found at the end of the file, where nobody looks for it.
        Mark mark = openQuote ? broken.getContextMark() : broken.getProblemMark();
        return new Fault(file + ":" + (mark == null ? 1 : mark.getLine() + 1), "broken YAML: " + broken.getProblem(), openQuote
            ? "Close the quote that opens here" : "Mend it; a quote above may be open, and a value with \": \" or \" #\" in it needs quotes");
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** {@code file:line} of a key's value, of the object where it has none. */
    String place(String key) {
        Node value = values.get(key);
        return file + ":" + (value == null ? line : lineOf(value));
    }

    boolean has(String key) {
        asked.add(key);
        return values.containsKey(key);
    }

    void fault(String key, String what, String remedy) {
        faults.add(new Fault(place(key), what, remedy));
    }

    /** A key's text; null where it is absent, or a fault where it is none. */
    String text(String key) {
        asked.add(key);
        Node value = values.get(key);
        if (value == null) {
            return null;
        }
        if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue().strip();
        }
        fault(key, key + " is not a text", "Write one value behind " + key + ":");
        return null;
    }

    String text(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    /** A key's text; a fault where there is none. */
    String required(String key, String example) {
        if (!has(key)) {
            fault(key, key + " is missing", "Add a line such as " + key + ": " + example);
            return null;
        }
        return text(key);
    }

    boolean yes(String key, boolean otherwise) {
        String text = text(key);
        if (text == null) {
            return otherwise;
        }
        if (!text.equals("true") && !text.equals("false")) {
            fault(key, key + " is \"" + text + "\"", "Write true or false");
        }
        return text.equals("true");
    }

    /** The objects of a key: of a list, or the one object itself; empty where it is absent. */
    List<YamlObject> objects(String key) {
        asked.add(key);
        Node value = values.get(key);
        List<Node> nodes = value == null ? List.of() : value instanceof SequenceNode list ? list.getValue() : List.of(value);
        List<YamlObject> objects = new ArrayList<>();
        for (Node node : nodes) {
            if (node instanceof MappingNode object) {
                objects.add(new YamlObject(file, object, faults));
            } else {
                faults.add(new Fault(file + ":" + lineOf(node), "an entry of " + key + " has no keys", "Write it as docs/add-a-channel.md shows"));
            }
        }
        return objects;
    }

    /** A fault for each key that nobody asked for. */
    void refuseOthers() {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                fault(key, "there is no key " + key + " here", "Use one of " + String.join(", ", asked) + ", or remove it");
            }
        }
    }
}
