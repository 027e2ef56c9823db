package finance.payments;

import http.Parameters;
import http.TimeRange;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which payments are asked for, as a list or a file. */
public class PaymentsQuery {

    @RestQuery
    @Parameter(description = "vnpay, momo, or what a shop named")
    String provider;

    @RestQuery
    @Parameter(description = "The order's id")
    String order;

    @RestQuery
    @Parameter(description = "PENDING, CAPTURED, …")
    String status;

    @RestQuery
    @Parameter(description = "ORDER, AMOUNT, CURRENCY or PAID")
    String waitsFor;

    @RestQuery
    @Parameter(description = "First told of at or after, such as 2026-05-01T00:00:00Z")
    String from;

    @RestQuery
    @Parameter(description = "First told of before")
    String to;

    /** @throws http.ProblemException 400: a parameter is not what it must be */
    PaymentFilter filter() {
        TimeRange told = TimeRange.of(from, to);
        return new PaymentFilter(Parameters.text("provider", provider), Parameters.text("order", order),
            Parameters.oneOf(PaymentStatus.class, "status", status), Parameters.oneOf(WaitsFor.class, "waitsFor", waitsFor),
            told.from(), told.to());
    }
}
