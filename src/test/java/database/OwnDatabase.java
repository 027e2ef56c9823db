package database;

import embedded.TestServers;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of a test's own on the tests' PostgreSQL: an empty one, or a copy of one that was migrated. */
public final class OwnDatabase implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 8;
    /** Made once for each PostgreSQL; it has this name only once it is whole. */
    private static final String MIGRATED = "migrated_template";

    private final String url;
    public final AgroalDataSource pool;

    /** An empty one. */
    public OwnDatabase(String name) throws SQLException {
        this(name, "template1", CONNECTIONS_MAX);
    }

    private OwnDatabase(String name, String template, int maxConnections) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server(), "postgres", "postgres"); Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name + " with (force)");
            statement.execute("create database " + name + " template " + template);
        }
        url = url(name);
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(connections -> connections
            .maxSize(maxConnections).connectionFactoryConfiguration(factory -> factory.jdbcUrl(url).principal(new NamePrincipal("postgres")))));
    }

    /** One with the schema of today. */
    public static OwnDatabase migrated(String name) throws SQLException {
        return migrated(name, CONNECTIONS_MAX);
    }

    /** One with the schema of today, and a pool of so many connections. */
    public static OwnDatabase migrated(String name, int maxConnections) throws SQLException {
        makeTemplate();
        return new OwnDatabase(name, MIGRATED, maxConnections);
    }

    private static synchronized void makeTemplate() throws SQLException {
        try (Connection connection = DriverManager.getConnection(server(), "postgres", "postgres"); Statement statement = connection.createStatement()) {
            if (statement.executeQuery("select from pg_database where datname = '" + MIGRATED + "'").next()) {
                return;
            }
            statement.execute("drop database if exists being_migrated with (force)");
            statement.execute("create database being_migrated");
            Schema.migrate(url("being_migrated"));
            statement.execute("alter database being_migrated rename to " + MIGRATED);
        }
    }

    private static String server() {
        return TestServers.addresses().get("quarkus.datasource.jdbc.url");
    }

    private static String url(String name) {
        return server().replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
    }

    /** Where it is, for whoever needs more than {@link #pool}; user {@code postgres}. */
    public String url() {
        return url;
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
