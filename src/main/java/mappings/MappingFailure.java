package mappings;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Thrown where a mapping meets a value it cannot take. The text tells nothing of the value: it ends in logs and dead
 * letters, and the value may be a person's.
 */
class MappingFailure extends RuntimeException {

    /** The value at fault, by identity a node of the message where it was taken from there unchanged; or null. */
    private final transient JsonNode value;

    MappingFailure(String what) {
        this(what, null);
    }

    MappingFailure(String what, JsonNode value) {
        super(what, null, false, false);
        this.value = value;
    }

    JsonNode value() {
        return value;
    }
}
