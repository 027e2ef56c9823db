package credit;

import access.Access;
import exports.ExportFormat;
import exports.ExportQuery;
import exports.Exports;
import exports.Table;
import http.KeyCursor;
import http.PageOf;
import http.PageQuery;
import http.ProblemException;
import http.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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
import org.jboss.resteasy.reactive.RestPath;

/** Dealers who buy on account. */
@RolesAllowed(Access.CREDIT)
@Path("/dealers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dealers")
public class DealerResource {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final Table<DealerDetail> TABLE = Table.<DealerDetail>of("dealers").with("customer_id", DealerDetail::customerId)
        .with("name", DealerDetail::name).with("currency", DealerDetail::currency).with("limit", dealer -> new BigDecimal(dealer.limit()))
        .with("outstanding", dealer -> new BigDecimal(dealer.outstanding())).with("held", dealer -> new BigDecimal(dealer.held()))
        .with("available", dealer -> new BigDecimal(dealer.available())).with("locked", DealerDetail::locked).with("reason", DealerDetail::reason)
        .with("locked_by", DealerDetail::lockedBy).with("lock_reason", DealerDetail::lockReason).with("overdue_since", DealerDetail::overdueSince)
        .with("parent", DealerDetail::parent).with("terms_days", DealerDetail::termsDays).with("grace_days", DealerDetail::graceDays)
        .with("waiting_orders", dealer -> dealer.waiting().orders()).with("waiting_amount", dealer -> new BigDecimal(dealer.waiting().amount()));

    private final Dealers dealers;
    private final DealerAccounts accounts;
    private final DealerBooks books;
    private final HandLocks locks;
    private final Adjustments adjustments;
    private final Exports exports;

    DealerResource(Dealers dealers, DealerAccounts accounts, DealerBooks books, HandLocks locks, Adjustments adjustments, Exports exports) {
        this.dealers = dealers;
        this.accounts = accounts;
        this.books = books;
        this.locks = locks;
        this.adjustments = adjustments;
        this.exports = exports;
    }

    @PUT
    @Path("/{customerId}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Make a dealer, or change one", description = "All of its terms, as they are to be: a parent left out is none. "
        + "A higher limit or another parent releases what waits, as far as it fits.")
    @APIResponse(responseCode = "200", description = "It was there", content = @Content(
        schema = @Schema(implementation = DealerDetail.class), examples = @ExampleObject(name = "dealer", value = Examples.DEALER)))
    @APIResponse(responseCode = "201", description = "It is new", content = @Content(
        schema = @Schema(implementation = DealerDetail.class), examples = @ExampleObject(name = "dealer", value = Examples.DEALER)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be")
    @APIResponse(responseCode = "409", description = "No such parent, a circle of parents, more than five levels, or another currency than that of "
        + "its parent or its movements; nothing was changed")
    public Response put(@RestPath String customerId, @RequestBody(required = true, content = @Content(
            schema = @Schema(implementation = DealerTerms.class), examples = @ExampleObject(name = "terms", value = Examples.TERMS))) byte[] body) throws SQLException {
        DealerTerms terms = DealerTerms.of(customerId, body);
        try {
            Dealers.Outcome outcome = dealers.apply(List.of(terms));
            return Response.status(outcome.created().isEmpty() ? 200 : 201).entity(accounts.read(customerId)).build();
        } catch (ImpossibleDealersException impossible) {
            throw ProblemException.conflict(ProblemType.IMPOSSIBLE_DEALER, impossible.faults().stream().map(fault -> fault.field() + ": " + fault.detail() + ". ")
                .collect(Collectors.joining()) + "Nothing was changed.");
        }
    }

    @GET
    @Operation(summary = "List dealers", description = "By id. Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of dealers", content = @Content(
        schema = @Schema(implementation = Entries.Dealers.class), examples = @ExampleObject(name = "page", value = Examples.DEALERS)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public Entries.Dealers list(@BeanParam DealersQuery query, @BeanParam PageQuery paging) {
        int size = paging.size();
        List<DealerDetail> found = accounts.page(query.filter(), paging.after(1), size);
        PageOf<DealerDetail, KeyCursor> page = PageOf.of(found, size, last -> new KeyCursor(List.of(last.customerId())));
        return new Entries.Dealers(page.rows(), page.next(KeyCursor::text));
    }

    @GET
    @Path("/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export dealers", description = "All that the filter finds, by id, with their accounts.")
    public Response export(@BeanParam ExportQuery as, @BeanParam DealersQuery query) {
        DealerFilter filter = query.filter();
        return exports.<DealerDetail, KeyCursor>of(as.format(), TABLE, (cursor, limit) ->
            PageOf.of(accounts.next(filter, Optional.ofNullable(cursor), limit), limit, dealer -> new KeyCursor(List.of(dealer.customerId()))));
    }

    @GET
    @Path("/{customerId}")
    @Operation(summary = "Read a dealer's account", description = "limit is what holds now; available is the least that it and those above it leave.")
    @APIResponse(responseCode = "200", description = "The account", content = @Content(
        schema = @Schema(implementation = DealerDetail.class), examples = @ExampleObject(name = "dealer", value = Examples.DEALER)))
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    public DealerDetail read(@RestPath String customerId) {
        return accounts.read(customerId);
    }

    @POST
    @Path("/{customerId}/lock")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Lock a dealer and all below it", description = "Their new orders wait, whatever their amount; those accepted go on.")
    @APIResponse(responseCode = "200", description = "It is locked", content = @Content(schema = @Schema(implementation = DealerDetail.class)))
    @APIResponse(responseCode = "400", description = "The reason is missing")
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    public DealerDetail lock(@RestPath String customerId, @RequestBody(required = true, content = @Content(
            schema = @Schema(implementation = CreditRequests.Because.class), examples = @ExampleObject(name = "reason", value = Examples.BECAUSE))) byte[] body) throws SQLException {
        locks.lock(Customers.id("customerId", customerId), CreditRequests.Because.of(body).reason());
        return accounts.read(customerId);
    }

    @POST
    @Path("/{customerId}/unlock")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Lift the lock by hand", description = "What waited is released as far as it fits.")
    @APIResponse(responseCode = "200", description = "It is not locked by hand", content = @Content(schema = @Schema(implementation = DealerDetail.class)))
    @APIResponse(responseCode = "400", description = "The reason is missing")
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    @APIResponse(responseCode = "409", description = "It is locked for an overdue invoice, and not by hand")
    public DealerDetail unlock(@RestPath String customerId, @RequestBody(required = true, content = @Content(
            schema = @Schema(implementation = CreditRequests.Because.class), examples = @ExampleObject(name = "reason", value = Examples.BECAUSE))) byte[] body) throws SQLException {
        locks.unlock(Customers.id("customerId", customerId), CreditRequests.Because.of(body).reason());
        return accounts.read(customerId);
    }

    @POST
    @Path("/{customerId}/adjustments")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Correct what a dealer owes", description = "By one more movement; the ledger is never changed.")
    @Parameter(name = IDEMPOTENCY_KEY, in = ParameterIn.HEADER,
        description = "Any text of at most 255 characters. The same key with the same request gets the same answer, and is booked once; kept for 24 hours",
        schema = @Schema(type = SchemaType.STRING, maxLength = 257))
    @APIResponse(responseCode = "201", description = "The account afterwards", content = @Content(
        schema = @Schema(implementation = DealerDetail.class), examples = @ExampleObject(name = "dealer", value = Examples.DEALER)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be")
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key came before with another request; nothing was booked")
    public Response adjust(@Context HttpHeaders headers, @RestPath String customerId, @RequestBody(required = true, content = @Content(
            schema = @Schema(implementation = CreditRequests.Adjustment.class), examples = @ExampleObject(name = "adjustment", value = Examples.ADJUSTMENT))) byte[] body)
            throws SQLException {
        CreditRequests.Adjustment wanted = CreditRequests.Adjustment.of(body, accounts.read(customerId).currency());
        Optional<IdempotencyKey> key = IdempotencyKey.of(headers.getRequestHeader(IDEMPOTENCY_KEY), "adjustment of " + customerId, body);
        return Response.status(Adjustments.CREATED).entity(adjustments.book(customerId, wanted, key)).build();
    }

    @GET
    @Path("/{customerId}/invoices")
    @Operation(summary = "List a dealer's invoices", description = "The one that is due first comes first.")
    @APIResponse(responseCode = "200", description = "A page of invoices", content = @Content(
        schema = @Schema(implementation = Entries.Invoices.class), examples = @ExampleObject(name = "page", value = Examples.INVOICES)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    public Entries.Invoices invoices(@RestPath String customerId, @BeanParam InvoicesQuery query, @BeanParam PageQuery paging) {
        return books.invoices(customerId, query, paging);
    }

    @GET
    @Path("/{customerId}/invoices/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export a dealer's invoices", description = "All that the filter finds, the one that is due first first.")
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    public Response exportInvoices(@RestPath String customerId, @BeanParam ExportQuery as, @BeanParam InvoicesQuery query) {
        return exports.of(as.format(), DealerBooks.INVOICES, books.invoices(customerId, query));
    }

    @GET
    @Path("/{customerId}/ledger")
    @Operation(summary = "List the movements of a dealer's account", description = "The latest first. outstanding and held of the dealer are their sums.")
    @APIResponse(responseCode = "200", description = "A page of movements", content = @Content(
        schema = @Schema(implementation = Entries.Ledger.class), examples = @ExampleObject(name = "page", value = Examples.LEDGER)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    public Entries.Ledger ledger(@RestPath String customerId, @BeanParam PageQuery paging) {
        return books.ledger(customerId, paging);
    }

    @GET
    @Path("/{customerId}/ledger/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export the movements of a dealer's account", description = "All of them, the latest first.")
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    public Response exportLedger(@RestPath String customerId, @BeanParam ExportQuery as) {
        return exports.of(as.format(), DealerBooks.LEDGER, books.ledger(customerId));
    }

    @GET
    @Path("/{customerId}/audit")
    @Operation(summary = "List who changed what of a dealer", description = "The latest first.")
    @APIResponse(responseCode = "200", description = "A page of changes", content = @Content(
        schema = @Schema(implementation = Entries.Audit.class), examples = @ExampleObject(name = "page", value = Examples.AUDIT)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    public Entries.Audit audit(@RestPath String customerId, @BeanParam PageQuery paging) {
        return books.audit(customerId, paging);
    }

    @GET
    @Path("/{customerId}/audit/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export who changed what of a dealer", description = "All of it, the latest first.")
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    public Response exportAudit(@RestPath String customerId, @BeanParam ExportQuery as) {
        return exports.of(as.format(), DealerBooks.AUDIT, books.audit(customerId));
    }
}
