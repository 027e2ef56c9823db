package channels;

import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Alternative;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** What counts of the channels' configuration: all of it, until keys that were only lent are taken back while the process runs. */
@Alternative
@Priority(1)
@ApplicationScoped
public class CurrentChannels implements ChannelsConfig {

    private final Event<Changed> changed;
    private volatile Map<String, ChannelConfig> channels;

    /** Something counts no longer: whoever made something of it looks again. */
    public record Changed() { }

    CurrentChannels(Event<Changed> changed) {
        this.changed = changed;
        this.channels = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class).getConfigMapping(ChannelsConfig.class).channels();
    }

    @Override
    public Map<String, ChannelConfig> channels() {
        return channels;
    }

    /** From now on these count. Returns when all that followed the others have let go of them. */
    public void become(ChannelsConfig others) {
        channels = others.channels();
        changed.fire(new Changed());
    }
}
