package http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * What went wrong with a request, as RFC 9457 has it: {@code application/problem+json}.
 *
 * @param type      a {@link ProblemType}'s URI, or {@code about:blank}: the status says it all
 * @param title     the status in words
 * @param status    the HTTP status
 * @param detail    what was wrong and what to do, for a person; never a stack trace, a secret or a buyer's data
 * @param parameter the parameter or field that was wrong; null: none, and then there is no such member
 */
public record Problem(String type, String title, int status, String detail, @JsonInclude(JsonInclude.Include.NON_NULL) String parameter) {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final Map<Integer, String> TITLES = Map.ofEntries(
        Map.entry(400, "Bad Request"), Map.entry(401, "Unauthorized"), Map.entry(403, "Forbidden"),
        Map.entry(404, "Not Found"), Map.entry(405, "Method Not Allowed"), Map.entry(406, "Not Acceptable"),
        Map.entry(408, "Request Timeout"), Map.entry(409, "Conflict"), Map.entry(413, "Content Too Large"), Map.entry(415, "Unsupported Media Type"),
        Map.entry(422, "Unprocessable Content"), Map.entry(429, "Too Many Requests"), Map.entry(500, "Internal Server Error"),
        Map.entry(503, "Service Unavailable"));

    public static Problem of(int status, String detail) {
        return new Problem("about:blank", title(status), status, detail, null);
    }

    public static Problem of(int status, ProblemType type, String detail) {
        return new Problem(type.uri(), title(status), status, detail, null);
    }

    static Problem ofParameter(String name, String detail) {
        return new Problem(ProblemType.BAD_PARAMETER.uri(), title(400), 400, detail, name);
    }

    private static String title(int status) {
        return TITLES.getOrDefault(status, "HTTP " + status);
    }

    /** A body that is larger than what is taken. */
    static Problem tooLarge(long limitBytes) {
        return of(413, "The body is larger than " + limitBytes + " bytes. Send a smaller one.");
    }
}
