package embedded;

import io.quarkus.runtime.Quarkus;

/**
 * The application's main class, by {@code quarkus.package.main-class}. It carries no {@code @QuarkusMain}: with one,
 * Camel's routes would start after the HTTP port opens, and not at all in tests.
 */
public final class OrderSync {

    private OrderSync() {
    }

    /** Starts the application, and before it the servers that it is not given. */
    public static void main(String... args) {
        try {
            MissingServers.start();
        } catch (EmbeddedServersException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        Quarkus.run(args);
    }
}
