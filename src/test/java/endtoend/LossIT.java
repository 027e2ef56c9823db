package endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import embedded.PackagedApplication;
import embedded.StoppableServers;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import webhook.SignedSender;

/** The design's first and fourth invariants: every acknowledged message ends as an event or as a dead letter. */
class LossIT {

    private static final Path DIR = Path.of("target", "loss");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** So many more acknowledged before the next blow falls. */
    private static final int UNDER_LOAD = 300;

    @BeforeEach
    void clean() throws Exception {
        FileUtils.deleteDirectory(DIR.toFile());
    }

    @Test
    void losesNothingWhenKilledAgainAndAgainUnderLoad() throws Exception {
        // Given
        try (PackagedApplication application = application().start(); Sender sender = sender(application)) {

            // When
            for (int kill = 1; kill <= 2; kill++) {
                underLoad(sender);
                application.kill();
                application.start();
            }
            underLoad(sender);
            sender.close();

            // Then
            await().atMost(LIMIT).untilAsserted(() -> assertThat(kept(application.jdbcUrl())).containsAll(sender.acknowledged()));
        }
    }

    @Test
    void losesNothingWhenPostgresqlAndKafkaStopAndStart() throws Exception {
        // Given
        StoppableServers servers = new StoppableServers();
        Map<String, String> addresses = servers.start();
        PackagedApplication application = application();
        addresses.forEach(application::with);
        try (application; Sender sender = sender(application.start())) {
            underLoad(sender);

            // When
            for (String server : new String[] {"KAFKA", "POSTGRESQL"}) {
                servers.runs(server, false);
                underLoad(sender);
                servers.runs(server, true);
                underLoad(sender);
            }
            sender.close();

            // Then
            await().atMost(LIMIT).ignoreException(SQLException.class)
                .untilAsserted(() -> assertThat(kept(application.jdbcUrl())).containsAll(sender.acknowledged()));
        } finally {
            servers.stop();
        }
    }

    private static PackagedApplication application() {
        return new PackagedApplication(DIR).with("ordersync.channels.standard.secrets", SignedSender.SECRET);
    }

    private static Sender sender(PackagedApplication application) {
        return new Sender(URI.create(application.httpUrl()).getPort());
    }

    private static void underLoad(Sender sender) {
        int before = sender.acknowledged().size();
        await().atMost(LIMIT).until((Callable<Boolean>) () -> sender.acknowledged().size() >= before + UNDER_LOAD);
    }

    /** The order ids of all events and all dead letters. */
    private static Set<String> kept(String jdbcUrl) throws SQLException {
        Set<String> kept = new HashSet<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl, "postgres", "postgres");
             Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery("""
                 select order_id from order_event union select split_part(key, ':', 3) from dead_letter""")) {
            while (rows.next()) {
                kept.add(rows.getString(1));
            }
        }
        return kept;
    }
}
