package database;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The schema in a database of a test's own, as the application migrates it. */
public final class Schema {

    private Schema() {
    }

    public static void migrate(String jdbcUrl) {
        flyway(jdbcUrl).load().migrate();
    }

    /** Its tables as they were at a version; functions and views are of today and do not fit them. */
    static void migrateTablesTo(String version, String jdbcUrl) {
        flyway(jdbcUrl).target(version).repeatableSqlMigrationPrefix("none").load().migrate();
    }

    private static FluentConfiguration flyway(String jdbcUrl) {
        FluentConfiguration flyway = Flyway.configure().dataSource(jdbcUrl, "postgres", "postgres");
        new Migrations().customize(flyway);
        return flyway;
    }
}
