package orders;

import http.Parameters;
import http.TimeRange;
import java.text.Normalizer;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which orders are asked for, as a list or a file. */
public class OrdersQuery {

    @RestQuery
    @Parameter(description = "Such as lazada")
    String platform;

    @RestQuery
    @Parameter(description = "The platform's shop id")
    String shop;

    @RestQuery
    @Parameter(description = "One or several, with commas: PENDING,CONFIRMED")
    String status;

    @RestQuery
    @Parameter(description = "The dealer on whose account it is")
    String dealer;

    @RestQuery
    @Parameter(description = """
        Start of the order id, or, of three characters and more, part of the buyer's name or phone; accents do not count. A whole phone \
        number is found whichever of 0, 84 and +84 it begins with.""")
    String text;

    @RestQuery
    @Parameter(description = "Made at or after, such as 2026-05-01T00:00:00Z")
    String from;

    @RestQuery
    @Parameter(description = "Made before")
    String to;

    /** @throws http.ProblemException 400: a parameter is not what it must be */
    OrderFilter filter() {
        TimeRange made = TimeRange.of(from, to);
        return new OrderFilter(Parameters.text("platform", platform), Parameters.text("shop", shop),
            Parameters.someOf(OrderStatus.class, "status", status), Parameters.text("dealer", dealer), Parameters.text("text", text).map(words -> Normalizer.normalize(words, Normalizer.Form.NFC)),
            made.from(), made.to());
    }
}
