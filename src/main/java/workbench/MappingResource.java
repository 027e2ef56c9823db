package workbench;

import access.Access;
import access.Unaudited;
import channels.RawMessage;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import http.MessageJson;
import http.Parameters;
import http.ProblemException;
import http.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import mappings.ChannelDescription;
import mappings.MappingRegistry;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The mapping workbench: what the channels' folders say, and what they would make of a message. */
@RolesAllowed(Access.ENGINEER)
@Path("/mappings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mappings")
public class MappingResource {

    private static final int MAX_HEADERS = 100;

    private final MappingRegistry mappings;
    private final Trials trials;

    MappingResource(MappingRegistry mappings, Trials trials) {
        this.mappings = mappings;
        this.trials = trials;
    }

    /** A channel of {@code mappings/}. */
    public record Mapped(String channel, @JsonUnwrapped ChannelDescription folder) { }

    /** All of them, by name. */
    public record All(List<Mapped> mappings) { }

    /** The body of a try. */
    @Schema(name = "TryRequest")
    record Request(@Schema(description = "The message: text, exactly as it is sent, or JSON", implementation = Object.class) Object body,
                   @Schema(description = "In place of body: its bytes in Base64") String bodyBase64,
                   @Schema(description = "The sender's headers, by name in any case") Map<String, String> headers,
                   @Schema(description = "webhook (default), poll, backfill or details") String source) { }

    @GET
    @Operation(summary = "The channels' folders", description = "Files, status words and routing of each channel, as they are in use now.")
    @APIResponse(responseCode = "200", description = "The channels, by name", content = @Content(schema = @Schema(implementation = All.class),
        examples = @ExampleObject(name = "mappings", value = Examples.MAPPINGS)))
    public All list() {
        mappings.refresh();
        return new All(mappings.all().stream().map(mapping -> new Mapped(mapping.channel().name(), mapping.description())).toList());
    }

    @POST
    @Unaudited("A trial changes nothing")
    @Path("/{channel}/try")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Try a message on a channel's mapping", description = "Says whether its signature holds, which line of events: takes it, and the canonical "
        + "message or the exact reason why there is none. Nothing is sent, stored or counted. A signature covers the body byte for byte, so give the body as text.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Request.class),
        examples = @ExampleObject(name = "lazada", value = Examples.TRY)))
    @APIResponse(responseCode = "200", description = "What would become of it", content = @Content(schema = @Schema(implementation = Trial.class),
        examples = @ExampleObject(name = "trial", value = Examples.TRIAL)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be")
    @APIResponse(responseCode = "404", description = "There is no such channel")
    @APIResponse(responseCode = "413", description = "The message is larger than 1 MiB")
    public Trial tryOut(@RestPath @Parameter(description = "Such as lazada", example = "lazada") String channel, byte[] request) {
        JsonNode fields = MessageJson.fields(request, Set.of("body", "bodyBase64", "headers", "source"));
        byte[] body = MessageJson.message(fields);
        if (body == null) {
            throw ProblemException.badParameter("body", "given: the message as text or as JSON");
        }
        return trials.of(new RawMessage(channel, null, body, headers(fields.path("headers")), Instant.now(), source(fields.path("source")), null))
            .orElseThrow(() -> ProblemException.notFound(ProblemType.NO_SUCH_CHANNEL, "There is no folder of this channel in mappings/."));
    }

    private static Map<String, String> headers(JsonNode given) {
        boolean absent = given.isMissingNode() || given.isNull();
        if (!absent && (!given.isObject() || given.size() > MAX_HEADERS)) {
            throw ProblemException.badParameter("headers", "an object of at most " + MAX_HEADERS + " names and texts");
        }
        Map<String, String> headers = new HashMap<>();
        given.properties().forEach(header -> {
            if (!header.getValue().isTextual()) {
                throw ProblemException.badParameter("headers", "an object of names and texts");
            }
            headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue().textValue());
        });
        return headers;
    }

    private static RawMessage.Source source(JsonNode given) {
        String word = given.isMissingNode() || given.isNull() ? RawMessage.Source.WEBHOOK.word : Parameters.text("source", given.asText()).orElse("");
        RawMessage.Source source = RawMessage.Source.of(word);
        if (!source.word.equals(word)) {
            throw ProblemException.badParameter("source", Arrays.stream(RawMessage.Source.values()).map(one -> one.word)
                .collect(Collectors.joining(", ", "one of ", "")));
        }
        return source;
    }
}
