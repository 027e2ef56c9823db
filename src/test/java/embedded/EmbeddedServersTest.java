package embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embedded.EmbeddedServers.Server;
import embedded.TestServers.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServersTest {

    @TempDir
    Path dir;

    @Test
    void keepsItsDataAcrossARestart() throws Exception {
        // Given
        try (EmbeddedServers first = EmbeddedServers.start(new Settings(dir, 0, 0), EnumSet.allOf(Server.class))) {
            execute(first, "CREATE TABLE kept AS SELECT 42 AS answer");
            try (Admin admin = admin(first)) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
            }
        }

        // When, on other ports
        try (EmbeddedServers second = EmbeddedServers.start(new Settings(dir, 0, 0), EnumSet.allOf(Server.class));
             Admin admin = admin(second)) {

            // Then
            assertThat(query(second, "SELECT answer FROM kept")).isEqualTo("42");
            assertThat(admin.listTopics().names().get()).contains("kept");
        }
    }

    @Test
    void losesNothingCommittedInAPowerCutAndListensOnLoopbackOnly() throws SQLException {
        try (EmbeddedServers servers = startPostgres()) {
            assertThat(query(servers, "SHOW fsync")).isEqualTo("on");
            assertThat(query(servers, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(servers, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(query(servers, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void aSecondOneOnTheSameDirectoryIsToldWhatToDo() {
        // Given
        try (EmbeddedServers first = startPostgres()) {

            // When, Then
            assertThat(first.addresses()).containsKey(Server.POSTGRESQL.addressKey);
            assertThatThrownBy(this::startPostgres).isInstanceOf(EmbeddedServersException.class)
                .hasMessageContaining(dir.toString())
                .hasMessageContaining("in use by process " + ProcessHandle.current().pid())
                .hasMessageContaining("ordersync.embedded.dir")
                .hasMessageContaining("QUARKUS_DATASOURCE_JDBC_URL")
                .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS");
        }
    }

    @Test
    void startsWhenTheProcessIdOfALostServerBelongsToAnotherProcess() throws Exception {
        // Given
        startPostgres().close();
        Path pidFile = dir.resolve("postgres").resolve("postmaster.pid");
        Files.writeString(pidFile, ProcessHandle.current().pid() + "\n" + dir.resolve("postgres") + "\n");

        // When
        try (EmbeddedServers servers = startPostgres()) {

            // Then
            assertThat(query(servers, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void startsWhenTheFirstInitialisationWasCutShort() throws Exception {
        // Given
        Files.createDirectories(dir.resolve("postgres"));
        Files.writeString(dir.resolve("postgres").resolve("postgresql.conf"), "");
        Files.writeString(dir.resolve("postgres.initialising"), "");

        // When
        try (EmbeddedServers servers = startPostgres()) {

            // Then
            assertThat(query(servers, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void namesTheKeyOfAPortThatIsTakenAndLeavesNothingRunning() throws IOException {
        // Given
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(LoopbackPort.HOST))) {

            // When, Then
            assertThatThrownBy(() -> EmbeddedServers.start(new Settings(dir, 0, other.getLocalPort()),
                EnumSet.allOf(Server.class))).isInstanceOf(EmbeddedServersException.class)
                .hasMessageContaining("Port " + other.getLocalPort()).hasMessageContaining("ordersync.embedded.kafka-port");
            assertThat(dir.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
        }
    }

    private EmbeddedServers startPostgres() {
        return EmbeddedServers.start(new Settings(dir, 0, 0), Set.of(Server.POSTGRESQL));
    }

    private static Admin admin(EmbeddedServers servers) {
        return Admin.create(Map.of("bootstrap.servers", servers.addresses().get(Server.KAFKA.addressKey)));
    }

    private static void execute(EmbeddedServers servers, String sql) throws SQLException {
        try (Connection connection = connect(servers); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedServers servers, String sql) throws SQLException {
        try (Connection connection = connect(servers); Statement statement = connection.createStatement();
             ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static Connection connect(EmbeddedServers servers) throws SQLException {
        return DriverManager.getConnection(servers.addresses().get(Server.POSTGRESQL.addressKey), "postgres", "");
    }
}
