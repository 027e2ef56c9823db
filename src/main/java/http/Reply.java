package http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;

/**
 * An HTTP answer from outside the REST resources.
 *
 * @param headers more than content-type and content-length
 * @param body    a problem's JSON, or empty
 */
public record Reply(int status, Map<String, String> headers, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Nothing but a status. */
    public static Reply of(int status) {
        return new Reply(status, Map.of(), new byte[0]);
    }

    /** A problem; {@code detail} says what was wrong and what to do. */
    public static Reply problem(int status, String detail) {
        try {
            return new Reply(status, Map.of("Content-Type", Problem.MEDIA_TYPE),
                JSON.writeValueAsBytes(Problem.of(status, detail)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem of four plain fields must be writable", e);
        }
    }

    /** A body that is larger than what is taken. */
    public static Reply tooLarge(long limitBytes) {
        Problem problem = Problem.tooLarge(limitBytes);
        return problem(problem.status(), problem.detail());
    }

    /** The same with one more header. */
    public Reply with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Reply(status, Map.copyOf(more), body);
    }
}
