package orders;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What is posted of orders, in the transaction that stores them. */
public interface OrderPostings {

    SaleEffects effects();

    /**
     * Writes what is still to be posted of the orders.
     *
     * @param sales      of orders whose rows the transaction of {@code connection} has written, and so has locked
     * @throws SQLException when PostgreSQL is away or busy; what is posted holds no value that it refuses
     */
    void post(List<Sale> sales, Connection connection) throws SQLException;
}
