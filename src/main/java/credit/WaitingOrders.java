package credit;

import database.Sql;
import database.Statements;
import http.ProblemException;
import http.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

    private static final String COUNT = """
        select customer_id, count(*) as orders, coalesce(sum(amount), 0) as amount, min(ordered_at) as oldest
          from credit_order where customer_id = any(?) and locked group by customer_id""";

    private final Sql database;

    WaitingOrders(Sql database) {
        this.database = database;
    }

    /**
     * What waits of a dealer.
     *
     * @param amount of those whose amount is known, in the dealer's currency
     * @param oldest when the first of them was placed; null: none waits
     */
    record Count(long orders, BigDecimal amount, Instant oldest) {

        static final Count NONE = new Count(0, BigDecimal.ZERO, null);
    }

    private record OfDealer(String customerId, Count count) {

        static OfDealer of(ResultSet row) throws SQLException {
            return new OfDealer(row.getString("customer_id"), new Count(row.getLong("orders"), row.getBigDecimal("amount"), Sql.instant(row, "oldest")));
        }
    }

    /** By dealer, as a transaction sees it; one of whom nothing waits is not there. */
    static Map<String, Count> of(Statements statements, Collection<String> dealers) throws SQLException {
        return statements.query(COUNT, OfDealer::of, (Object) dealers.toArray(String[]::new)).stream()
            .collect(Collectors.toMap(OfDealer::customerId, OfDealer::count));
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
            throw ProblemException.notFound(ProblemType.NO_SUCH_ORDER, "There is no order " + orderId + " on account" + (platform == null && shop == null ? "." : " there."));
        }
        if (found.size() > 1) {
            throw ProblemException.conflict(ProblemType.SEVERAL_ORDERS, "Several orders have the id " + orderId + "; name platform and shop. It is in "
                + found.stream().map(key -> key.platform() + " " + key.shopId()).collect(Collectors.joining(", ")) + ".");
        }
        return found.get(0);
    }
}
