package finance.reconciliation;

import http.Parameters;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which open items of all days are asked for, as a list or a file. */
public class OpenItemsQuery {

    @RestQuery("class")
    @Parameter(description = "MISSING_PAYMENT, MISSING_ORDER, …")
    String itemClass;

    @RestQuery
    @Parameter(description = "Who looks after it, such as finance")
    String owner;

    /** @throws http.ProblemException 400: a parameter is not what it must be */
    Items.Filter filter() {
        return new Items.Filter(Parameters.oneOf(ItemClass.class, "class", itemClass), Optional.empty(), Parameters.text("owner", owner));
    }
}
