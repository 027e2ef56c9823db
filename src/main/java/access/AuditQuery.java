package access;

import http.Parameters;
import http.TimeRange;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which entries of the audit are asked for, as a list or a file. */
public class AuditQuery {

    @RestQuery
    @Parameter(description = "A user name")
    String user;

    @RestQuery
    @Parameter(description = "SIGN_IN, SIGN_IN_REFUSED, SIGN_IN_LOCKED, SIGN_OUT, TOKEN_REUSED, or a method and its address, such as PUT /users/{username}")
    String action;

    @RestQuery
    @Parameter(description = "At or after, such as 2026-05-01T00:00:00Z")
    String from;

    @RestQuery
    @Parameter(description = "Before")
    String to;

    /** @throws http.ProblemException 400: a parameter is not what it must be */
    AuditResource.Filter filter() {
        TimeRange range = TimeRange.of(from, to);
        return new AuditResource.Filter(Parameters.text("user", user).orElse(null), Parameters.text("action", action).orElse(null),
            range.from().orElse(null), range.to().orElse(null));
    }
}
