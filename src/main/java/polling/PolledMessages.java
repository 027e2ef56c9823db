package polling;

import channels.RawMessage;
import channels.ShopAccess;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import mappings.MappingRegistry;

/** What a platform's API told, as raw messages with their Kafka key. */
@ApplicationScoped
public class PolledMessages {

    private final MappingRegistry mappings;
    private final Clock clock = Clock.systemUTC();

    PolledMessages(MappingRegistry mappings) {
        this.mappings = mappings;
    }

    /** @throws IllegalStateException when {@code mappings/} has no such channel, and nobody could read the message */
    public RawMessage of(ShopAccess shop, byte[] body, RawMessage.Source source) {
        String key = mappings.find(shop.channel())
            .orElseThrow(() -> new IllegalStateException(shop + " is polled, but there is no folder mappings/" + shop.channel()))
            .key(body);
        return new RawMessage(shop.channel(), key, body, Map.of(), clock.instant(), source, null);
    }
}
