package orders;

import java.sql.Connection;
import java.util.List;
import java.util.Map;

/** Orders that finance does not ask about. */
final class NoPostings implements OrderPostings {

    @Override
    public SaleEffects effects() {
        return new SaleEffects(Map.of());
    }

    @Override
    public void post(List<Sale> sales, Connection connection) {
        throw new AssertionError("No status means anything to finance here");
    }
}
