package topics;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether Kafka answers. Readiness only: restarting this process would not bring a broker back. */
@Readiness
@ApplicationScoped
public class KafkaReadiness implements HealthCheck {

    private final Admin admin;
    private final String address;

    KafkaReadiness(Admin admin, @ConfigProperty(name = "kafka.bootstrap.servers") String address) {
        this.admin = admin;
        this.address = address;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("Kafka").withData("address", address);
        try {
            return response.withData("nodes", admin.describeCluster().nodes().get().size()).up().build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return response.down().build();
        } catch (Exception e) {
            return response.withData("error", String.valueOf(e.getCause())).down().build();
        }
    }
}
