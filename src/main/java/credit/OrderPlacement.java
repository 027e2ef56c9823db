package credit;

import access.Access;
import http.Problem;
import http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import mappings.ChannelMapping;
import mappings.MappingRegistry;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes orders on account from a shop that wants to know at once whether they go on. */
@RolesAllowed(Access.SHOP)
@Path("/orders")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Tag(name = "Orders")
public class OrderPlacement {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final String RETRY_AFTER_SECONDS = "1";

    private final MappingRegistry mappings;
    private final DecisionQueue decisions;
    private final Clock clock = Clock.systemUTC();

    OrderPlacement(MappingRegistry mappings, DecisionQueue decisions) {
        this.mappings = mappings;
        this.decisions = decisions;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(summary = "Place an order on a dealer's account and have the decision at once",
        description = "The order is one of channel b2b, in GET /orders a moment later. Posted again with the same orderId, it amends the order, unless that is delivered, cancelled or returned.")
    @Parameter(name = IDEMPOTENCY_KEY, in = ParameterIn.HEADER,
        description = "Any text of at most 255 characters. The same key with the same body gets the same answer, and is decided once; kept for 24 hours",
        schema = @Schema(type = SchemaType.STRING, maxLength = 257))
    @APIResponse(responseCode = "201", description = "Accepted: the amount is held",
        content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = OrderAnswer.Accepted.class)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be; nothing was kept")
    @APIResponse(responseCode = "403", description = "The order is kept and locked until there is credit for it: a problem with the credit block",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = OrderAnswer.Locked.class)))
    @APIResponse(responseCode = "409", description = "The order is over, or something else was told of it at a later time; nothing was kept")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key came before with another body; nothing was kept")
    @APIResponse(responseCode = "503", description = "Nothing was decided; Retry-After says when to post it again")
    public CompletionStage<Response> place(@Context HttpHeaders headers, @Context UriInfo address, @RequestBody(required = true, content = @Content(
            schema = @Schema(implementation = PostedOrder.Request.class), examples = @ExampleObject(name = "order", value = PostedOrder.EXAMPLE))) byte[] body) {
        Optional<IdempotencyKey> key = IdempotencyKey.of(headers.getRequestHeader(IDEMPOTENCY_KEY), body);
        ChannelMapping channel = mappings.find(PostedOrder.CHANNEL).orElseThrow(() -> new ProblemException(Problem.of(503,
            "Orders are not taken here: mappings/" + PostedOrder.CHANNEL + " is missing.")));
        PostedOrder order = PostedOrder.read(body, channel, clock.instant());
        URI location = address.getBaseUriBuilder().path("orders/{channel}/{order}").build(PostedOrder.CHANNEL, order.orderId());
        return decisions.decide(order, key).thenApply(answer -> response(answer, location));
    }

    private static Response response(OrderAnswer answer, URI location) {
        Response.ResponseBuilder response = Response.status(answer.status()).entity(answer.json())
            .type(answer.isProblem() ? Problem.MEDIA_TYPE : MediaType.APPLICATION_JSON);
        switch (answer.status()) {
            case 201, 403 -> response.location(location);
            case 503 -> response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            default -> { }
        }
        return response.build();
    }
}
