package finance.payments;

import finance.FinanceConfig;
import javax.sql.DataSource;

/** Payments without Quarkus, for other packages' tests. */
public final class TestPayments {

    private TestPayments() {
    }

    public static Payments of(DataSource database, FinanceConfig config) {
        return new Payments(database, config);
    }
}
