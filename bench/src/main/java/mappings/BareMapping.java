package mappings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * One mapping of a channel as the application compiles it, without what its engine does around it: no routing, no schema
 * check, no size limits. It stands in the application's package to reach its compiler. Safe for any thread.
 */
public final class BareMapping {

    private final Transformation transformation;

    private BareMapping(Transformation transformation) {
        this.transformation = transformation;
    }

    /**
     * @param file such as {@code order-status.jslt}, of the mappings that were packaged
     * @throws NoSuchElementException the channel has no such mapping
     */
    public static BareMapping of(String channel, String file) {
        return MappingsDirectory.locate(Optional.empty()).compile().get(channel).events().stream()
            .map(CompiledChannel.Event::mapping).filter(mapping -> mapping != null && mapping.file().equals(file))
            .map(mapping -> new BareMapping(mapping.transformation())).findFirst().orElseThrow();
    }

    public JsonNode apply(JsonNode message) {
        return transformation.apply(message, Map.of());
    }
}
