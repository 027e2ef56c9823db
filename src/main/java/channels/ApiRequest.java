package channels;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One call to a platform's API.
 *
 * @param path          below the API's base address, with its leading slash
 * @param query         encoded, empty for none
 * @param authorization the header of that name, null for none
 * @param contentType   null when there is no body
 * @param body          null for none
 */
public record ApiRequest(String method, String path, String query, String authorization, String contentType,
                         String body) {

    public static ApiRequest get(String path, Map<String, String> query, String authorization) {
        return new ApiRequest("GET", path, encoded(query), authorization, null, null);
    }

    public static ApiRequest postJson(String path, String authorization, String json) {
        return new ApiRequest("POST", path, "", authorization, "application/json", json);
    }

    public static ApiRequest postForm(String path, Map<String, String> query, String authorization, Map<String, String> form) {
        return new ApiRequest("POST", path, encoded(query), authorization, "application/x-www-form-urlencoded", encoded(form));
    }

    /** Names the call for a person; the query may carry a token and stays out. */
    @Override
    public String toString() {
        return method + " " + path;
    }

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
            .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
