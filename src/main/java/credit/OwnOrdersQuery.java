package credit;

import http.Parameters;
import http.TimeRange;
import java.util.Optional;
import orders.OrderFilter;
import orders.OrderStatus;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which of a dealer's own orders are asked for, as a list or a file. */
public class OwnOrdersQuery {

    @RestQuery
    @Parameter(description = "One or several, with commas: PENDING,CONFIRMED")
    String status;

    @RestQuery
    @Parameter(description = "Made at or after, such as 2026-05-01T00:00:00Z")
    String from;

    @RestQuery
    @Parameter(description = "Made before")
    String to;

    /** @throws http.ProblemException 400: a parameter is not what it must be */
    OrderFilter filter(String dealer) {
        TimeRange made = TimeRange.of(from, to);
        return new OrderFilter(Optional.empty(), Optional.empty(), Parameters.someOf(OrderStatus.class, "status", status),
            Optional.of(dealer), Optional.empty(), made.from(), made.to());
    }
}
