package finance.payments;

import access.Access;
import database.ReadTransaction;
import database.Sql;
import exports.ExportFormat;
import exports.ExportQuery;
import exports.Exports;
import exports.Table;
import http.KeyCursor;
import http.PageOf;
import http.PageQuery;
import http.Parameters;
import http.Problem;
import http.ProblemException;
import http.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Payments, read, and told of by shops. */
@RolesAllowed(Access.FINANCE)
@Path("/payments")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Payments")
public class PaymentResource {

    /** created_at and payment_id. */
    private static final int KEY = 2;
    private static final int RETRY_SECONDS = 1;
    private static final String ONE = "select * from payment where payment_id = ?";

    private static final Table<PaymentDetail> TABLE = Table.<PaymentDetail>of("payments").with("payment_id", PaymentDetail::paymentId)
        .with("provider", PaymentDetail::provider).with("order_id", PaymentDetail::orderId).with("platform", PaymentDetail::platform)
        .with("shop_id", PaymentDetail::shopId).with("amount", payment -> new BigDecimal(payment.amount())).with("currency", PaymentDetail::currency)
        .with("fee", payment -> payment.fee() == null ? null : new BigDecimal(payment.fee()))
        .with("refunded", payment -> payment.refunded() == null ? null : new BigDecimal(payment.refunded()))
        .with("status", PaymentDetail::status).with("provider_status", PaymentDetail::providerStatus).with("reference", PaymentDetail::reference)
        .with("transaction_id", PaymentDetail::transactionId).with("waits_for", PaymentDetail::waitsFor).with("created_at", PaymentDetail::createdAt)
        .with("settled_at", PaymentDetail::settledAt);

    private final Sql database;
    private final ReadTransaction transaction;
    private final PaymentQueue queue;
    private final MerchantReferences references;
    private final PaymentMetrics metrics;
    private final Exports exports;

    PaymentResource(Sql database, ReadTransaction transaction, PaymentQueue queue, MerchantReferences references, PaymentMetrics metrics, Exports exports) {
        this.database = database;
        this.transaction = transaction;
        this.queue = queue;
        this.references = references;
        this.metrics = metrics;
        this.exports = exports;
    }

    /** @param next the cursor of the next page; null: this is the last */
    @Schema(name = "Payments of orders")
    record Page(List<PaymentDetail> payments, String next) { }

    @GET
    @Operation(summary = "List payments", description = "The one that was told of last comes first. Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of payments")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @APIResponse(responseCode = "503", description = "The search took too long; narrow it")
    public Page list(@BeanParam PaymentsQuery query, @BeanParam PageQuery paging) {
        PaymentFilter filter = query.filter();
        int size = paging.size();
        List<PaymentDetail> found = transaction.of(() -> filter.page(database, paging.after(KEY), size));
        PageOf<PaymentDetail, String> page = PageOf.of(found, size, payment -> payment.cursor().text());
        return new Page(page.rows(), page.next());
    }

    @GET
    @Path("/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export payments", description = "All that the filter finds.")
    public Response export(@BeanParam ExportQuery as, @BeanParam PaymentsQuery query) {
        PaymentFilter filter = query.filter();
        return exports.<PaymentDetail, KeyCursor>of(as.format(), TABLE, (cursor, limit) ->
            PageOf.of(filter.page(database, Optional.ofNullable(cursor), limit), limit, PaymentDetail::cursor));
    }

    @GET
    @Path("/{paymentId}")
    @Operation(summary = "Read a payment")
    @APIResponse(responseCode = "200", description = "The payment", content = @Content(schema = @Schema(implementation = PaymentDetail.class)))
    @APIResponse(responseCode = "404", description = "There is no such payment")
    public PaymentDetail read(@RestPath @Parameter(description = "Such as vnpay:ORDER-1:14226112") String paymentId) {
        return Parameters.key("paymentId", paymentId).flatMap(id -> database.query(ONE, PaymentDetail::of, id).stream().findFirst())
            .orElseThrow(() -> ProblemException.notFound(ProblemType.NO_SUCH_PAYMENT, "There is no such payment."));
    }

    @RolesAllowed({Access.FINANCE, Access.SHOP})
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Tell of a payment", description = "One begun at VNPay or MoMo, who are then asked about it though no IPN comes; one the shop took "
        + "itself, in cash or by card; or, told again with refunded, that something of one went back. It is known by provider, reference and transactionId: "
        + "told twice it counts once.")
    @RequestBody(content = @Content(schema = @Schema(implementation = ShopPayment.Request.class), examples = {
        @ExampleObject(name = "taken", value = ShopPayment.EXAMPLE), @ExampleObject(name = "begun", value = ShopPayment.BEGUN)}))
    @APIResponse(responseCode = "201", description = "It is recorded", content = @Content(schema = @Schema(implementation = PaymentDetail.class)))
    @APIResponse(responseCode = "200", description = "It was known; what is new of it is recorded",
        content = @Content(schema = @Schema(implementation = PaymentDetail.class)))
    @APIResponse(responseCode = "400", description = "A field is missing or wrong; the detail names it")
    @APIResponse(responseCode = "409", description = "It is known with another order, amount or currency; nothing was changed")
    @APIResponse(responseCode = "503", description = "It is not recorded; tell it again, see Retry-After")
    public Response tell(byte[] body) {
        ToldPayment told = ShopPayment.read(body, references);
        metrics.received(told.provider(), PaymentMetrics.Source.SHOP);
        try {
            Recorded recorded = queue.record(told).join();
            if (recorded.contradicted()) {
                throw ProblemException.conflict(ProblemType.PAYMENT_CONTRADICTS, "A payment of this provider and reference is known with another order, amount or currency. Nothing was changed.");
            }
            return Response.status(recorded.isNew() ? Response.Status.CREATED : Response.Status.OK).entity(read(recorded.paymentId())).build();
        } catch (CompletionException e) {
            return failed(e);
        }
    }

    private static Response failed(CompletionException failure) {
        if (failure.getCause() instanceof NotRecordedException why) {
            return Response.status(Response.Status.SERVICE_UNAVAILABLE).type(Problem.MEDIA_TYPE).header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .entity(Problem.of(Response.Status.SERVICE_UNAVAILABLE.getStatusCode(), why.getMessage() + " Tell it again.")).build();
        }
        throw new ProblemException(Problem.of(Response.Status.BAD_REQUEST.getStatusCode(), "The payment holds a value that cannot be stored; nothing was kept."));
    }
}
