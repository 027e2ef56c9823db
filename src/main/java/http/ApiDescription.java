package http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Adds to the API's description what holds everywhere: that every error is a {@link Problem}, that a property may be null where
 * it is not required, that a parameter which there is not is refused, that whoever asks too often is told when to come again, that a
 * search may take too long, and an example where an answer has none of its own.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {

    private static final String BAD = "400";
    private static final String TOO_MANY = "429";
    private static final String TOO_LONG = "503";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() != null && api.getComponents().getSchemas() != null) {
            api.getComponents().getSchemas().values().forEach(ApiDescription::allowDecimalStrings);
            api.getComponents().getSchemas().values().forEach(ApiDescription::allowNulls);
        }
        ApiExamples examples = new ApiExamples(api);
        api.getPaths().getPathItems().values().forEach(path -> path.getOperations().values().forEach(operation -> complete(operation, examples)));
    }

    private static void complete(Operation operation, ApiExamples examples) {
        if (operation.getParameters() != null) {
            operation.getParameters().stream().filter(parameter -> parameter.getIn() == Parameter.In.PATH && parameter.getExample() == null)
                .forEach(parameter -> parameter.setExample(ApiExamples.ofPath(parameter.getName())));
        }
        addWhatHoldsEverywhere(operation);
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.compareTo("400") >= 0) {
                describeProblem(status, response);
            }
            if (status.equals(TOO_MANY)) {
                response.addHeader("Retry-After", OASFactory.createHeader().description("Seconds to wait").required(true)
                    .schema(OASFactory.createSchema().addType(Schema.SchemaType.INTEGER)).example(1));
            }
            if (response.getContent() != null) {
                response.getContent().getMediaTypes().forEach((type, content) -> addExample(type, content, examples));
            }
        });
        if (operation.getRequestBody() != null && operation.getRequestBody().getContent() != null) {
            operation.getRequestBody().getContent().getMediaTypes().forEach((type, content) -> addExample(type, content, examples));
        }
    }

    private static void addWhatHoldsEverywhere(Operation operation) {
        boolean needsToken = operation.getSecurity() != null && !operation.getSecurity().isEmpty();
        if (needsToken && !operation.getResponses().hasAPIResponse(TOO_MANY)) {
            operation.getResponses().addAPIResponse(TOO_MANY, OASFactory.createAPIResponse().description("Too many requests; Retry-After says when to come again"));
        }
        if (needsToken && !operation.getResponses().hasAPIResponse(BAD)) {
            operation.getResponses().addAPIResponse(BAD, OASFactory.createAPIResponse().description("The address has no such parameter, or one is not what it must be"));
        }
        boolean isList = operation.getParameters() != null && operation.getParameters().stream().anyMatch(parameter -> "cursor".equals(parameter.getName()));
        if (isList && !operation.getResponses().hasAPIResponse(TOO_LONG)) {
            operation.getResponses().addAPIResponse(TOO_LONG, OASFactory.createAPIResponse().description("The search took too long; narrow it"));
        }
    }

    private static void addExample(String type, MediaType content, ApiExamples examples) {
        boolean has = content.getExample() != null || content.getExamples() != null && !content.getExamples().isEmpty();
        if (type.endsWith("json") && content.getSchema() != null && !has) {
            content.setExample(examples.of(content.getSchema()));
        }
    }

    private static void describeProblem(String status, APIResponse response) {
        if (response.getContent() == null) {
            response.setContent(problem(status));
        }
    }

    private static Content problem(String status) {
        Problem problem = Problem.of(Integer.parseInt(status), status.equals(TOO_MANY) ? "Too many requests. Wait 1 s."
            : "What was wrong, and what to do.");
        Schema schema = OASFactory.createSchema().addType(Schema.SchemaType.OBJECT)
            .addProperty("type", text().enumeration(types())).addProperty("title", text())
            .addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER)).addProperty("detail", text())
            .addProperty("parameter", text().description("The parameter or field that was wrong, where one was"));
        return OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, OASFactory.createMediaType().schema(schema).example(
            Map.of("type", problem.type(), "title", problem.title(), "status", problem.status(), "detail", problem.detail())));
    }

    /** All that a problem may be, so that a client can tell them apart without reading its words. */
    private static List<Object> types() {
        return Stream.concat(Stream.of("about:blank"), Arrays.stream(ProblemType.values()).map(ProblemType::uri)).map(Object.class::cast).toList();
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }

    /** A number of no binary format is a decimal, and a string takes one as well. */
    private static void allowDecimalStrings(Schema schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(ApiDescription::allowDecimalStrings);
        }
        if (schema.getItems() != null) {
            allowDecimalStrings(schema.getItems());
        }
        if (schema.getType() != null && schema.getType().contains(Schema.SchemaType.NUMBER) && schema.getFormat() == null) {
            schema.addType(Schema.SchemaType.STRING);
        }
    }

    private static void allowNulls(Schema schema) {
        if (schema.getProperties() == null) {
            return;
        }
        for (Map.Entry<String, Schema> property : new ArrayList<>(schema.getProperties().entrySet())) {
            Schema value = property.getValue();
            allowNulls(value);
            if (value.getItems() != null) {
                allowNulls(value.getItems());
            }
            if (schema.getRequired() == null || !schema.getRequired().contains(property.getKey())) {
                schema.addProperty(property.getKey(), orNull(value));
            }
        }
    }

    private static Schema orNull(Schema value) {
        List<Schema.SchemaType> types = value.getType();
        if (types != null && types.contains(Schema.SchemaType.NULL)) {
            return value;
        }
        if (types != null && value.getEnumeration() == null) {
            return value.addType(Schema.SchemaType.NULL);
        }
        if (types == null && value.getRef() == null && value.getAnyOf() == null && value.getAllOf() == null && value.getOneOf() == null) {
            // It is of any type already.
            return value;
        }
        return OASFactory.createSchema().addAnyOf(value).addAnyOf(OASFactory.createSchema().addType(Schema.SchemaType.NULL));
    }
}
