package orders;

import static org.assertj.core.api.Assertions.assertThat;

import embedded.TestServers;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class FailoversTest {

    @Inject
    AgroalDataSource database;
    @Inject
    KnownOrders orders;
    @Inject
    Failovers failovers;

    private final OrderKey order = new OrderKey("lazada", "1", UUID.randomUUID().toString());
    private Connection connection;

    /** One of which it is known, and which PostgreSQL does not have. */
    @BeforeEach
    void lost() throws SQLException {
        connection = DriverManager.getConnection(TestServers.addresses().get("quarkus.datasource.jdbc.url"), "postgres", "postgres");
        failovers.onConnectionCreate(connection);
        orders.keep(Map.of(order, OrderState.NOT_STORED.storedBy(1)));
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void anotherConnectionToTheSamePostgresqlEmptiesNothing() throws SQLException {
        // When
        failovers.onConnectionCreate(connection);

        // Then
        assertThat(isKnown()).isTrue();
    }

    @Test
    void aConnectionToAnotherPostgresqlEmptiesWhatIsKnown() throws SQLException {
        // Given one that says that it started at another time
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create schema another");
            statement.execute("create function another.pg_postmaster_start_time() returns timestamptz language sql return timestamptz '2026-11-01'");
            statement.execute("set local search_path = another, pg_catalog, public");
        }

        // When
        failovers.onConnectionCreate(connection);

        // Then
        assertThat(isKnown()).isFalse();
    }

    @Test
    void thePoolTellsOfItsConnections() {
        assertThat(database.getPoolInterceptors()).anyMatch(Failovers.class::isInstance);
    }

    private boolean isKnown() throws SQLException {
        return orders.of(List.of(order), connection).get(order).isStored();
    }
}
