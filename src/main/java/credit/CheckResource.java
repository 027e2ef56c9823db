package credit;

import access.Access;
import access.LimitedElsewhere;
import access.Unaudited;
import http.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** {@code POST /credit/check}; answered on the event loop, for it asks nobody as long as the cache is fresh. */
@RolesAllowed(Access.SHOP)
@LimitedElsewhere("CreditRequestLimit: a shop asks thousands of times a second")
@Path("/credit/check")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Credit")
public class CheckResource {

    private static final int RETRY_SECONDS = 1;

    private final CreditChecks checks;

    CheckResource(CreditChecks checks) {
        this.checks = checks;
    }

    @POST
    @Unaudited("It asks, and changes nothing")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask whether an order would be accepted; holds nothing")
    @RequestBody(content = @Content(schema = @Schema(implementation = CheckRequest.class)))
    @APIResponse(responseCode = "200", description = "OK or LOCKED, with the reason; a dealer that is not known is LOCKED",
        content = @Content(schema = @Schema(implementation = CheckAnswer.class)))
    @APIResponse(responseCode = "400", description = "A field is missing or wrong; the detail names it")
    @APIResponse(responseCode = "503", description = "Neither the cache nor PostgreSQL can tell; see Retry-After")
    public Uni<CheckAnswer> check(byte[] body) {
        return checks.check(CheckRequest.parse(body));
    }

    @ServerExceptionMapper
    public RestResponse<Problem> unavailable(UnavailableException failure) {
        return RestResponse.ResponseBuilder.create(RestResponse.Status.SERVICE_UNAVAILABLE,
                Problem.of(RestResponse.StatusCode.SERVICE_UNAVAILABLE, failure.getMessage() + " Ask again in a second."))
            .type(Problem.MEDIA_TYPE).header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build();
    }
}
