package finance.erp;

import database.OwnDatabase;
import io.agroal.api.AgroalDataSource;
import java.sql.SQLException;

/** A database of its own on the tests' PostgreSQL. */
public final class ErpDatabase implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 4;

    public final AgroalDataSource pool;

    public ErpDatabase(String name) throws SQLException {
        pool = OwnDatabase.migrated(name, CONNECTIONS_MAX).pool;
    }

    @Override
    public void close() {
        pool.close();
    }
}
