package finance.erp;

import access.Access;
import database.ReadTransaction;
import exports.ExportFormat;
import exports.ExportQuery;
import exports.Exports;
import exports.Table;
import http.Cursor;
import http.PageOf;
import http.PageQuery;
import http.Parameters;
import http.ProblemException;
import http.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Postings to the ERP, read. */
@RolesAllowed(Access.FINANCE)
@Path("/postings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Postings")
public class PostingResource {

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
    public PostingPage list(@BeanParam PostingsQuery query, @BeanParam PageQuery paging) {
        PostingFilter filter = query.filter();
        int size = paging.size();
        List<ErpPosting> found = transaction.of(() -> filter.page(paging.after(), size));
        PageOf<ErpPosting, String> page = PageOf.of(found, size, posting -> Cursor.of(posting.id).text());
        return new PostingPage(page.rows().stream().map(PostingSummary::of).toList(), page.next());
    }

    @GET
    @Path("/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export postings", description = "All that the filter finds, without their lines and steps.")
    public Response export(@BeanParam ExportQuery as, @BeanParam PostingsQuery query) {
        PostingFilter filter = query.filter();
        return exports.<ErpPosting, Cursor>of(as.format(), TABLE, (cursor, limit) ->
            PageOf.of(filter.page(Optional.ofNullable(cursor), limit), limit, posting -> Cursor.of(posting.id)));
    }

    @GET
    @Path("/{businessKey: .+}")
    @Operation(summary = "Read a posting with its lines and the steps of its life")
    @APIResponse(responseCode = "200", description = "The posting")
    @APIResponse(responseCode = "400", description = "The business key holds a NUL")
    @APIResponse(responseCode = "404", description = "There is no such posting")
    public PostingDetail read(@RestPath String businessKey) {
        return transaction.of(() -> {
            ErpPosting posting = Parameters.key("business key", businessKey).flatMap(key -> ErpPosting.<ErpPosting>findByIdOptional(key))
                .orElseThrow(() -> ProblemException.notFound(ProblemType.NO_SUCH_POSTING, "There is no posting of this business key."));
            return PostingDetail.of(posting, ErpPostingStep.<ErpPostingStep>find("businessKey = ?1 order by id desc", businessKey).page(0, MAX_STEPS)
                .stream().sorted((one, other) -> Long.compare(one.id, other.id)).toList());
        });
    }
}
