package access;

import static org.assertj.core.api.Assertions.assertThat;

import database.Schema;
import database.Sql;
import embedded.TestServers;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of replicas that start at once on an empty database one makes the first user, and so one prints a password. */
class FirstAdministratorTest {

    private static final int REPLICAS = 8;
    private static final String DATABASE = "first_administrator";

    @Test
    void isMadeByOneOfThoseThatStartAtOnce() throws Exception {
        // Given
        Map<String, String> servers = TestServers.addresses();
        String url = servers.get("quarkus.datasource.jdbc.url");
        try (Connection admin = DriverManager.getConnection(url, "postgres", "postgres"); Statement statement = admin.createStatement()) {
            statement.execute("drop database if exists " + DATABASE);
            statement.execute("create database " + DATABASE);
        }
        String own = url.replaceAll("/[^/?]+(\\?.*)?$", "/" + DATABASE + "$1");
        Schema.migrate(own);
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> pool.maxSize(REPLICAS)
            .connectionFactoryConfiguration(factory -> factory.jdbcUrl(own).principal(new NamePrincipal("postgres")).credential(new SimplePassword("postgres"))));
        ExecutorService replicas = Executors.newFixedThreadPool(REPLICAS);
        try (AgroalDataSource source = AgroalDataSource.from(configuration)) {
            Users users = new Users(new Sql(source));

            // When
            List<Future<Boolean>> made = replicas.invokeAll(IntStream.range(0, REPLICAS)
                .mapToObj(i -> (Callable<Boolean>) () -> users.addFirst("admin", "Administrator", "hash-" + i, Access.ADMIN)).toList());

            // Then
            long makers = 0;
            for (Future<Boolean> one : made) {
                makers += one.get() ? 1 : 0;
            }
            assertThat(makers).isEqualTo(1);
            assertThat(users.addFirst("another", "Another", "hash", Access.ADMIN)).isFalse();
        } finally {
            replicas.shutdownNow();
        }
    }
}
