package finance;

import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import orders.Money;
import orders.Order;
import orders.OrderMoney;

/** Postings and payments of an order, by its id; one that names no shop counts for whatever order has the id. */
@ApplicationScoped
class OrderMoneyReads implements OrderMoney {

    private static final int MAX = 200;
    private static final String OF_ORDER = " where order_id = ? and (platform is null or platform = ? and shop_id = ?)";
    private static final String POSTINGS = "select * from erp_posting" + OF_ORDER + " order by id limit " + MAX;
    private static final String PAYMENTS = "select * from payment" + OF_ORDER + " order by created_at, payment_id limit " + MAX;

    private final Sql database;

    OrderMoneyReads(Sql database) {
        this.database = database;
    }

    @Override
    public List<Posting> postings(Order order) {
        return database.query(POSTINGS, row -> new Posting(row.getString("business_key"), row.getString("kind"),
            Money.text(row.getBigDecimal("amount"), row.getString("currency")), row.getString("currency"), row.getString("status"), row.getString("reason"),
            // Of one that is under way it is only what it was asked for by.
            row.getString("status").equals("SENT") ? null : row.getString("document_number"), Sql.instant(row, "created_at")),
            order.orderId, order.platform, order.shopId);
    }

    @Override
    public List<Payment> payments(Order order) {
        return database.query(PAYMENTS, row -> new Payment(row.getString("payment_id"), row.getString("provider"),
            Money.text(row.getBigDecimal("amount"), row.getString("currency")), row.getString("currency"),
            Money.text(row.getBigDecimal("refunded"), row.getString("currency")), row.getString("status"), row.getString("waits_for"),
            Sql.instant(row, "created_at"), Sql.instant(row, "settled_at")), order.orderId, order.platform, order.shopId);
    }
}
