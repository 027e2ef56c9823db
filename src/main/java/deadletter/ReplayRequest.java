package deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import http.MessageJson;
import http.Parameters;
import http.ProblemException;
import http.TimeRange;
import java.util.Set;
import mappings.Outcome;

/**
 * Reads the JSON of the two replay requests. Strict: a field misspelt would otherwise mean a wider replay than was
 * asked for, so an unknown one is refused.
 */
final class ReplayRequest {

    private static final int DEFAULT_PER_SECOND = 50;
    private static final int MAX_PER_SECOND = 1000;

    private final JsonNode fields;

    private ReplayRequest(JsonNode fields) {
        this.fields = fields;
    }

    /**
     * @param body the request's; none or an empty one counts as {@code {}}
     * @throws ProblemException 400: it is not a JSON object of these fields
     */
    static ReplayRequest of(byte[] body, Set<String> allowed) {
        return new ReplayRequest(MessageJson.fields(body, allowed));
    }

    /** The edited message, or null for the original. */
    byte[] message() {
        return MessageJson.message(fields);
    }

    ReplayFilter filter() {
        TimeRange failed = TimeRange.of(text("from"), text("to"));
        return new ReplayFilter(Parameters.text("channel", text("channel")).orElse(null),
            Parameters.oneOf(Outcome.Reason.class, "reason", text("reason")).map(Enum::name).orElse(null),
            failed.from().orElse(null), failed.to().orElse(null));
    }

    /** True unless the request says {@code "dryRun": false}. */
    boolean isDryRun() {
        JsonNode dryRun = fields.path("dryRun");
        if (!dryRun.isMissingNode() && !dryRun.isBoolean()) {
            throw ProblemException.badParameter("dryRun", "true or false");
        }
        return dryRun.asBoolean(true);
    }

    int perSecond() {
        JsonNode perSecond = fields.path("perSecond");
        return Parameters.count("perSecond", perSecond.isMissingNode() ? null : perSecond.toString(), DEFAULT_PER_SECOND, MAX_PER_SECOND);
    }

    private String text(String name) {
        JsonNode value = fields.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
            throw ProblemException.badParameter(name, "a JSON string");
        }
        return value.textValue();
    }
}
