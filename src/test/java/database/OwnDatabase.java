package database;

import embedded.TestServers;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** An empty database of a test's own on the tests' PostgreSQL. */
public final class OwnDatabase implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 8;

    private final String url;
    public final AgroalDataSource pool;

    public OwnDatabase(String name) throws SQLException {
        String all = TestServers.addresses().get("quarkus.datasource.jdbc.url");
        try (Connection connection = DriverManager.getConnection(all, "postgres", "postgres"); Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name + " with (force)");
            statement.execute("create database " + name);
        }
        url = all.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(connections -> connections
            .maxSize(CONNECTIONS_MAX).connectionFactoryConfiguration(factory -> factory.jdbcUrl(url).principal(new NamePrincipal("postgres")))));
    }

    public void migrate() {
        Schema.migrate(url);
    }

    /** Tables alone, as they were at a version. */
    public void migrateTablesTo(String version) {
        Schema.migrateTablesTo(version, url);
    }

    public Connection connection() throws SQLException {
        return DriverManager.getConnection(url, "postgres", "postgres");
    }

    @Override
    public void close() {
        pool.close();
    }
}
