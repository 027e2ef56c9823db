package deadletter;

import http.Parameters;
import http.TimeRange;
import mappings.Outcome;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which dead letters are asked for, as a list or a file. */
public class DeadLettersQuery {

    @RestQuery
    @Parameter(description = "Such as lazada")
    String channel;

    @RestQuery
    @Parameter(description = "UNKNOWN_STATUS, SCHEMA, …")
    String reason;

    @RestQuery
    @Parameter(description = "OPEN (default), REPLAYING or RESOLVED")
    String status;

    @RestQuery
    @Parameter(description = "Failed at or after, such as 2026-05-01T00:00:00Z")
    String from;

    @RestQuery
    @Parameter(description = "Failed before")
    String to;

    /** @throws http.ProblemException 400: a parameter is not what it must be */
    DeadLetterFilter filter() {
        TimeRange failed = TimeRange.of(from, to);
        return new DeadLetterFilter(Parameters.text("channel", channel), Parameters.oneOf(Outcome.Reason.class, "reason", reason),
            Parameters.oneOf(DeadLetter.Status.class, "status", status).orElse(DeadLetter.Status.OPEN),
            failed.from(), failed.to());
    }
}
