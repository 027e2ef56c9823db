package embedded;

import net.jpountz.util.Native;
import org.jboss.logging.Logger;

/**
 * LZ4 in native code, for Kafka's clients and the embedded broker. Under Quarkus' class loader the library does not look for its own,
 * and compresses in Java, which takes longer (docs/benchmarks.md).
 */
final class NativeLz4 {

    private static final Logger LOG = Logger.getLogger(NativeLz4.class);

    private NativeLz4() {
    }

    /** Before any class of Kafka's, for some look once. Where there is none for this system, all is done in Java. */
    static void load() {
        try {
            Native.load();
        } catch (LinkageError | RuntimeException unavailable) {
            LOG.infof("Kafka's records are pressed in Java, slowly, for LZ4's native library was not loaded: %s", unavailable);
        }
    }
}
