package mappings;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The channels of {@code mappings/}, read and checked at the start: a fault there stops it. Where reload is on, an edit
 * takes effect on whatever is asked for a second later, on any thread, and a broken edit is logged and leaves the channels
 * as they were; so ask for a channel with each message and keep none. A singleton, for a proxy would look itself up each time.
 */
@Singleton
public class MappingRegistry {

    private static final Logger LOG = Logger.getLogger(MappingRegistry.class);
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MappingsDirectory directory;
    private final boolean reload;
    private final LongSupplier nanoTime;
    private Map<Path, String> fingerprint;
    /** When the last look began, by {@code nanoTime}. */
    private long lastLook;
    private volatile long nextLook;
    private volatile Map<String, CompiledChannel> channels;

    @Inject
    public MappingRegistry(MappingsConfig config) {
        this(MappingsDirectory.locate(config.dir()),
            config.reload().orElse(LaunchMode.current() == LaunchMode.DEVELOPMENT), System::nanoTime);
    }

    private MappingRegistry(MappingsDirectory directory, boolean reload, LongSupplier nanoTime) {
        this.directory = directory;
        this.reload = reload;
        this.nanoTime = nanoTime;
        this.lastLook = nanoTime.getAsLong();
        this.nextLook = lastLook + LOOK_EVERY_NANOS;
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
        return of(directory, reload, System::nanoTime);
    }

    static MappingRegistry of(Path directory, boolean reload, LongSupplier nanoTime) {
        return new MappingRegistry(MappingsDirectory.locate(Optional.of(directory.toString())), reload, nanoTime);
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
        long asked = nanoTime.getAsLong();
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
        return nanoTime.getAsLong() - nextLook >= 0;
    }

    private void look() {
        lastLook = nanoTime.getAsLong();
        try {
            Map<Path, String> now = directory.fingerprint();
            if (!now.equals(fingerprint)) {
                fingerprint = now;
                channels = directory.compile();
                LOG.infof("Channels %s read again from %s", channels.keySet(), directory.root().toUri());
            }
        } catch (BrokenMappings broken) {
            LOG.errorf("mappings/ is broken, so the channels stay as they were:%n%s", broken.getMessage());
        } catch (RuntimeException unforeseen) {
            LOG.error("mappings/ cannot be read, so the channels stay as they were", unforeseen);
        } finally {
            nextLook = lastLook + LOOK_EVERY_NANOS;
        }
    }
}
