package health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.DOWN;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.UP;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import roles.Role;

/** What a process is ready for while Kafka is down. */
class ServersReadinessTest {

    static Stream<Set<Role>> doWithoutKafka() {
        return Stream.of(EnumSet.of(Role.INGEST), EnumSet.of(Role.API), EnumSet.of(Role.API, Role.POLL), EnumSet.allOf(Role.class));
    }

    static Stream<Set<Role>> needKafka() {
        return Stream.of(EnumSet.of(Role.NORMALIZE), EnumSet.of(Role.STORE), EnumSet.of(Role.ERP), EnumSet.of(Role.POLL));
    }

    @ParameterizedTest
    @MethodSource("doWithoutKafka")
    void whoTakesWebhooksOrServesTheApiIsReadyWithPostgresAlone(Set<Role> roles) {
        assertThat(withoutKafka(roles, postgres())).isEqualTo(UP);
    }

    @ParameterizedTest
    @MethodSource("needKafka")
    void whoDoesNeitherIsNotReadyWithPostgresAlone(Set<Role> roles) {
        assertThat(withoutKafka(roles, postgres())).isEqualTo(DOWN);
    }

    @ParameterizedTest
    @MethodSource("doWithoutKafka")
    void nobodyIsReadyWithNeither(Set<Role> roles) {
        assertThat(withoutKafka(roles, postgresDown())).isEqualTo(DOWN);
    }

    private static Status withoutKafka(Set<Role> roles, DataSource postgres) {
        Admin kafka = fake(Admin.class, call -> {
            throw new KafkaException("no address of Kafka resolves");
        });
        return new ServersReadiness(() -> roles, kafka, "kafka.invalid:9092", postgres).call().getStatus();
    }

    private static DataSource postgres() {
        Connection valid = fake(Connection.class, call -> call.equals("isValid") ? true : null);
        return fake(DataSource.class, call -> valid);
    }

    private static DataSource postgresDown() {
        return fake(DataSource.class, call -> {
            throw new SQLException("the connection was refused");
        });
    }

    private interface Calls {
        Object answer(String call) throws SQLException;
    }

    private static <T> T fake(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(ServersReadinessTest.class.getClassLoader(), new Class<?>[] {type},
            (proxy, method, arguments) -> calls.answer(method.getName())));
    }
}
