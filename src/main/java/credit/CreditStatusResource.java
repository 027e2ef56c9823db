package credit;

import access.Access;
import http.Parameters;
import http.ProblemException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** How a dealer stands. */
@RolesAllowed(Access.SHOP)
@Path("/credit/status")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Credit")
public class CreditStatusResource {

    private final DealerAccounts accounts;

    CreditStatusResource(DealerAccounts accounts) {
        this.accounts = accounts;
    }

    @GET
    @Operation(summary = "How a dealer stands: its numbers, its lock, and its orders that wait", description = "The same at /api/credit/status.")
    @APIResponse(responseCode = "200", description = "As PostgreSQL has it", content = @Content(
        schema = @Schema(implementation = CreditStatus.class), examples = @ExampleObject(name = "status", value = Examples.STATUS)))
    @APIResponse(responseCode = "400", description = "customerId is missing")
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    public CreditStatus read(@RestQuery @Parameter(description = "The dealer", required = true) String customerId) {
        String dealer = Parameters.text("customerId", customerId)
            .orElseThrow(() -> ProblemException.badParameter("customerId", "given: a dealer's id"));
        return CreditStatus.of(accounts.read(dealer));
    }

    /** The address that shops ask at. */
    @RolesAllowed(Access.SHOP)
    @Path("/api/credit/status")
    @Produces(MediaType.APPLICATION_JSON)
    @Tag(name = "Credit")
    public static class OfShops {

        private final CreditStatusResource status;

        OfShops(CreditStatusResource status) {
            this.status = status;
        }

        @GET
        @Operation(summary = "The same as /credit/status")
        @APIResponse(responseCode = "200", description = "As PostgreSQL has it", content = @Content(
            schema = @Schema(implementation = CreditStatus.class), examples = @ExampleObject(name = "status", value = Examples.STATUS)))
        @APIResponse(responseCode = "400", description = "customerId is missing")
        @APIResponse(responseCode = "404", description = "There is no such dealer")
        public CreditStatus read(@RestQuery @Parameter(description = "The dealer", required = true) String customerId) {
            return status.read(customerId);
        }
    }
}
