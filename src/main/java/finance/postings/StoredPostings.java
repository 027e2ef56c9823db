package finance.postings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import database.Statements;
import finance.FinanceConfig;
import finance.PostingKind;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import orders.OrderKey;
import orders.OrderPostings;
import orders.Sale;
import orders.SaleEffects;
import org.jboss.logging.Logger;

/**
 * {@code erp_posting}: what is still to be posted of orders goes there in the transaction that stores them. Made with the start,
 * so that a rate which is none ends the start rather than turning messages away.
 */
@Startup
@ApplicationScoped
public class StoredPostings implements OrderPostings {

    private static final Logger LOG = Logger.getLogger(StoredPostings.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Orders that are read together, with their items and documents: of a thousand lines each, some 100 MB. */
    private static final int ORDERS_MAX = 200;

    /** Of one order. Whoever amends an order more often than that gets no posting for it: reconciliation tells. */
    private static final int POSTINGS_MAX = 1000;

    private record New(OrderKey order, OrderPosting posting) { }

    private final PostingBook book;
    private final SaleEffects effects;

    /** @throws IllegalArgumentException names a rate in the configuration that is none */
    public StoredPostings(PostingsConfig config, FinanceConfig finance) {
        book = new PostingBook(new Vat(config.vat().rates(), config.vat().skus()), config.fees(), finance.zone());
        effects = new SaleEffects(config.on());
    }

    @Override
    public SaleEffects effects() {
        return effects;
    }

    @Override
    public void post(List<Sale> sales, Connection connection) throws SQLException {
        Statements statements = new Statements(connection);
        for (int from = 0; from < sales.size(); from += ORDERS_MAX) {
            List<Sale> some = sales.subList(from, Math.min(sales.size(), from + ORDERS_MAX));
            write(due(some, statements), statements);
        }
    }

    private List<New> due(List<Sale> sales, Statements statements) throws SQLException {
        List<SoldOrder> orders = new ArrayList<>();
        List<List<OrderPosting>> posted = new ArrayList<>();
        statements.query("select * from sold_orders(?, ?, ?)", row -> {
            Sale sale = sales.get(row.getInt("ordinal") - 1);
            posted.add(new ArrayList<>());
            return orders.add(new SoldOrder(sale, row.getBigDecimal("amount"), row.getString("currency"), json(row.getString("items"))));
        }, keys(sales));
        statements.query("select * from posted_of(?, ?, ?, ?)", row -> posted.get(row.getInt("ordinal") - 1).add(new OrderPosting(
            row.getString("business_key"), PostingKind.valueOf(row.getString("kind")), row.getBigDecimal("amount"), row.getString("currency"),
            null, Document.of(row.getString("document"), row.getBigDecimal("amount"), row.getString("currency")))),
            keys(orders.stream().map(SoldOrder::sale).toList(), POSTINGS_MAX));
        List<New> due = new ArrayList<>();
        for (int i = 0; i < orders.size(); i++) {
            OrderKey order = orders.get(i).sale().order();
            if (posted.get(i).size() < POSTINGS_MAX) {
                book.due(orders.get(i), posted.get(i)).forEach(posting -> due.add(new New(order, posting)));
            }
        }
        return due;
    }

    private static void write(List<New> due, Statements statements) throws SQLException {
        if (due.isEmpty()) {
            return;
        }
        int written = statements.query("select write_postings(?, ?, ?, ?, ?, cast(? as numeric[]), ?, ?, cast(? as jsonb[]))", row -> row.getInt(1),
            texts(due, row -> row.posting.businessKey()), texts(due, row -> row.posting.kind().name()), texts(due, row -> row.order.platform()),
            texts(due, row -> row.order.shopId()), texts(due, row -> row.order.orderId()), texts(due, row -> row.posting.amount().toPlainString()),
            texts(due, row -> row.posting.currency()), due.stream().mapToInt(row -> (int) row.posting.date().toEpochDay()).toArray(),
            texts(due, row -> row.posting.document().json())).get(0);
        if (written < due.size()) {
            LOG.warnf("%d postings were not written, for others have their business keys: look at the order ids of table erp_posting", due.size() - written);
        }
    }

    private static Object[] keys(List<Sale> sales, Object... more) {
        List<Object> values = new ArrayList<>();
        values.add(texts(sales, sale -> sale.order().platform()));
        values.add(texts(sales, sale -> sale.order().shopId()));
        values.add(texts(sales, sale -> sale.order().orderId()));
        values.addAll(List.of(more));
        return values.toArray();
    }

    private static JsonNode json(String text) {
        try {
            return text == null ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("jsonb that is no JSON", e);
        }
    }

    private static <T> String[] texts(List<T> rows, Function<T, String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }
}
