package credit;

import access.Access;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import http.ProblemException;
import http.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.NoSuchElementException;
import orders.OrderKey;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Releases an order on a person's word. */
@RolesAllowed(Access.CREDIT)
@Path("/credit/unlock")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Credit")
public class CreditUnlockResource {

    private final CreditLedger ledger;
    private final WaitingOrders orders;
    private final Actor actor;

    CreditUnlockResource(CreditLedger ledger, WaitingOrders orders, Actor actor) {
        this.ledger = ledger;
        this.orders = orders;
        this.actor = actor;
    }

    /** An order and its credit block as its messages carry it from now on. */
    @Schema(name = "Unlocked order")
    @JsonNaming(SnakeCaseStrategy.class)
    record Unlocked(String platform, String shopId, String orderId, CreditBlock credit) { }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Release an order that waits, whatever its dealer's limit", description = "The order goes on at once. With expiresAt it is "
        + "locked again then, unless it is delivered or fits by that time. An order that does not wait stays as it is.")
    @APIResponse(responseCode = "200", description = "The order does not wait", content = @Content(
        schema = @Schema(implementation = Unlocked.class), examples = @ExampleObject(name = "unlocked", value = Examples.UNLOCKED)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be")
    @APIResponse(responseCode = "404", description = "No such order is on account")
    @APIResponse(responseCode = "409", description = "Several orders have the id; or this one cannot be held, because its dealer, its amount or its rate is not known")
    public Unlocked unlock(@RequestBody(required = true, content = @Content(schema = @Schema(implementation = CreditRequests.Unlock.class),
            examples = @ExampleObject(name = "unlock", value = Examples.UNLOCK))) byte[] body) throws SQLException {
        CreditRequests.Unlock wanted = CreditRequests.Unlock.of(body);
        OrderKey order = orders.find(wanted.orderId(), wanted.platform(), wanted.shop());
        try {
            CreditBlock credit = ledger.override(order, wanted.reason(), wanted.expiresAt(), actor.name());
            return new Unlocked(order.platform(), order.shopId(), order.orderId(), credit);
        } catch (NoSuchElementException gone) {
            throw ProblemException.notFound(ProblemType.NO_SUCH_ORDER, "There is no order " + order.orderId() + " on account any more.");
        } catch (NothingToHoldException cannotBeHeld) {
            throw ProblemException.conflict(ProblemType.NOTHING_TO_HOLD, cannotBeHeld.getMessage());
        }
    }
}
