package orders;

import access.Access;
import database.ReadTransaction;
import exports.ExportFormat;
import exports.ExportQuery;
import http.PageQuery;
import http.Parameters;
import http.ProblemException;
import http.ProblemType;
import io.quarkus.panache.common.Sort;
import io.quarkus.vertx.http.Compressed;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Orders, read. */
@RolesAllowed(Access.VIEWER)
@Path("/orders")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
public class OrderResource {

    /** The latest events of an order that its history is made of; a poll every five minutes repeats itself for weeks. */
    private static final int MAX_EVENTS = 10_000;
    /** Shops that a problem names. */
    private static final int MAX_SHOPS = 20;

    @Inject
    ReadTransaction transaction;

    @Inject
    OrderList orders;

    @Inject
    OrderExport file;

    @Inject
    OrderMoney money;

    @Inject
    RawMessages messages;

    /** Pressed, unlike other JSON: it holds no token, and no other site can have a browser ask for it, for a script sends the token. */
    @GET
    @Compressed
    @Operation(summary = "List orders", description = """
        The order that was made last comes first. Pass next as cursor for the next page. A page may have fewer orders than the limit and \
        still a next one.""")
    @APIResponse(responseCode = "200", description = "A page of orders", content = @Content(schema = @Schema(implementation = OrderPage.class),
        examples = @ExampleObject(name = "page", value = Examples.PAGE)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public OrderPage list(@BeanParam OrdersQuery query, @BeanParam PageQuery paging) {
        return orders.page(query.filter(), paging.after(), paging.size());
    }

    @GET
    @Path("/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export orders", description = "All that the filter finds, the order that was made last first, without their lines and items.")
    public Response export(@BeanParam ExportQuery as, @BeanParam OrdersQuery query) {
        return file.of(as.format(), query.filter());
    }

    @GET
    @Path("/{platform}/{orderId}")
    @Operation(summary = "Read an order with its lines and status history")
    @APIResponse(responseCode = "200", description = "The order", content = @Content(schema = @Schema(implementation = OrderDetail.class),
        examples = @ExampleObject(name = "order", value = Examples.DETAIL)))
    @APIResponse(responseCode = "404", description = "There is no such order")
    @APIResponse(responseCode = "409", description = "Several shops have an order of this id: name one with ?shop=")
    public OrderDetail read(@RestPath String platform, @RestPath String orderId,
                            @RestQuery @Parameter(description = "Needed where several shops have the id") String shop) {
        return transaction.of(() -> {
            Order order = find(platform, orderId, shop);
            List<OrderLine> lines = OrderLine.list("platform = ?1 and shopId = ?2 and orderId = ?3 and lineId <> ''",
                Sort.by("lineId"), order.platform, order.shopId, order.orderId);
            List<OrderEvent> events = OrderEvent.<OrderEvent>find("platform = ?1 and shopId = ?2 and orderId = ?3",
                    Sort.descending("occurredAt", "eventId"), order.platform, order.shopId, order.orderId)
                .page(0, MAX_EVENTS).list();
            Collections.reverse(events);
            return OrderDetail.of(order, lines, events, money.postings(order), money.payments(order));
        });
    }

    @GET
    @Path("/{platform}/{orderId}/messages")
    @RolesAllowed(Access.ENGINEER)
    @Operation(summary = "Read the messages that made an order, as they came in", description = "From the topic of raw messages, around the times when the order's "
        + "latest events were received; what Kafka no longer has is not there. Not for everybody: they hold all that the channel told of the buyer.")
    @APIResponse(responseCode = "200", description = "The messages, oldest first", content = @Content(schema = @Schema(implementation = OrderMessages.class),
        examples = @ExampleObject(name = "messages", value = Examples.MESSAGES)))
    @APIResponse(responseCode = "404", description = "There is no such order")
    @APIResponse(responseCode = "409", description = "Several shops have an order of this id: name one with ?shop=")
    @APIResponse(responseCode = "429", description = "Others look for messages in Kafka, or too many requests; Retry-After says when to come again")
    @APIResponse(responseCode = "503", description = "Kafka does not answer")
    public OrderMessages messages(@RestPath @Parameter(example = "lazada") String platform, @RestPath @Parameter(example = "416557324702006") String orderId,
                                  @RestQuery @Parameter(description = "Needed where several shops have the id") String shop) {
        return messages.of(transaction.of(() -> {
            Order order = find(platform, orderId, shop);
            return new RawMessages.Looked(order, OrderEvent.<OrderEvent>find("platform = ?1 and shopId = ?2 and orderId = ?3",
                Sort.descending("occurredAt", "eventId"), order.platform, order.shopId, order.orderId).page(0, RawMessages.MAX_EVENTS).list()
                .stream().map(event -> event.receivedAt).toList());
        }));
    }

    private static Order find(String platform, String orderId, String shop) {
        String known = Parameters.text("platform", platform).orElse("");
        String id = Parameters.text("orderId", orderId).orElse("");
        List<Order> found = Parameters.text("shop", shop)
            .map(one -> Order.<Order>find("platform = ?1 and orderId = ?2 and shopId = ?3", known, id, one))
            .orElseGet(() -> Order.find("platform = ?1 and orderId = ?2", Sort.by("shopId"), known, id))
            .page(0, MAX_SHOPS).list();
        if (found.isEmpty()) {
            throw ProblemException.notFound(ProblemType.NO_SUCH_ORDER, "There is no order \"" + Parameters.shown(id) + "\" of the platform \"" + Parameters.shown(known)
                + (shop == null ? "\"." : "\" in the shop \"" + Parameters.shown(shop) + "\"."));
        }
        if (found.size() > 1) {
            throw ProblemException.conflict(ProblemType.SEVERAL_ORDERS, "Several shops have an order of this id; name one with ?shop=: "
                + found.stream().map(order -> order.shopId).collect(Collectors.joining(", ")) + ".");
        }
        return found.get(0);
    }
}
