package channels;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** What a platform's API answered: the HTTP status and the bytes of the body. */
public record ApiAnswer(int status, byte[] body) {

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    /**
     * The body as JSON, its numbers as they were written.
     *
     * @param call names the call in errors
     * @throws PlatformException the answer is no 200, or its body no JSON object; its kind says what may help
     */
    public JsonNode json(String call) {
        if (status != OK) {
            throw refusal(status, call + " was answered " + status);
        }
        try {
            JsonNode json = PlatformJson.read(body);
            if (json.isObject()) {
                return json;
            }
        } catch (IOException e) {
            // Said below.
        }
        throw new PlatformException.Down(call + " was answered with a body that is no JSON object");
    }

    /** What a status other than 200 means, of HTTP or told in a body; its kind says what may help. */
    public static PlatformException refusal(int status, String message) {
        if (status == UNAUTHORIZED) {
            return new PlatformException.TokenRefused(message);
        }
        if (status == TOO_MANY_REQUESTS) {
            return new PlatformException.TooManyCalls(message);
        }
        return status >= SERVER_ERROR ? new PlatformException.Down(message) : new PlatformException(message);
    }
}
