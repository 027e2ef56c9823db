package credit;

import http.Parameters;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which dealers are asked for, as a list or a file. */
public class DealersQuery {

    @RestQuery
    @Parameter(description = "Start of the id, or part of the name, in any case; accents do not count")
    String text;

    @RestQuery
    @Parameter(description = "true: it, or a dealer above it, is locked; false: neither is")
    String locked;

    /** @throws http.ProblemException 400: a parameter is not what it must be */
    DealerFilter filter() {
        return new DealerFilter(Parameters.text("text", text), Parameters.truth("locked", locked));
    }
}
