package database;

import static org.assertj.core.api.Assertions.assertThat;

import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class PooledConnectionTest {

    @Inject
    DataSource database;

    @Test
    void tellsPostgresqlToEndTheTransactionOfAHostThatIsGone() throws SQLException {
        try (Connection connection = database.getConnection()) {
            // When
            List<String> told = new Statements(connection).query("""
                select current_setting(name) from unnest(array['tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count',
                       'idle_in_transaction_session_timeout']) as name""", row -> row.getString(1));

            // Then
            assertThat(told).containsExactly("10", "5", "3", "5min");
        }
    }
}
