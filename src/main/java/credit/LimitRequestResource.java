package credit;

import access.Access;
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
import java.net.URI;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Requests for a higher limit. */
@RolesAllowed(Access.CREDIT)
@Path("/credit/limit-requests")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Credit")
public class LimitRequestResource {

    private final LimitRequests requests;
    private final LimitRequestReads reads;
    private final Exports exports;

    LimitRequestResource(LimitRequests requests, LimitRequestReads reads, Exports exports) {
        this.requests = requests;
        this.reads = reads;
        this.exports = exports;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask for a higher limit", description = "For good, or until a time. Nothing changes before it is approved.")
    @APIResponse(responseCode = "201", description = "Asked", content = @Content(
        schema = @Schema(implementation = LimitRequestDetail.class), examples = @ExampleObject(name = "request", value = Examples.REQUEST)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be; the limit must be above the dealer's")
    @APIResponse(responseCode = "404", description = "There is no such dealer")
    @APIResponse(responseCode = "409", description = "Twenty requests of the dealer are open")
    public Response ask(@RequestBody(required = true, content = @Content(
            schema = @Schema(implementation = LimitRequests.Wish.class), examples = @ExampleObject(name = "request", value = Examples.WISH))) byte[] body) throws SQLException {
        LimitRequestDetail asked = read(requests.ask(body));
        return Response.created(URI.create("/credit/limit-requests/" + asked.id())).entity(asked).build();
    }

    @GET
    @Operation(summary = "List limit requests", description = "The latest first. Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of requests", content = @Content(
        schema = @Schema(implementation = LimitRequestDetail.Page.class), examples = @ExampleObject(name = "page", value = Examples.REQUESTS)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public LimitRequestDetail.Page list(@BeanParam LimitRequestsQuery query, @BeanParam PageQuery paging) {
        return reads.page(query.filter(), paging);
    }

    @GET
    @Path("/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export limit requests", description = "All that the filter finds, the latest first.")
    public Response export(@BeanParam ExportQuery as, @BeanParam LimitRequestsQuery query) {
        return exports.of(as.format(), LimitRequestReads.TABLE, reads.all(query.filter()));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a limit request")
    @APIResponse(responseCode = "200", description = "The request", content = @Content(
        schema = @Schema(implementation = LimitRequestDetail.class), examples = @ExampleObject(name = "request", value = Examples.REQUEST)))
    @APIResponse(responseCode = "404", description = "There is no such request")
    public LimitRequestDetail read(@RestPath long id) {
        return reads.read(id);
    }

    @POST
    @Path("/{id}/approve")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Approve a limit request", description = "The limit is raised, for good or until the time asked for; what waits is released as far "
        + "as it fits. The reason may be left out.")
    @APIResponse(responseCode = "200", description = "Approved", content = @Content(schema = @Schema(implementation = LimitRequestDetail.class)))
    @APIResponse(responseCode = "404", description = "There is no such request")
    @APIResponse(responseCode = "409", description = "It was decided already, its time is over, or the limit is as high by now")
    public LimitRequestDetail approve(@RestPath long id, @RequestBody(content = @Content(
            schema = @Schema(implementation = CreditRequests.Because.class), examples = @ExampleObject(name = "reason", value = Examples.BECAUSE))) byte[] body) throws SQLException {
        requests.approve(id, CreditRequests.Because.optional(body).reason());
        return read(id);
    }

    @POST
    @Path("/{id}/refuse")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Refuse a limit request")
    @APIResponse(responseCode = "200", description = "Refused", content = @Content(schema = @Schema(implementation = LimitRequestDetail.class)))
    @APIResponse(responseCode = "400", description = "The reason is missing")
    @APIResponse(responseCode = "404", description = "There is no such request")
    @APIResponse(responseCode = "409", description = "It was decided already")
    public LimitRequestDetail refuse(@RestPath long id, @RequestBody(required = true, content = @Content(
            schema = @Schema(implementation = CreditRequests.Because.class), examples = @ExampleObject(name = "reason", value = Examples.BECAUSE))) byte[] body) throws SQLException {
        requests.refuse(id, CreditRequests.Because.of(body).reason());
        return read(id);
    }
}
