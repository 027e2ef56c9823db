package orders;

import exports.ExportFormat;
import exports.Exports;
import http.Cursor;
import http.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

/** Orders as a file, the one that was made last first. */
@ApplicationScoped
public class OrderExport {

    private final OrderList orders;
    private final Exports exports;

    OrderExport(OrderList orders, Exports exports) {
        this.orders = orders;
        this.exports = exports;
    }

    /** The answer with all that the filter finds. */
    public Response of(ExportFormat format, OrderFilter filter) {
        return exports.of(format, OrderTable.COLUMNS, pages(filter));
    }

    /** The same for a dealer, of whose orders alone the filter is. */
    public Response ofDealer(String dealer, ExportFormat format, OrderFilter filter) {
        return exports.ofDealer(dealer, format, OrderTable.COLUMNS, pages(filter));
    }

    private Exports.Pages<OrderSummary, String> pages(OrderFilter filter) {
        return (cursor, limit) -> {
            OrderPage page = orders.page(filter, Cursor.parse(cursor), limit);
            return new PageOf<>(page.orders(), page.next());
        };
    }
}
