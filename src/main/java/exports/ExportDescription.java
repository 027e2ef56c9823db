package exports;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Adds to the API's description what every export answers, before {@link http.ApiDescription} completes its problems. */
@OpenApiFilter(value = OpenApiFilter.RunStage.BUILD, priority = 2)
public class ExportDescription implements OASFilter {

    private static final String ADDRESS = "/export";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getPaths().getPathItems().forEach((path, item) -> {
            if (path.endsWith(ADDRESS)) {
                describe(item.getGET());
            }
        });
    }

    private static void describe(Operation export) {
        export.getResponses()
            .addAPIResponse("200", response("The file").content(OASFactory.createContent()
                .addMediaType(ExportFormat.CSV_TYPE, file(text()))
                .addMediaType(ExportFormat.XLSX_TYPE, file(text().format("binary")))))
            .addAPIResponse("400", response("A parameter is not what it must be"))
            .addAPIResponse("429", response("As many exports are under way as may be, or too many requests; Retry-After says when to come again"))
            .addAPIResponse("503", response("The search took too long; narrow it"));
    }

    private static APIResponse response(String description) {
        return OASFactory.createAPIResponse().description(description);
    }

    private static MediaType file(Schema schema) {
        return OASFactory.createMediaType().schema(schema);
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }
}
