package health;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import roles.Role;
import roles.Roles;

/**
 * Whether Kafka and PostgreSQL answer. A process that takes webhooks is ready while one of them does, since one is enough
 * to keep a message; one that serves the API without taking webhooks needs PostgreSQL alone; any other needs both. Readiness
 * only: restarting this process would bring neither back.
 */
@Readiness
@ApplicationScoped
public class ServersReadiness implements HealthCheck {

    private static final int LIMIT_SECONDS = 1;
    private static final String UP = "UP";

    private final Roles roles;
    private final Admin kafka;
    private final String kafkaAddress;
    private final DataSource postgres;

    ServersReadiness(Roles roles, Admin kafka, @ConfigProperty(name = "kafka.bootstrap.servers") String kafkaAddress, DataSource postgres) {
        this.roles = roles;
        this.kafka = kafka;
        this.kafkaAddress = kafkaAddress;
        this.postgres = postgres;
    }

    @Override
    public HealthCheckResponse call() {
        // Both are asked at once: a prober does not wait long.
        Future<?> nodes = nodes();
        String postgresState = postgres();
        String kafkaState = kafka(nodes);
        boolean isKafkaUp = kafkaState.equals(UP);
        boolean isPostgresUp = postgresState.equals(UP);
        return HealthCheckResponse.named("Kafka and PostgreSQL")
            .withData("kafka", kafkaState).withData("kafka-address", kafkaAddress).withData("postgresql", postgresState)
            .status(isReady(isKafkaUp, isPostgresUp)).build();
    }

    private boolean isReady(boolean isKafkaUp, boolean isPostgresUp) {
        if (roles.has(Role.INGEST)) {
            return isKafkaUp || isPostgresUp;
        }
        return isPostgresUp && (isKafkaUp || roles.has(Role.API));
    }

    private Future<?> nodes() {
        try {
            return kafka.describeCluster(new DescribeClusterOptions().timeoutMs(LIMIT_SECONDS * 1000)).nodes();
        } catch (KafkaException unresolved) {
            return CompletableFuture.failedFuture(unresolved);
        }
    }

    private static String kafka(Future<?> nodes) {
        try {
            nodes.get();
            return UP;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down(e);
        } catch (ExecutionException e) {
            return down(e.getCause());
        }
    }

    private String postgres() {
        try (Connection connection = postgres.getConnection()) {
            return connection.isValid(LIMIT_SECONDS) ? UP : "DOWN: a connection is no longer valid";
        } catch (SQLException e) {
            return down(e);
        }
    }

    private static String down(Throwable cause) {
        return "DOWN: " + cause.getMessage();
    }
}
