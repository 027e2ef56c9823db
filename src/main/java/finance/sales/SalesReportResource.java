package finance.sales;

import access.Access;
import http.Parameters;
import http.ProblemException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** What was sold on a day, and how long it took. */
@RolesAllowed(Access.FINANCE)
@Path("/reports/sales")
@Tag(name = "Finance")
public class SalesReportResource {

    private static final String TEXT_CSV = "text/csv";
    private static final Map<String, SalesFormat> FORMATS = Map.of("json", SalesFormat.JSON, "csv", SalesFormat.CSV);

    private final SalesReports reports;

    SalesReportResource(SalesReports reports) {
        this.reports = reports;
    }

    @GET
    @Path("/{date}")
    @Produces({MediaType.APPLICATION_JSON, TEXT_CSV})
    @Operation(summary = "Report a day's sales", description = "Per platform and shop, from the day's postings: gross, VAT, fees, refunds and net in the "
        + "currency they were posted in and in VND; and how long shipping, delivery and posting took. The same data gives the same bytes.")
    @APIResponse(responseCode = "200", description = "The report", content = {
        @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT),
            examples = @ExampleObject(name = "report", value = "{\"date\": \"2026-11-21\", \"zone\": \"Asia/Ho_Chi_Minh\", \"as_of\": \"2026-11-22T02:30:00Z\", "
                + "\"sales\": [], \"total\": {\"by_currency\": [], \"vnd\": {\"orders\": 0}, \"sla\": {}}, \"sla\": []}")),
        @Content(mediaType = TEXT_CSV, schema = @Schema(type = SchemaType.STRING))})
    @APIResponse(responseCode = "400", description = "The date is not a day, or has not come yet, or the format is neither json nor csv")
    public Response read(@RestPath @Parameter(description = "A day of ordersync.finance.zone, such as 2026-11-21") String date,
                         @RestQuery @Parameter(description = "json or csv; by default what Accept asks for") String format,
                         @HeaderParam(HttpHeaders.ACCEPT) @Parameter(hidden = true) List<String> accept) throws SQLException {
        LocalDate day = Parameters.day("date", date).orElseThrow();
        if (day.isAfter(reports.today())) {
            throw ProblemException.badParameter("date", "today or a day before it");
        }
        SalesFormat wanted = format(format, accept);
        SalesReport report = reports.of(day);
        return Response.ok(wanted.bytes(report), wanted.mediaType())
            .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"" + wanted.fileName(report.date()) + "\"").build();
    }

    private static SalesFormat format(String format, List<String> accept) {
        if (format == null || format.isEmpty()) {
            return accept != null && accept.stream().anyMatch(types -> types.strip().toLowerCase(Locale.ROOT).startsWith(TEXT_CSV))
                ? SalesFormat.CSV : SalesFormat.JSON;
        }
        SalesFormat wanted = FORMATS.get(format);
        if (wanted == null) {
            throw ProblemException.badParameter("format", "json or csv");
        }
        return wanted;
    }
}
