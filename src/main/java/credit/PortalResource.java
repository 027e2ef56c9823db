package credit;

import access.Access;
import access.CurrentUser;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import exports.ExportFormat;
import exports.ExportQuery;
import exports.Exports;
import http.PageQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import orders.OrderExport;
import orders.OrderList;
import orders.OrderPage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a dealer sees of themselves. No address here names a dealer: it is always the one of who asks. */
@RolesAllowed(Access.DEALER)
@Path("/portal")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dealer portal")
public class PortalResource {

    private final CurrentUser user;
    private final DealerAccounts accounts;
    private final DealerBooks books;
    private final OrderList orders;
    private final OrderExport file;
    private final LimitRequests requests;
    private final LimitRequestReads reads;
    private final Exports exports;

    PortalResource(CurrentUser user, DealerAccounts accounts, DealerBooks books, OrderList orders, OrderExport file,
                   LimitRequests requests, LimitRequestReads reads, Exports exports) {
        this.user = user;
        this.accounts = accounts;
        this.books = books;
        this.orders = orders;
        this.file = file;
        this.requests = requests;
        this.reads = reads;
        this.exports = exports;
    }

    /** The dealer's own account; the fields are those of {@link DealerDetail}, without what concerns other dealers. */
    @Schema(name = "Own account")
    @JsonNaming(SnakeCaseStrategy.class)
    record Own(String customerId, String name, String currency, String limit, String permanentLimit, String temporaryLimit, Instant temporaryUntil,
               String outstanding, String held, String available, boolean locked, Reason reason, LocalDate overdueSince, int termsDays, int graceDays,
               CreditStatus.Waiting waiting) {

        static Own of(DealerDetail dealer) {
            return new Own(dealer.customerId(), dealer.name(), dealer.currency(), dealer.limit(), dealer.permanentLimit(), dealer.temporaryLimit(),
                dealer.temporaryUntil(), dealer.outstanding(), dealer.held(), dealer.available(), dealer.locked(), dealer.reason(), dealer.overdueSince(),
                dealer.termsDays(), dealer.graceDays(), dealer.waiting());
        }
    }

    /** What a dealer asks for themselves. */
    @Schema(name = "Own limit request", requiredProperties = {"limit", "reason"})
    record Wish(@Schema(description = "A number or a decimal string, in the account's currency", examples = "800000000") BigDecimal limit,
                @Schema(description = "When the higher limit ends by itself; left out: never", nullable = true, examples = "2027-02-28T23:59:59+07:00") Instant until,
                @Schema(maxLength = 200, examples = "Tết season") String reason) { }

    @GET
    @Path("/account")
    @Operation(summary = "Read the own account")
    @APIResponse(responseCode = "200", description = "The account", content = @Content(
        schema = @Schema(implementation = Own.class), examples = @ExampleObject(name = "account", value = Examples.OWN)))
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    public Own account() {
        return Own.of(accounts.read(user.dealer()));
    }

    @GET
    @Path("/orders")
    @Operation(summary = "List the own orders", description = "The order that was made last comes first. Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of orders")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public OrderPage orders(@BeanParam OwnOrdersQuery query, @BeanParam PageQuery paging) {
        return orders.page(query.filter(user.dealer()), paging.after(), paging.size());
    }

    @GET
    @Path("/orders/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export the own orders", description = "All that the filter finds, the order that was made last first, without their lines and items.")
    public Response exportOrders(@BeanParam ExportQuery as, @BeanParam OwnOrdersQuery query) {
        return file.ofDealer(user.dealer(), as.format(), query.filter(user.dealer()));
    }

    @GET
    @Path("/invoices")
    @Operation(summary = "List the own invoices", description = "The one that is due first comes first.")
    @APIResponse(responseCode = "200", description = "A page of invoices", content = @Content(
        schema = @Schema(implementation = Entries.Invoices.class), examples = @ExampleObject(name = "page", value = Examples.INVOICES)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public Entries.Invoices invoices(@BeanParam InvoicesQuery query, @BeanParam PageQuery paging) {
        return books.invoices(user.dealer(), query, paging);
    }

    @GET
    @Path("/invoices/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export the own invoices", description = "All that the filter finds, the one that is due first first.")
    public Response exportInvoices(@BeanParam ExportQuery as, @BeanParam InvoicesQuery query) {
        return exports.ofDealer(user.dealer(), as.format(), DealerBooks.INVOICES, books.invoices(user.dealer(), query));
    }

    @GET
    @Path("/limit-requests")
    @Operation(summary = "List the own requests for a higher limit", description = "The latest first.")
    @APIResponse(responseCode = "200", description = "A page of requests", content = @Content(
        schema = @Schema(implementation = LimitRequestDetail.Page.class), examples = @ExampleObject(name = "page", value = Examples.REQUESTS)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public LimitRequestDetail.Page requests(@BeanParam PageQuery paging) {
        LimitRequestDetail.Page page = reads.page(LimitRequestFilter.ofDealer(user.dealer()), paging);
        return new LimitRequestDetail.Page(page.requests().stream().map(LimitRequestDetail::withoutStaff).toList(), page.next());
    }

    @GET
    @Path("/limit-requests/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export the own requests for a higher limit", description = "All of them, the latest first.")
    public Response exportRequests(@BeanParam ExportQuery as) {
        return exports.ofDealer(user.dealer(), as.format(), LimitRequestReads.OWN, reads.all(LimitRequestFilter.ofDealer(user.dealer())));
    }

    @POST
    @Path("/limit-requests")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask for a higher limit", description = "For good, or until a time. Nothing changes before it is approved.")
    @APIResponse(responseCode = "201", description = "Asked", content = @Content(
        schema = @Schema(implementation = LimitRequestDetail.class), examples = @ExampleObject(name = "request", value = Examples.REQUEST)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be; the limit must be above the present one")
    @APIResponse(responseCode = "409", description = "Twenty requests are open")
    public Response ask(@RequestBody(required = true, content = @Content(schema = @Schema(implementation = Wish.class),
            examples = @ExampleObject(name = "request", value = Examples.OWN_WISH))) byte[] body) throws SQLException {
        return Response.status(201).entity(reads.read(requests.askFor(user.dealer(), body)).withoutStaff()).build();
    }
}
