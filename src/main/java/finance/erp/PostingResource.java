package finance.erp;

import access.Access;
import database.ReadTransaction;
import exports.ExportFormat;
import exports.Exports;
import exports.Table;
import finance.PostingKind;
import http.Cursor;
import http.Parameters;
import http.ProblemException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Postings to the ERP, read. */
@RolesAllowed(Access.FINANCE)
@Path("/postings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Postings")
public class PostingResource {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    /** Steps shown of a posting: an ERP that is down for days makes many. */
    private static final int MAX_STEPS = 200;

    private static final Table<ErpPosting> TABLE = Table.<ErpPosting>of("postings").with("business_key", posting -> posting.businessKey)
        .with("reference", posting -> "OS" + posting.id).with("kind", posting -> posting.kind).with("platform", posting -> posting.platform)
        .with("shop_id", posting -> posting.shopId).with("order_id", posting -> posting.orderId).with("payment_id", posting -> posting.paymentId)
        .with("amount", posting -> posting.amount).with("currency", posting -> posting.currency).with("amount_vnd", posting -> posting.amountVnd)
        .with("posting_date", posting -> posting.postingDate).with("status", posting -> posting.status).with("reason", posting -> posting.reason)
        .with("erp", posting -> posting.erp).with("document_number", posting -> PostingSummary.of(posting).documentNumber())
        .with("attempts", posting -> posting.attempts).with("created_at", posting -> posting.createdAt).with("finished_at", posting -> posting.finishedAt);

    @Inject
    ReadTransaction transaction;

    @Inject
    Exports exports;

    @GET
    @Operation(summary = "List postings", description = "The latest first. Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of postings, without their lines and steps")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @APIResponse(responseCode = "503", description = "The search took too long; narrow it by order or date")
    public PostingPage list(
        @RestQuery @Parameter(description = "CREATED, HELD, SENT, IN_DOUBT, CONFIRMED or REFUSED") String status,
        @RestQuery @Parameter(description = "CUSTOMER_INVOICE, CREDIT_MEMO, INCOMING_PAYMENT or PLATFORM_FEE") String kind,
        @RestQuery @Parameter(description = "sap, http or file") String erp,
        @RestQuery @Parameter(description = "The order's id") String order,
        @RestQuery @Parameter(description = "Posting date, such as 2026-05-01") String date,
        @RestQuery @Parameter(description = "1 to 200, default 50") String limit,
        @RestQuery @Parameter(description = "next of the page before") String cursor) {
        PostingFilter filter = filter(status, kind, erp, order, date);
        int size = Parameters.count("limit", limit, DEFAULT_LIMIT, MAX_LIMIT);
        List<ErpPosting> found = transaction.of(() -> filter.page(Cursor.parse(cursor), size));
        return new PostingPage(found.stream().limit(size).map(PostingSummary::of).toList(),
            found.size() > size ? new Cursor(Instant.EPOCH, found.get(size - 1).id).text() : null);
    }

    private static PostingFilter filter(String status, String kind, String erp, String order, String date) {
        return new PostingFilter(Parameters.oneOf(Status.class, "status", status), Parameters.oneOf(PostingKind.class, "kind", kind), erp(erp),
            Parameters.text("order", order), Parameters.day("date", date));
    }

    @GET
    @Path("/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export postings", description = "All that the filter finds, without their lines and steps.")
    @APIResponse(responseCode = "200", description = "The file", content = {@Content(mediaType = ExportFormat.CSV_TYPE, schema = @Schema(type = SchemaType.STRING)),
        @Content(mediaType = ExportFormat.XLSX_TYPE, schema = @Schema(type = SchemaType.STRING, format = "binary"))})
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @APIResponse(responseCode = "429", description = "As many exports are under way as may be")
    public Response export(
        @RestQuery @Parameter(required = true, description = "csv or xlsx", example = "csv") String format,
        @RestQuery @Parameter(description = "CREATED, HELD, SENT, IN_DOUBT, CONFIRMED or REFUSED") String status,
        @RestQuery @Parameter(description = "CUSTOMER_INVOICE, CREDIT_MEMO, INCOMING_PAYMENT or PLATFORM_FEE") String kind,
        @RestQuery @Parameter(description = "sap, http or file") String erp,
        @RestQuery @Parameter(description = "The order's id") String order,
        @RestQuery @Parameter(description = "Posting date, such as 2026-05-01") String date) {
        PostingFilter filter = filter(status, kind, erp, order, date);
        return exports.<ErpPosting, Cursor>of(ExportFormat.of(format), TABLE, (cursor, limit) ->
            Exports.Page.of(filter.page(Optional.ofNullable(cursor), limit), limit, posting -> new Cursor(Instant.EPOCH, posting.id)));
    }

    @GET
    @Path("/{businessKey: .+}")
    @Operation(summary = "Read a posting with its lines and the steps of its life")
    @APIResponse(responseCode = "200", description = "The posting")
    @APIResponse(responseCode = "400", description = "The business key holds a NUL")
    @APIResponse(responseCode = "404", description = "There is no such posting")
    public PostingDetail read(@RestPath String businessKey) {
        return transaction.of(() -> {
            ErpPosting posting = Parameters.text("business key", businessKey).flatMap(key -> ErpPosting.<ErpPosting>findByIdOptional(key))
                .orElseThrow(() -> ProblemException.notFound("There is no posting of this business key."));
            return PostingDetail.of(posting, ErpPostingStep.<ErpPostingStep>find("businessKey = ?1 order by id desc", businessKey).page(0, MAX_STEPS)
                .stream().sorted((one, other) -> Long.compare(one.id, other.id)).toList());
        });
    }

    private static Optional<Erp> erp(String id) {
        if (id == null || id.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(Erp.values()).filter(erp -> erp.id().equals(id)).findFirst()
            .orElseThrow(() -> ProblemException.badParameter("erp", "one of sap, http, file")));
    }
}
