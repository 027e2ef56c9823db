package embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of this machine that nobody outside can reach. */
final class LoopbackPort {

    static final String HOST = "127.0.0.1";

    /** Below the range from which Linux takes ports for outgoing connections, so that none slips in before the server. */
    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 200;

    private LoopbackPort() {
    }

    /**
     * The port as configured, or a free one for 0.
     *
     * @param key the configuration key of the port
     * @throws EmbeddedServersException somebody else listens on the configured port
     */
    static int orFree(int configured, String key) {
        if (configured == 0) {
            return free();
        }
        if (!isFree(configured)) {
            throw new EmbeddedServersException("Port " + configured + " is taken by another process. Set " + key
                + " to a free port, or to 0 to have one chosen.");
        }
        return configured;
    }

    static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new EmbeddedServersException("No free port found between " + FIRST + " and " + LAST + ". Set "
            + "ordersync.embedded.postgres-port and ordersync.embedded.kafka-port.");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
