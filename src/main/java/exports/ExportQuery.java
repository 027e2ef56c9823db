package exports;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** As which file a list is asked for. */
public class ExportQuery {

    @RestQuery
    @Parameter(required = true, description = "csv or xlsx", example = "csv")
    String format;

    /** @throws http.ProblemException 400: it is neither csv nor xlsx */
    public ExportFormat format() {
        return ExportFormat.of(format);
    }
}
