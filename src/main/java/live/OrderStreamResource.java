package live;

import access.Access;
import access.CurrentUser;
import http.Parameters;
import http.Problem;
import http.ProblemException;
import http.ProblemType;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.Locale;
import orders.OrderStatus;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** {@code GET /orders/stream}: orders as they change. */
@RolesAllowed({Access.VIEWER, Access.DEALER})
@Path("/orders/stream")
@Tag(name = "Orders")
public class OrderStreamResource {

    private static final int SECONDS_UNTIL_ROOM = 10;
    /** What the kernel may hold for a screen, besides what waits here; by itself it would hold some MiB for one that takes nothing. */
    private static final int KERNEL_BYTES = 128 * 1024;

    private final Listeners listeners;
    private final LiveConfig config;
    private final CurrentUser user;

    OrderStreamResource(Listeners listeners, LiveConfig config, CurrentUser user) {
        this.user = user;
        this.listeners = listeners;
        this.config = config;
    }

    @GET
    @Produces("text/event-stream")
    @Operation(summary = "Listen to orders as they change", description = """
        Server-sent events. hello: from here on every change is told, so load the list now. orders: orders as they are now, without their \
        buyers. gone: ids of orders that changed and have none of the statuses. more: so many more changed than are told one by one; load \
        the list again (a dealer hears reset instead). freshness: how long it takes from received to stored. reset: it is not known what was \
        missed; load the list again. Whoever comes back with Last-Event-ID is told what changed meanwhile; one order may be told of twice.""")
    @APIResponse(responseCode = "200", description = "The stream; it ends with the access token, or before with the sign-in or when the user is changed", content = @Content(mediaType = "text/event-stream",
        schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @APIResponse(responseCode = "503", description = "As many listen as are allowed, or the process ends; see Retry-After")
    public Uni<Void> stream(
        @RestQuery @Parameter(description = "Such as lazada") String platform,
        @RestQuery @Parameter(description = "The platform's shop id") String shop,
        @RestQuery @Parameter(description = "One or several, with commas: PENDING,CONFIRMED") String status,
        @HeaderParam("Last-Event-ID") @Parameter(description = "The id of the last event that was received") String lastEventId,
        @RestQuery("last_event_id") @Parameter(description = "The same, where the header cannot be set") String lastEventIdQuery,
        @Context HttpServerRequest request) {
        StreamFilter filter = new StreamFilter(Parameters.text("platform", platform), Parameters.text("shop", shop),
            Parameters.someOf(OrderStatus.class, "status", status), user.seesOnly());
        HttpServerResponse response = request.response();
        Listener listener = new Listener(response, connection(request), filter, takesGzip(request), position(lastEventId, lastEventIdQuery), user.stay(),
            config.maxWaitingBytes());
        if (!listeners.add(listener)) {
            response.putHeader("Retry-After", Integer.toString(SECONDS_UNTIL_ROOM));
            throw new ProblemException(Problem.of(503, ProblemType.BUSY,
                "As many screens listen as are allowed (ordersync.live.max-listeners, of dealers fewer), or this process is about to end. Try again later."));
        }
        // The answer is written here, by whoever has something to tell; the method's own result never comes.
        return Uni.createFrom().emitter(never -> response.closeHandler(closed -> listeners.remove(listener)));
    }

    /**
     * Has little wait in the kernel.
     *
     * @return what cuts the screen off: what Vert.x calls to close waits until all that was written is taken
     */
    private static Runnable connection(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            // A connection of many streams, each with a window of its own.
            return request.response()::reset;
        }
        Channel channel = ((ConnectionBase) request.connection()).channel();
        channel.config().setOption(ChannelOption.SO_SNDBUF, KERNEL_BYTES);
        return () -> {
            // At once: else the kernel goes on offering what it holds.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        };
    }

    private static boolean takesGzip(HttpServerRequest request) {
        String accepted = request.getHeader("Accept-Encoding");
        return accepted != null && accepted.toLowerCase(Locale.ROOT).matches(".*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*");
    }

    private static StreamPosition position(String header, String query) {
        String text = header == null || header.isEmpty() ? query : header;
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return StreamPosition.of(text);
        } catch (IllegalArgumentException notOurs) {
            throw ProblemException.badParameter("Last-Event-ID", "the id of an event of this stream, unchanged");
        }
    }
}
