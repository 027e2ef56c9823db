package credit;

import http.Parameters;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which invoices of a dealer are asked for, as a list or a file. */
public class InvoicesQuery {

    @RestQuery
    @Parameter(description = "true: only those not paid in full; false: only those that are")
    String open;

    /** @throws http.ProblemException 400: it is neither true nor false */
    Optional<Boolean> open() {
        return Parameters.truth("open", open);
    }
}
