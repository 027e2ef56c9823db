package mappings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where in a message a value stands, in the mapping language's way of writing it: {@code .data.status_update_time}. */
final class NodePath {

    private static final int NAME_MAX_CHARS = 60;

    private NodePath() {
    }

    /** The path of {@code value} by identity; null where the message has it nowhere, or in several places. */
    static String of(JsonNode value, JsonNode message) {
        List<String> found = new ArrayList<>();
        search(value, message, "", found);
        return found.size() == 1 ? found.get(0) : null;
    }

    private static void search(JsonNode value, JsonNode node, String path, List<String> found) {
        if (node == value) {
            found.add(path.isEmpty() ? "." : path);
        } else if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                search(value, field.getValue(), path + "." + name(field.getKey()), found);
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                search(value, node.get(i), path + "[" + i + "]", found);
            }
        }
    }

    /** A name is the sender's to choose, so only a plain one is repeated. */
    private static String name(String name) {
        return name.length() <= NAME_MAX_CHARS && name.matches("[A-Za-z0-9_-]+") ? name : "?";
    }
}
