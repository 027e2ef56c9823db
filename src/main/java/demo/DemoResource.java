package demo;

import access.Access;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
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

/** The demo data of a first run. */
@RolesAllowed(Access.ADMIN)
@Path("/demo")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Demo")
public class DemoResource {

    private final Demo demo;

    DemoResource(Demo demo) {
        this.demo = demo;
    }

    /** @param deleted rows, by table */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "ClearedDemo")
    public record Cleared(Map<String, Integer> deleted) { }

    @DELETE
    @Operation(summary = "Clear the demo data", description = "Ends the made-up traffic for good and deletes all that it made, and nothing else. "
        + "Takes some seconds: what is under way is waited for. A later start does not begin anew.")
    @APIResponse(responseCode = "200", description = "It is cleared; how many rows went, by table", content = @Content(schema = @Schema(implementation = Cleared.class),
        examples = @ExampleObject(name = "cleared", value = "{\"deleted\": {\"dead_letter\": 31, \"order_event\": 1840, \"orders\": 412, \"dealer\": 6}}")))
    @APIResponse(responseCode = "409", description = "This database never had demo data")
    public Cleared clear() {
        return new Cleared(demo.clear());
    }
}
