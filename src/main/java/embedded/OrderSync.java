package embedded;

import io.quarkus.runtime.Quarkus;
import mappings.BrokenMappings;
import mappings.MappingRegistry;
import mappings.MappingsConfig;
import mappings.Workbench;

/**
 * The application's main class, by {@code quarkus.package.main-class}. It carries no {@code @QuarkusMain}: with one,
 * Camel's routes would start after the HTTP port opens, and not at all in tests.
 */
public final class OrderSync {

    private OrderSync() {
    }

    /**
     * Without arguments the application starts. {@code mappings ...} runs the mapping workbench, without Quarkus, Kafka or
     * PostgreSQL, and ends; {@code --help} and what is not understood say what there is, and end. What keeps it from starting is said on standard error, a fault a line; the status is then 1.
     */
    public static void main(String... args) {
        if (args.length > 0) {
            System.exit(Workbench.run(args));
        }
        NativeLz4.load();
        try {
            // Before Quarkus, in whose log the faults would be the innermost of several causes.
            MappingRegistry.check(MappingsConfig.ofTheProcess());
            MissingServers.start();
        } catch (BrokenMappings | EmbeddedServersException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        Quarkus.run(args);
    }
}
