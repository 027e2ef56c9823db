package finance.reconciliation;

import http.Parameters;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which items of a day are asked for, as a list or a file. */
public class ItemsQuery {

    @RestQuery("class")
    @Parameter(description = "MISSING_PAYMENT, MISSING_ORDER, …")
    String itemClass;

    @RestQuery
    @Parameter(description = "open, explained or settled")
    String state;

    /** @throws http.ProblemException 400: a parameter is not what it must be */
    Items.Filter filter() {
        return new Items.Filter(Parameters.oneOf(ItemClass.class, "class", itemClass), ItemState.parse("state", state), Optional.empty());
    }
}
