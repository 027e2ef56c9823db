package credit;

import access.Access;
import http.PageOf;
import http.PageQuery;
import http.Parameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Payments of dealers. */
@RolesAllowed({Access.CREDIT, Access.FINANCE})
@Path("/credit/payments")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Credit")
public class PaymentResource {

    /** received_at and payment_id. */
    private static final int KEY = 2;

    private final WaitingPayments payments;

    PaymentResource(WaitingPayments payments) {
        this.payments = payments;
    }

    /** Which payments are listed. */
    enum State { WAITING }

    /** @param next null: there are no more */
    @Schema(name = "Payments")
    record Page(List<WaitingPayments.Payment> payments, String next) { }

    @GET
    @Operation(summary = "List the payments that wait", description = "Those on no account until their order, their dealer or a rate is known, the one that has "
        + "waited longest first. Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of payments", content = @Content(
        schema = @Schema(implementation = Page.class), examples = @ExampleObject(name = "page", value = Examples.PAYMENTS)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public Page list(
        @RestQuery @Parameter(description = "WAITING, which is the default; others are in their dealer's ledger") String state,
        @RestQuery @Parameter(description = "ORDER, DEALER or RATE") String waitsFor,
        @BeanParam PageQuery paging) {
        Parameters.oneOf(State.class, "state", state);
        int size = paging.size();
        List<WaitingPayments.Payment> found = payments.page(Parameters.oneOf(WaitingPayments.WaitsFor.class, "waitsFor", waitsFor),
            paging.after(KEY), size);
        PageOf<WaitingPayments.Payment, String> page = PageOf.of(found, size, last -> last.cursor().text());
        return new Page(page.rows(), page.next());
    }
}
