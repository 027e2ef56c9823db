package http;

import java.util.Map;

/**
 * What went wrong with a request, as RFC 9457 has it: {@code application/problem+json}.
 *
 * @param type   {@code about:blank}: the status says it all
 * @param title  the status in words
 * @param status the HTTP status
 * @param detail what was wrong and what to do, for a person; never a stack trace, a secret or a buyer's data
 */
public record Problem(String type, String title, int status, String detail) {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final Map<Integer, String> TITLES = Map.ofEntries(
        Map.entry(400, "Bad Request"), Map.entry(401, "Unauthorized"), Map.entry(403, "Forbidden"),
        Map.entry(404, "Not Found"), Map.entry(405, "Method Not Allowed"), Map.entry(406, "Not Acceptable"),
        Map.entry(408, "Request Timeout"), Map.entry(409, "Conflict"), Map.entry(413, "Content Too Large"), Map.entry(415, "Unsupported Media Type"),
        Map.entry(422, "Unprocessable Content"), Map.entry(429, "Too Many Requests"), Map.entry(500, "Internal Server Error"),
        Map.entry(503, "Service Unavailable"));

    public static Problem of(int status, String detail) {
        return new Problem("about:blank", TITLES.getOrDefault(status, "HTTP " + status), status, detail);
    }

    /** A body that is larger than what is taken. */
    static Problem tooLarge(long limitBytes) {
        return of(413, "The body is larger than " + limitBytes + " bytes. Send a smaller one.");
    }
}
