package http;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One method of one path of an {@link ApiDocument}. */
record ApiOperation(String verb, String path, JsonNode described) {

    private static final String JSON = "application/json";
    private static final String TOO_MANY = "429";
    private static final String RETRY_AFTER = "Retry-After";

    /** @param where the part of the operation it is an example of */
    record Example(String where, JsonNode schema, JsonNode value) { }

    String method() {
        return verb.toUpperCase(Locale.ROOT);
    }

    String name() {
        return method() + " " + path;
    }

    /** The names of its query parameters, in alphabetical order. */
    List<String> queryParameters() {
        List<String> names = new ArrayList<>();
        described.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        });
        return names.stream().sorted().toList();
    }

    JsonNode response(String status) {
        return described.path("responses").path(status);
    }

    private JsonNode request() {
        return described.path("requestBody").path("content");
    }

    String requestType() {
        return request().isEmpty() ? JSON : request().fieldNames().next();
    }

    List<JsonNode> requestExamples() {
        List<JsonNode> values = new ArrayList<>();
        request().forEach(content -> values.addAll(values(content)));
        return values;
    }

    List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        request().properties().stream().filter(content -> content.getKey().endsWith("json")).forEach(content ->
            values(content.getValue()).forEach(value -> examples.add(new Example("request", content.getValue().path("schema"), value))));
        described.path("responses").properties().forEach(response -> response.getValue().path("content").properties().stream()
            .filter(content -> content.getKey().endsWith("json")).forEach(content -> values(content.getValue())
                .forEach(value -> examples.add(new Example(response.getKey(), content.getValue().path("schema"), value)))));
        return examples;
    }

    private static List<JsonNode> values(JsonNode content) {
        List<JsonNode> values = new ArrayList<>();
        if (content.has("example")) {
            values.add(content.get("example"));
        }
        content.path("examples").forEach(example -> values.add(example.path("value")));
        return values;
    }

    /** Calls it with the examples of its parameters; a path's parameter without one is {@code none}, a query's is left out. */
    Response call(RequestSpecification call) {
        String address = path;
        for (JsonNode parameter : described.path("parameters")) {
            String name = parameter.path("name").asText();
            String example = example(parameter);
            if (parameter.path("in").asText().equals("path")) {
                address = address.replace("{" + name + "}", example == null ? "none" : example);
            } else if (parameter.path("in").asText().equals("query") && parameter.path("required").asBoolean()) {
                call.queryParam(name, example);
            }
        }
        return call.request(method(), address);
    }

    private static String example(JsonNode parameter) {
        JsonNode own = parameter.path("example");
        JsonNode first = own.isMissingNode() ? parameter.path("examples").path(0) : own;
        return first.isMissingNode() ? null : first.asText();
    }

    /** What a reader would miss. */
    List<String> lacking() {
        List<String> lacking = new ArrayList<>();
        if (described.path("summary").asText().isEmpty()) {
            lacking.add("a summary");
        }
        if (described.path("tags").isEmpty()) {
            lacking.add("a tag");
        }
        described.path("parameters").forEach(parameter -> {
            boolean plain = parameter.path("in").asText().equals("path");
            if (!plain && parameter.path("description").asText().isEmpty()) {
                lacking.add("a description of the parameter " + parameter.path("name").asText());
            }
        });
        JsonNode responses = described.path("responses");
        if (responses.properties().stream().noneMatch(response -> response.getKey().startsWith("2") || response.getKey().startsWith("3"))) {
            lacking.add("a response that is no problem");
        }
        responses.properties().forEach(response -> {
            if (response.getValue().path("description").asText().isEmpty()) {
                lacking.add("a description of the response " + response.getKey());
            }
            if (response.getKey().equals(TOO_MANY) && !response.getValue().path("headers").has(RETRY_AFTER)) {
                lacking.add("the header " + RETRY_AFTER + " of the response " + TOO_MANY);
            }
            if (Set.of("200", "201", "202").contains(response.getKey()) && response.getValue().path("content").isEmpty() && !path.startsWith("/webhook")) {
                lacking.add("what is in the response " + response.getKey());
            }
            response.getValue().path("content").properties().stream().filter(content -> content.getKey().endsWith("json")).forEach(content -> {
                if (content.getValue().path("schema").isEmpty() || values(content.getValue()).isEmpty()) {
                    lacking.add("a schema or an example of the response " + response.getKey());
                }
            });
        });
        if (!described.path("security").isEmpty() && !responses.has(TOO_MANY)) {
            lacking.add("the response " + TOO_MANY + " to a user who asks too often");
        }
        request().properties().stream().filter(content -> content.getKey().endsWith("json")).forEach(content -> {
            JsonNode schema = content.getValue().path("schema");
            if (schema.isEmpty() || schema.path("type").asText().equals("string") || values(content.getValue()).isEmpty()) {
                lacking.add("a schema or an example of the request");
            }
        });
        return lacking;
    }
}
