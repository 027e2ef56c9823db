package credit;

import access.Access;
import com.fasterxml.jackson.annotation.JsonInclude;
import http.Problem;
import http.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Dealers from a spreadsheet. */
@RolesAllowed(Access.CREDIT)
@Path("/dealers/import")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dealers")
public class DealerImportResource {

    private final DealerImport dealers;

    DealerImportResource(DealerImport dealers) {
        this.dealers = dealers;
    }

    /** A problem (RFC 9457) with what is wrong in the file. */
    @Schema(name = "Faulty file")
    record FaultyFile(String type, String title, int status, String detail, @JsonInclude(JsonInclude.Include.NON_NULL) String parameter,
                      List<DealerImport.Fault> faults) {

        static FaultyFile of(List<DealerImport.Fault> faults) {
            Problem problem = Problem.of(400, ProblemType.FAULTY_FILE, "The file has faults; nothing was imported.");
            return new FaultyFile(problem.type(), problem.title(), problem.status(), problem.detail(), null, faults);
        }
    }

    @POST
    @Consumes("text/csv")
    @Operation(summary = "Make and change dealers from a CSV file, all or none", description = "UTF-8. The first line names the columns customer_id, "
        + "name, limit, currency, terms_days, grace_days and, if you like, parent, in any order; each line after it is a dealer. A parent may come "
        + "after its children. What a line says of a dealer is all there is: an empty parent is none. Without the column parent each dealer "
        + "stays below whom it is.")
    @APIResponse(responseCode = "200", description = "Imported", content = @Content(
        schema = @Schema(implementation = DealerImport.Report.class), examples = @ExampleObject(name = "report", value = Examples.REPORT)))
    @APIResponse(responseCode = "400", description = "Faults by line and column, at most 100; nothing was imported", content = @Content(
        mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = FaultyFile.class), examples = @ExampleObject(name = "faults", value = Examples.FAULTS)))
    @APIResponse(responseCode = "413", description = "More rows than ordersync.credit.import-rows")
    public Response read(@RequestBody(required = true, content = @Content(mediaType = "text/csv",
            schema = @Schema(type = SchemaType.STRING), examples = @ExampleObject(name = "file", value = Examples.FILE))) byte[] body) throws SQLException {
        try {
            return Response.ok(dealers.read(body)).build();
        } catch (DealerImport.FaultyException faulty) {
            return Response.status(400).type(Problem.MEDIA_TYPE).entity(FaultyFile.of(faulty.faults())).build();
        }
    }
}
