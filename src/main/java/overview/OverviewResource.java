package overview;

import access.Access;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import http.Parameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** What came in in the last hours. */
@RolesAllowed(Access.VIEWER)
@Path("/overview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Overview")
public class OverviewResource {

    private static final int DEFAULT_HOURS = 24;
    /** Whoever asks within it gets the same answer; one at a time is worked out. */
    private static final Duration KEPT = Duration.ofSeconds(2);

    private final LoadingCache<Integer, Overview> answers;

    OverviewResource(OverviewReads reads) {
        this.answers = Caffeine.newBuilder().maximumSize(Overview.MAX_HOURS).expireAfterWrite(KEPT).build(reads::of);
    }

    @GET
    @Operation(summary = "Orders, changes and dead letters of the last hours",
        description = "By channel, status and hour, with value, error rate, lag and freshness. Counted by the hour and at most some seconds old; "
            + "statuses of orders older than two hours at most a minute, older than a day a quarter of an hour.")
    @APIResponse(responseCode = "200", description = "The overview", content = @Content(schema = @Schema(implementation = Overview.class),
        examples = @ExampleObject(name = "overview", value = Examples.OVERVIEW)))
    @APIResponse(responseCode = "400", description = "hours is not what it must be")
    public Overview read(@RestQuery @Parameter(description = "1 to 168, default 24; the hour that is under way is one of them", example = "24") String hours) {
        return answers.get(Parameters.count("hours", hours, DEFAULT_HOURS, Overview.MAX_HOURS));
    }
}
