package finance.erp;

import database.Schema;
import embedded.TestServers;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of its own on the tests' PostgreSQL. */
public final class ErpDatabase implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 4;

    public final AgroalDataSource pool;

    public ErpDatabase(String name) throws SQLException {
        String url = TestServers.addresses().get("quarkus.datasource.jdbc.url");
        try (Connection admin = DriverManager.getConnection(url, "postgres", "postgres"); Statement statement = admin.createStatement()) {
            statement.execute("drop database if exists " + name);
            statement.execute("create database " + name);
        }
        String own = url.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
        Schema.migrate(own);
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(connections -> connections
            .maxSize(CONNECTIONS_MAX).connectionFactoryConfiguration(factory -> factory.jdbcUrl(own).principal(new NamePrincipal("postgres")))));
    }

    @Override
    public void close() {
        pool.close();
    }
}
