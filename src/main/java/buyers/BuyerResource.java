package buyers;

import access.Access;
import access.Audit;
import access.CurrentUser;
import access.Unaudited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What is kept of a buyer, and its erasure. */
@RolesAllowed(Access.ADMIN)
@Path("/buyers/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Buyers")
public class BuyerResource {

    private static final String ID = "The buyer's phone number, e-mail address or id at the platform";

    private final Buyers buyers;
    private final Audit audit;
    private final CurrentUser user;

    BuyerResource(Buyers buyers, Audit audit, CurrentUser user) {
        this.buyers = buyers;
        this.audit = audit;
        this.user = user;
    }

    @GET
    @Operation(summary = "Count where a buyer is told of")
    @APIResponse(responseCode = "200", description = "How many of each; all zero: nothing is kept")
    @APIResponse(responseCode = "400", description = "The id is too short to tell one buyer from others")
    public BuyerCounts read(@RestPath @Parameter(description = ID) String id) throws SQLException {
        return buyers.find(BuyerId.of(id));
    }

    @DELETE
    @Unaudited("its address names the buyer; what was done is written below, without")
    @Operation(summary = "Erase a buyer's personal data", description = """
        Wherever PostgreSQL keeps it; orders keep their figures. Then everything is searched once more, and left says what was found. \
        Kafka keeps messages for as long as its topics do.""")
    @APIResponse(responseCode = "200", description = "What was erased, and what a search afterwards found: nothing")
    @APIResponse(responseCode = "400", description = "The id is too short to tell one buyer from others")
    public Erasure erase(@RestPath @Parameter(description = ID) String id) throws SQLException {
        Erasure erasure = buyers.erase(BuyerId.of(id));
        audit.write(user.name().orElse(null), "ERASE_BUYER", null, "%d orders, %d messages and lines; %d left".formatted(erasure.erased().orders(),
            erasure.erased().all() - erasure.erased().orders(), erasure.left().all()));
        return erasure;
    }
}
