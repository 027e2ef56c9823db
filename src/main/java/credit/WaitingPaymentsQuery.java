package credit;

import http.Parameters;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which payments that wait are asked for, as a list or a file. */
public class WaitingPaymentsQuery {

    /** Which payments are listed. */
    enum State { WAITING }

    @RestQuery
    @Parameter(description = "WAITING, which is the default; others are in their dealer's ledger")
    String state;

    @RestQuery
    @Parameter(description = "ORDER, DEALER or RATE")
    String waitsFor;

    /** @throws http.ProblemException 400: a parameter is not what it must be */
    Optional<WaitingPayments.WaitsFor> waitsFor() {
        Parameters.oneOf(State.class, "state", state);
        return Parameters.oneOf(WaitingPayments.WaitsFor.class, "waitsFor", waitsFor);
    }
}
