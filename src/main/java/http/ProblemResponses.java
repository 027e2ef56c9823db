package http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Says in the API's description that every error is a {@link Problem}. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ProblemResponses implements OASFilter {

    @Override
    public Operation filterOperation(Operation operation) {
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.compareTo("400") >= 0 && response.getContent() == null) {
                response.setContent(content(status));
            }
        });
        return operation;
    }

    private static Content content(String status) {
        Problem problem = Problem.of(Integer.parseInt(status), "What was wrong, and what to do.");
        Schema schema = OASFactory.createSchema().addType(Schema.SchemaType.OBJECT)
            .addProperty("type", text()).addProperty("title", text())
            .addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER)).addProperty("detail", text());
        return OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, OASFactory.createMediaType().schema(schema).example(
            Map.of("type", problem.type(), "title", problem.title(), "status", problem.status(), "detail", problem.detail())));
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }
}
