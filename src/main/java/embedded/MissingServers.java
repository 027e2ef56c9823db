package embedded;

import embedded.EmbeddedServers.Server;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import org.jboss.logging.Logger;

/**
 * Sees to it, before Quarkus starts, that the application has a PostgreSQL and a Kafka: what the configuration names no
 * address for starts embedded, and its address becomes a system property. So a live reload of dev mode, which runs the
 * main method again in the same process, finds both and starts nothing.
 */
public final class MissingServers {

    private static final Logger LOG = Logger.getLogger(MissingServers.class);

    /** A class of each server; the container image leaves both out. */
    private static final Map<Server, String> CLASSES = Map.of(
        Server.POSTGRESQL, "io.zonky.test.db.postgres.embedded.EmbeddedPostgres",
        Server.KAFKA, "kafka.server.KafkaRaftServer");

    private static EmbeddedServers begun;

    private MissingServers() {
    }

    /**
     * Starts what is missing, and leaves Kafka to start while Quarkus does; it stops after Quarkus has, when the process ends.
     *
     * @throws EmbeddedServersException a server is missing and cannot run here
     */
    public static void start() {
        // Until Quarkus configures logging every level is on, and all that the servers say of their start is kept.
        java.util.logging.Logger.getLogger("").setLevel(Level.INFO);
        SmallRyeConfig config = ConfigUtils.configBuilder().withMapping(EmbeddedConfig.class).build();
        Set<Server> missing = EnumSet.noneOf(Server.class);
        for (Server server : Server.values()) {
            if (config.getOptionalValue(server.addressKey, String.class).isEmpty()) {
                requirePresent(server);
                missing.add(server);
            }
        }
        if (!missing.isEmpty()) {
            EmbeddedServers servers = EmbeddedServers.begin(config.getConfigMapping(EmbeddedConfig.class), missing);
            servers.addresses().forEach(System::setProperty);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAfterQuarkus(servers), "embedded servers stop"));
            Map<String, String> told = new TreeMap<>(servers.addresses());
            told.remove(EmbeddedServers.PASSWORD);   // nobody needs it, and a log holds none
            LOG.infof("Embedded servers: %s", told);
            begun = servers;
        }
    }

    /**
     * Returns once the servers that were started run.
     *
     * @throws EmbeddedServersException one cannot
     */
    static void await() {
        if (begun != null) {
            begun.awaitKafka();
        }
    }

    private static void requirePresent(Server server) {
        try {
            Class.forName(CLASSES.get(server), false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException | RuntimeException leftOut) {
            // Quarkus's class loader throws the latter when the jar itself was taken out of lib/main.
            throw new EmbeddedServersException("No address of " + server + " is configured, and this package carries no "
                + "embedded one. Set QUARKUS_DATASOURCE_JDBC_URL (with QUARKUS_DATASOURCE_USERNAME and "
                + "QUARKUS_DATASOURCE_PASSWORD) and KAFKA_BOOTSTRAP_SERVERS.", leftOut);
        }
    }

    /** Shutdown hooks run at the same time, and batches in flight need both servers until the last one is committed. */
    private static void stopAfterQuarkus(EmbeddedServers servers) {
        Application application = ApplicationLifecycleManager.getCurrentApplication();
        if (application != null) {
            application.awaitShutdown();
        }
        servers.close();
    }
}
