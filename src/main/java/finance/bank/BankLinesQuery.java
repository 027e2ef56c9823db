package finance.bank;

import http.Parameters;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which lines of the bank are asked for, as a list or a file. */
public class BankLinesQuery {

    @RestQuery
    @Parameter(description = "Booked on this day, such as 2026-11-20")
    String date;

    @RestQuery
    @Parameter(description = "true: its payment is known, or it takes a line back or was taken back; false: it waits")
    String matched;

    @RestQuery
    @Parameter(description = "The order it names")
    String order;

    /** @throws http.ProblemException 400: a parameter is not what it must be */
    BankLineResource.Filter filter() {
        return new BankLineResource.Filter(Parameters.day("date", date).orElse(null), Parameters.truth("matched", matched).orElse(null),
            Parameters.text("order", order).orElse(null));
    }
}
