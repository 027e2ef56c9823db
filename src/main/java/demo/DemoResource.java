package demo;

import access.Access;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The demo data of a first run. */
@RolesAllowed(Access.ADMIN)
@Path("/demo")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Demo")
public class DemoResource {

    private static final String CLEARED = """
        {"state": "CLEARED", "deleted": {"dead_letter": 31, "order_event": 1840, "orders": 412, "dealer": 6}}""";

    private final Demo demo;

    DemoResource(Demo demo) {
        this.demo = demo;
    }

    /** How far the demo is. */
    public enum State {
        /** It never began in this database. */
        NONE,
        /** There is demo data. Also where clearing it has ended before all was gone. */
        THERE,
        /** It is being cleared. */
        CLEARING,
        /** It is cleared, and does not begin anew. */
        CLEARED
    }

    /** @param deleted rows that have gone so far, by table */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "DemoProgress")
    public record Progress(State state, Map<String, Integer> deleted) {

        private static Progress of(DemoTables.Progress progress) {
            return new Progress(progress.isClearing() ? State.CLEARING : progress.isCleared() ? State.CLEARED : State.THERE, progress.deleted());
        }
    }

    @GET
    @Operation(summary = "How far the demo data is", description = "Whether there is any, whether it is being cleared, and how many rows have gone.")
    @APIResponse(responseCode = "200", description = "How far it is", content = @Content(schema = @Schema(implementation = Progress.class),
        examples = @ExampleObject(name = "cleared", value = CLEARED)))
    public Progress progress() {
        return demo.progress().map(Progress::of).orElse(new Progress(State.NONE, Map.of()));
    }

    @DELETE
    @Operation(summary = "Clear the demo data", description = "Ends the made-up traffic for good and begins to delete all that it made, and nothing else. "
        + "That takes some seconds, since what is under way is waited for; GET tells how far it is. A later start does not begin anew.")
    @APIResponse(responseCode = "202", description = "It is being cleared", content = @Content(schema = @Schema(implementation = Progress.class),
        examples = @ExampleObject(name = "clearing", value = "{\"state\": \"CLEARING\", \"deleted\": {}}")))
    @APIResponse(responseCode = "409", description = "This database never had demo data")
    @ResponseStatus(202)
    public Progress clear() {
        return Progress.of(demo.clear());
    }
}
