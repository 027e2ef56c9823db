package mappings;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The channels of {@code mappings/}, read and checked at the start. */
@ApplicationScoped
public class MappingRegistry {

    public Optional<ChannelMapping> find(String channel) {
        return Optional.empty();
    }

    public Collection<ChannelMapping> all() {
        return List.of();
    }
}
