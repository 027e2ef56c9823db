package overview;

import access.Access;
import http.Parameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** How the channels fare. */
@RolesAllowed(Access.VIEWER)
@Path("/channels")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Channels")
public class ChannelResource {

    private static final int DEFAULT_HOURS = 24;

    private final ChannelStates states;

    ChannelResource(ChannelStates states) {
        this.states = states;
    }

    @GET
    @Operation(summary = "How the channels fare", description = "Last webhook and poll, what was received, refused and missed, tokens, silence and backfills: "
        + "of all replicas. Which channels are on is told by the configuration of the process that answers.")
    @APIResponse(responseCode = "200", description = "The channels of mappings/, by name", content = @Content(
        schema = @Schema(implementation = ChannelState.All.class), examples = @ExampleObject(name = "channels", value = Examples.CHANNELS)))
    @APIResponse(responseCode = "400", description = "hours is not what it must be")
    public ChannelState.All list(@RestQuery @Parameter(description = "Of the counts: 1 to 168, default 24; the hour that is under way is one of them", example = "24") String hours) {
        return new ChannelState.All(states.all(Parameters.count("hours", hours, DEFAULT_HOURS, Overview.MAX_HOURS)));
    }
}
