package orders;

import access.Access;
import database.ReadTransaction;
import exports.ExportFormat;
import exports.Exports;
import http.Cursor;
import http.Parameters;
import http.ProblemException;
import io.quarkus.panache.common.Sort;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
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

/** Orders, read. */
@RolesAllowed(Access.VIEWER)
@Path("/orders")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
public class OrderResource {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    /** The latest events of an order that its history is made of; a poll every five minutes repeats itself for weeks. */
    private static final int MAX_EVENTS = 10_000;
    /** Shops that a problem names. */
    private static final int MAX_SHOPS = 20;

    @Inject
    ReadTransaction transaction;

    @Inject
    OrderList orders;

    @Inject
    Exports exports;

    @Inject
    OrderMoney money;

    @Inject
    RawMessages messages;

    @GET
    @Operation(summary = "List orders", description = """
        The order that was made last comes first. Pass next as cursor for the next page. A page may have fewer orders than the limit and \
        still a next one.""")
    @APIResponse(responseCode = "200", description = "A page of orders", content = @Content(schema = @Schema(implementation = OrderPage.class),
        examples = @ExampleObject(name = "page", value = Examples.PAGE)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public OrderPage list(
        @RestQuery @Parameter(description = "Such as lazada") String platform,
        @RestQuery @Parameter(description = "The platform's shop id") String shop,
        @RestQuery @Parameter(description = "One or several, with commas: PENDING,CONFIRMED") String status,
        @RestQuery @Parameter(description = "The dealer on whose account it is") String dealer,
        @RestQuery @Parameter(description = "Start of the order id, or, of three characters and more, part of the buyer's name or phone") String text,
        @RestQuery @Parameter(description = "Made at or after, such as 2026-05-01T00:00:00Z") String from,
        @RestQuery @Parameter(description = "Made before") String to,
        @RestQuery @Parameter(description = "1 to 200, default 50") String limit,
        @RestQuery @Parameter(description = "next of the page before") String cursor) {
        return orders.page(filter(platform, shop, status, dealer, text, from, to), Cursor.parse(cursor),
            Parameters.count("limit", limit, DEFAULT_LIMIT, MAX_LIMIT));
    }

    private static OrderFilter filter(String platform, String shop, String status, String dealer, String text, String from, String to) {
        return new OrderFilter(Parameters.text("platform", platform), Parameters.text("shop", shop),
            Parameters.someOf(OrderStatus.class, "status", status), Parameters.text("dealer", dealer), Parameters.text("text", text),
            Parameters.time("from", from), Parameters.time("to", to));
    }

    @GET
    @Path("/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export orders", description = "All that the filter finds, the order that was made last first, without their lines and items.")
    @APIResponse(responseCode = "200", description = "The file", content = {@Content(mediaType = ExportFormat.CSV_TYPE, schema = @Schema(type = SchemaType.STRING)),
        @Content(mediaType = ExportFormat.XLSX_TYPE, schema = @Schema(type = SchemaType.STRING, format = "binary"))})
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @APIResponse(responseCode = "429", description = "As many exports are under way as may be")
    public Response export(
        @RestQuery @Parameter(required = true, description = "csv or xlsx", example = "csv") String format,
        @RestQuery @Parameter(description = "Such as lazada") String platform,
        @RestQuery @Parameter(description = "The platform's shop id") String shop,
        @RestQuery @Parameter(description = "One or several, with commas: PENDING,CONFIRMED") String status,
        @RestQuery @Parameter(description = "The dealer on whose account it is") String dealer,
        @RestQuery @Parameter(description = "Start of the order id, or, of three characters and more, part of the buyer's name or phone") String text,
        @RestQuery @Parameter(description = "Made at or after, such as 2026-05-01T00:00:00Z") String from,
        @RestQuery @Parameter(description = "Made before") String to) {
        OrderFilter filter = filter(platform, shop, status, dealer, text, from, to);
        return exports.<OrderSummary, String>of(ExportFormat.of(format), OrderTable.COLUMNS, (cursor, limit) -> {
            OrderPage page = orders.page(filter, Cursor.parse(cursor), limit);
            return new Exports.Page<>(page.orders(), page.next());
        });
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
    @APIResponse(responseCode = "429", description = "Others look for messages in Kafka; try again")
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
            throw ProblemException.notFound("There is no such order" + (shop == null ? "." : " in that shop."));
        }
        if (found.size() > 1) {
            throw ProblemException.conflict("Several shops have an order of this id; name one with ?shop=: "
                + found.stream().map(order -> order.shopId).collect(Collectors.joining(", ")) + ".");
        }
        return found.get(0);
    }
}
