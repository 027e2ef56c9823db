package polling;

import access.Access;
import channels.ShopAccess;
import http.JsonBody;
import http.ProblemException;
import http.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Fetches the orders of a range of dates again. */
@RolesAllowed(Access.OPERATOR)
@Path("/channels/{channel}/backfill")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Channels")
public class BackfillResource {

    private static final Duration LONGEST = Duration.ofDays(366);

    private final PolledShops shops;
    private final Backfills backfills;

    BackfillResource(PolledShops shops, Backfills backfills) {
        this.shops = shops;
        this.backfills = backfills;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Fetch the orders made in a range of dates again",
        description = "{shop, from, to}: shop may be left out where there is one; at most 366 days. It goes on after a restart.")
    @APIResponse(responseCode = "202", description = "Begun; Location tells how far it has come", content = @Content(
        schema = @Schema(implementation = Backfills.Backfill.class)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be")
    @APIResponse(responseCode = "404", description = "The channel or the shop is not polled")
    @APIResponse(responseCode = "409", description = "Ten ranges of this shop are under way")
    @RequestBody(content = @Content(schema = @Schema(implementation = BackfillRequest.class)))
    public Response start(@RestPath String channel, byte[] body) {
        JsonBody request = JsonBody.of(body, "shop", "from", "to");
        ShopAccess shop = shop(channel, request.optionalText("shop").orElse(null));
        Instant from = request.time("from").orElseThrow(() -> ProblemException.badParameter("from", "given: a time such as 2026-05-01T00:00:00Z"));
        Instant to = request.time("to")
            .orElseThrow(() -> ProblemException.badParameter("to", "given: a time such as 2026-06-01T00:00:00Z"));
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw ProblemException.badParameter("to", "after from, and no more than 366 days after it");
        }
        Backfills.Backfill begun = backfills.start(shop, from, to).orElseThrow(() -> ProblemException.conflict(ProblemType.BACKFILL_UNDER_WAY,
            shop + " has " + Backfills.MAX_RUNNING_PER_SHOP + " backfills under way; wait for one to end."));
        return Response.accepted(begun).location(URI.create("/channels/" + channel + "/backfill/" + begun.id())).build();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "How far a backfill has come")
    @APIResponse(responseCode = "200", description = "Its progress")
    @APIResponse(responseCode = "404", description = "There is no such backfill")
    public Backfills.Backfill progress(@RestPath String channel, @RestPath long id) {
        return backfills.find(channel, id)
            .orElseThrow(() -> ProblemException.notFound("The channel has no backfill " + id + "."));
    }

    private ShopAccess shop(String channel, String named) {
        List<ShopAccess> polled = shops.of(channel);
        if (polled.isEmpty()) {
            throw ProblemException.notFound(ProblemType.NOT_POLLED, "No shop of this channel is polled; the log of the start says why.");
        }
        if (named == null) {
            if (polled.size() == 1) {
                return polled.get(0);
            }
            throw ProblemException.badParameter("shop", polled.stream().map(ShopAccess::shop)
                .collect(Collectors.joining(", ", "one of ", "")));
        }
        return shops.find(channel, named)
            .orElseThrow(() -> ProblemException.notFound(ProblemType.NOT_POLLED, "This shop is not polled; the log of the start says why."));
    }
}
