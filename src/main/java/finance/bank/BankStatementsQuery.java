package finance.bank;

import http.Parameters;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which files of the bank are asked for, as a list or a file. */
public class BankStatementsQuery {

    @RestQuery
    @Parameter(description = "READING, READ or REFUSED")
    String state;

    /** @throws http.ProblemException 400: it is none of these */
    Optional<BankLineResource.State> state() {
        return Parameters.oneOf(BankLineResource.State.class, "state", state);
    }
}
