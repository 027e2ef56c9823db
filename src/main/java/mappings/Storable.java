package mappings;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Text that JSON allows and PostgreSQL refuses: the character U+0000, and half of a surrogate pair. */
final class Storable {

    private Storable() {
    }

    /** Whether a message may hold such text, by its JSON: both are written as an escape. Rarely true. */
    static boolean isDoubtful(byte[] json) {
        // The virtual machine searches text many bytes at a time, an array one by one.
        return new String(json, StandardCharsets.ISO_8859_1).contains("\\u");
    }

    /** The path of the first field that holds such text; null where none does. */
    static String refused(JsonNode node, String path) {
        if (node.isTextual()) {
            return isWellFormed(node.textValue()) ? null : path;
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String refused = refused(field.getValue(), path + "." + field.getKey());
            if (refused != null) {
                return refused;
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            String refused = refused(node.get(i), path + "[" + i + "]");
            if (refused != null) {
                return refused;
            }
        }
        return null;
    }

    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(point -> point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
    }
}
