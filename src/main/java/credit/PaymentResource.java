package credit;

import access.Access;
import exports.ExportFormat;
import exports.ExportQuery;
import exports.Exports;
import exports.Table;
import http.KeyCursor;
import http.PageOf;
import http.PageQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Payments of dealers. */
@RolesAllowed({Access.CREDIT, Access.FINANCE})
@Path("/credit/payments")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Credit")
public class PaymentResource {

    /** received_at and payment_id. */
    private static final int KEY = 2;

    private static final Table<WaitingPayments.Payment> TABLE = Table.<WaitingPayments.Payment>of("waiting-payments")
        .with("payment_id", WaitingPayments.Payment::paymentId).with("customer_id", WaitingPayments.Payment::customerId)
        .with("order_id", WaitingPayments.Payment::orderId).with("amount", payment -> new BigDecimal(payment.amount()))
        .with("refunded", payment -> new BigDecimal(payment.refunded())).with("currency", WaitingPayments.Payment::currency)
        .with("settled_at", WaitingPayments.Payment::settledAt).with("received_at", WaitingPayments.Payment::receivedAt)
        .with("waits_for", WaitingPayments.Payment::waitsFor);

    private final WaitingPayments payments;
    private final Exports exports;

    PaymentResource(WaitingPayments payments, Exports exports) {
        this.payments = payments;
        this.exports = exports;
    }

    /** @param next null: there are no more */
    @Schema(name = "Payments")
    record Page(List<WaitingPayments.Payment> payments, String next) { }

    @GET
    @Operation(summary = "List the payments that wait", description = "Those on no account until their order, their dealer or a rate is known, the one that has "
        + "waited longest first. Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of payments", content = @Content(
        schema = @Schema(implementation = Page.class), examples = @ExampleObject(name = "page", value = Examples.PAYMENTS)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public Page list(@BeanParam WaitingPaymentsQuery query, @BeanParam PageQuery paging) {
        Optional<WaitingPayments.WaitsFor> what = query.waitsFor();
        int size = paging.size();
        List<WaitingPayments.Payment> found = payments.page(what, paging.after(KEY), size);
        PageOf<WaitingPayments.Payment, KeyCursor> page = PageOf.of(found, size, WaitingPayments.Payment::cursor);
        return new Page(page.rows(), page.next(KeyCursor::text));
    }

    @GET
    @Path("/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export the payments that wait", description = "All that the filter finds, the one that has waited longest first.")
    public Response export(@BeanParam ExportQuery as, @BeanParam WaitingPaymentsQuery query) {
        Optional<WaitingPayments.WaitsFor> what = query.waitsFor();
        return exports.<WaitingPayments.Payment, KeyCursor>of(as.format(), TABLE, (cursor, limit) ->
            PageOf.of(payments.page(what, Optional.ofNullable(cursor), limit), limit, WaitingPayments.Payment::cursor));
    }
}
