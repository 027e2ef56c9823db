package mappings;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The channels of {@code mappings/}, read and checked at the start: a fault there stops it. Where reload is on, an edit
 * takes effect on whatever is asked for a second later, on any thread, and a broken edit is logged and leaves the channels
 * as they were; so ask for a channel with each message and keep none.
 */
@ApplicationScoped
public class MappingRegistry {

    private static final Logger LOG = Logger.getLogger(MappingRegistry.class);
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MappingsDirectory directory;
    private final boolean reload;
    private Map<Path, String> fingerprint;
    /** When the last look began; {@link System#nanoTime}. */
    private long lastLook = System.nanoTime();
    private volatile long nextLook = lastLook + LOOK_EVERY_NANOS;
    private volatile Map<String, CompiledChannel> channels;

    @Inject
    public MappingRegistry(MappingsConfig config) {
        this(MappingsDirectory.locate(config.dir()),
            config.reload().orElse(LaunchMode.current() == LaunchMode.DEVELOPMENT));
    }

    private MappingRegistry(MappingsDirectory directory, boolean reload) {
        this.directory = directory;
        this.reload = reload;
        this.fingerprint = reload ? directory.fingerprint() : Map.of();
        this.channels = directory.compile();
    }

    /**
     * Compiles the channels that a start with this configuration would have, and forgets them.
     *
     * @throws BrokenMappings where anything is wrong with them
     */
    public static void check(MappingsConfig config) {
        MappingsDirectory.locate(config.dir()).compile();
    }

    /**
     * The channels of a directory, without Quarkus.
     *
     * @throws BrokenMappings where anything is wrong with them
     */
    public static MappingRegistry of(Path directory, boolean reload) {
        return new MappingRegistry(MappingsDirectory.locate(Optional.of(directory.toString())), reload);
    }

    void start(@Observes StartupEvent event) {
        LOG.infof("Channels %s from %s", channels.keySet(), directory.root().toUri());
    }

    public Optional<ChannelMapping> find(String channel) {
        lookForEdits();
        return Optional.ofNullable(channels.get(channel));
    }

    public Collection<ChannelMapping> all() {
        lookForEdits();
        return Collections.unmodifiableCollection(channels.values());
    }

    /** Whether it looks for edits, so that asking for a channel may read files. */
    public boolean reloads() {
        return reload;
    }

    /**
     * Looks for edits at once, where reload is on: whoever asks for a channel from now on meets every edit made before.
     * It costs a look at each file; for a message that was sent because of an edit.
     */
    public void refresh() {
        if (!reload) {
            return;
        }
        long asked = System.nanoTime();
        synchronized (this) {
            if (lastLook - asked < 0) {
                look();
            }
        }
    }

    /** Who comes while another one looks waits for it, and so never goes on with channels older than the edit. */
    private void lookForEdits() {
        if (reload && isDue()) {
            synchronized (this) {
                if (isDue()) {
                    look();
                }
            }
        }
    }

    private boolean isDue() {
        return System.nanoTime() - nextLook >= 0;
    }

    private void look() {
        lastLook = System.nanoTime();
        try {
            Map<Path, String> now = directory.fingerprint();
            if (!now.equals(fingerprint)) {
                fingerprint = now;
                channels = directory.compile();
                LOG.infof("Channels %s read again from %s", channels.keySet(), directory.root().toUri());
            }
        } catch (BrokenMappings broken) {
            LOG.errorf("mappings/ is broken, so the channels stay as they were:%n%s", broken.getMessage());
        } finally {
            nextLook = lastLook + LOOK_EVERY_NANOS;
        }
    }
}
