package http;

import embedded.Outliving;
import java.net.http.HttpClient;

/** HTTP clients of tests. */
public final class Clients {

    private Clients() {
    }

    /** One that may be kept in a static field: its thread runs until nobody has the client, and does not itself hold who has. */
    public static HttpClient http11() {
        try {
            return Outliving.start(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)::build);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
