package orders;

import database.Sql;
import database.Statements;
import io.agroal.api.AgroalPoolInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Empties what is known of orders with the first connection to a PostgreSQL that was started since, or elsewhere: it may lack the last
 * that was committed. Whoever stores nothing meanwhile sees no error that would tell, since the pool replaces connections that are dead.
 */
@ApplicationScoped
class Failovers implements AgroalPoolInterceptor {

    private final KnownOrders orders;
    private Instant started = Instant.MIN;

    Failovers(KnownOrders orders) {
        this.orders = orders;
    }

    /** Before anybody has the connection. */
    @Override
    public void onConnectionCreate(Connection connection) {
        try {
            connectedTo(new Statements(connection).query("select pg_postmaster_start_time() as at", row -> Sql.instant(row, "at")).get(0));
        } catch (SQLException e) {
            connectedTo(Instant.MIN);
        }
    }

    private synchronized void connectedTo(Instant startedNow) {
        if (!startedNow.equals(started)) {
            orders.forgetAll();
            started = startedNow;
        }
    }
}
