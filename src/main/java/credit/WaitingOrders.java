package credit;

import database.Sql;
import http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;
import orders.OrderKey;

/** Finds orders on account. */
@ApplicationScoped
class WaitingOrders {

    /** Orders of one id that a problem names. */
    private static final int MAX_NAMED = 20;

    private static final String FIND = """
        select platform, shop_id from credit_order
         where order_id = ? and customer_id is not null and platform = coalesce(?, platform) and shop_id = coalesce(?, shop_id) order by platform, shop_id limit ?""";

    private static final String COUNT = "select count(*) as orders, min(ordered_at) as oldest from credit_order where customer_id = ? and locked";

    private final Sql database;

    WaitingOrders(Sql database) {
        this.database = database;
    }

    CreditStatus.Waiting of(String customerId) {
        return database.query(COUNT, row -> new CreditStatus.Waiting(row.getLong("orders"), Sql.instant(row, "oldest")), customerId).get(0);
    }

    /**
     * The one order of this id.
     *
     * @param platform null: any
     * @param shop     null: any
     * @throws ProblemException 404: there is none; 409: there are several
     */
    OrderKey find(String orderId, String platform, String shop) {
        List<OrderKey> found = database.query(FIND, row -> new OrderKey(row.getString("platform"), row.getString("shop_id"), orderId),
            orderId, platform, shop, MAX_NAMED);
        if (found.isEmpty()) {
            throw ProblemException.notFound("There is no order " + orderId + " on account" + (platform == null && shop == null ? "." : " there."));
        }
        if (found.size() > 1) {
            throw ProblemException.conflict("Several orders have the id " + orderId + "; name platform and shop. It is in "
                + found.stream().map(key -> key.platform() + " " + key.shopId()).collect(Collectors.joining(", ")) + ".");
        }
        return found.get(0);
    }
}
