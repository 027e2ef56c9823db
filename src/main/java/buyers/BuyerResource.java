package buyers;

import access.Access;
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
import org.jboss.resteasy.reactive.RestQuery;

/** What is kept of a buyer, and its erasure. */
@RolesAllowed(Access.ADMIN)
@Path("/buyers/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Buyers")
public class BuyerResource {

    private static final String ID = "The buyer's phone number, e-mail address or, with platform, id at the platform";
    private static final String PLATFORM = "Whose id it is, such as tiki: needed with an id, for another platform's is another person's; left out with a phone number"
        + " or an e-mail address, which are looked for everywhere";
    private static final String REFUSED = "The id is too short to tell one buyer from others, or no platform is given whose it is";

    private final Buyers buyers;
    private final CurrentUser user;

    BuyerResource(Buyers buyers, CurrentUser user) {
        this.buyers = buyers;
        this.user = user;
    }

    @GET
    @Operation(summary = "Count where a buyer is told of")
    @APIResponse(responseCode = "200", description = "How many of each; all zero: nothing is kept")
    @APIResponse(responseCode = "400", description = REFUSED)
    public BuyerCounts read(@RestPath @Parameter(description = ID) String id, @RestQuery @Parameter(description = PLATFORM) String platform) throws SQLException {
        return buyers.find(BuyerId.of(id, platform));
    }

    @DELETE
    @Unaudited("its address names the buyer; what is done is written by Buyers, without")
    @Operation(summary = "Erase a buyer's personal data", description = """
        Wherever PostgreSQL keeps it; orders keep their figures. Then everything is searched once more, and left says what was found. \
        Kafka keeps messages for as long as its topics do.""")
    @APIResponse(responseCode = "200", description = "What was erased, and what a search afterwards found: nothing, but for messages that"
        + " came in meanwhile and those that would mean something else without it")
    @APIResponse(responseCode = "400", description = REFUSED)
    @APIResponse(responseCode = "503", description = "It did not come to its end: says what is erased, which stays so; to be asked again")
    public Erasure erase(@RestPath @Parameter(description = ID) String id, @RestQuery @Parameter(description = PLATFORM) String platform) throws SQLException {
        return buyers.erase(BuyerId.of(id, platform), user.name().orElse(null));
    }
}
