package credit;

import http.Parameters;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which limit requests are asked for, as a list or a file. */
public class LimitRequestsQuery {

    @RestQuery
    @Parameter(description = "OPEN, APPROVED or REFUSED")
    String state;

    @RestQuery
    @Parameter(description = "The dealer")
    String customerId;

    /** @throws http.ProblemException 400: a parameter is not what it must be */
    LimitRequestFilter filter() {
        return new LimitRequestFilter(Parameters.oneOf(LimitRequest.State.class, "state", state), Parameters.text("customerId", customerId));
    }
}
