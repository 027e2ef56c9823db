package credit;

import database.Sql;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Accounts as rows of {@code dealer}. */
final class AccountRows {

    private AccountRows() {
    }

    static Account account(ResultSet row) throws SQLException {
        Date overdue = row.getDate("overdue_since");
        return new Account(row.getString("customer_id"), row.getString("name"), row.getString("currency"), row.getBigDecimal("credit_limit"),
            row.getBigDecimal("temporary_limit"), Sql.instant(row, "temporary_until"), row.getInt("terms_days"), row.getInt("grace_days"),
            List.of((String[]) row.getArray("pool").getArray()), row.getBigDecimal("outstanding"), row.getBigDecimal("held"),
            row.getBigDecimal("pool_outstanding"), row.getBigDecimal("pool_held"), row.getString("locked_by_hand"),
            overdue == null ? null : overdue.toLocalDate(), row.getLong("version"));
    }
}
