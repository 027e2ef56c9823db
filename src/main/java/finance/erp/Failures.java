package finance.erp;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;

/** What the failure of a call tells. */
final class Failures {

    /** By name, of a library that only the routes know: a connection that was not made in time, or not to be had. */
    private static final Set<String> UNSENT = Set.of("ConnectTimeoutException", "ConnectionRequestTimeoutException", "HttpHostConnectException");

    private Failures() {
    }

    /** Whether no byte can have reached the ERP: there was no connection. */
    static boolean isUnsent(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof UnknownHostException || cause instanceof NoRouteToHostException
                || UNSENT.contains(cause.getClass().getSimpleName())) {
                return true;
            }
        }
        return false;
    }

    /** What the innermost cause says; of an address, nothing behind the ?. */
    static String words(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return (cause.getClass().getSimpleName() + message).replaceAll("\\?\\S+", "?…");
    }
}
