package web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import embedded.PackagedApplication;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import webhook.SignedSender;

/** The packaged application with its demo data, a browser, and an administrator who is signed in. */
abstract class DemoDashboard {

    private static final Path DIR = Path.of("target", "dashboard");
    static final Duration LIMIT = Duration.ofMinutes(5);
    static final String ADMIN_PASSWORD = "admin-test-password";
    static final String DEALER_PASSWORD = "dealer-test-password";

    static PackagedApplication application;
    static Chromium chromium;
    /** Of an administrator, whom all pages are open to. */
    static Dashboard admin;

    @BeforeAll
    static void anAdministratorIsSignedIn() throws Exception {
        FileUtils.deleteDirectory(DIR.toFile());
        application = new PackagedApplication(DIR).with("ordersync.demo", "true").with("ordersync.demo.password", DEALER_PASSWORD)
            .with("ordersync.demo.history-orders", "150").with("ordersync.demo.history-per-second", "200")
            .with("ordersync.security.admin-password", ADMIN_PASSWORD).with("ordersync.channels.standard.secrets", SignedSender.SECRET)
            .start();
        chromium = Chromium.start(application.httpUrl());
        await().atMost(LIMIT).until(() -> count("select count(*) from reconciliation where state = 'DONE'") == 2);
        admin = Dashboard.open(chromium.window("vi-VN"), "vi").signedIn("admin", ADMIN_PASSWORD);
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (application != null) {
            application.close();
        }
    }

    static void tell(String orderId, String status, String at) throws Exception {
        tell("{\"platform\":\"website\",\"shopId\":\"demo-web\",\"orderId\":\"%s\",\"status\":\"%s\",\"updatedAt\":\"%s\"}".formatted(orderId, status, at));
    }

    static void tell(String message) throws Exception {
        assertThat(new SignedSender(URI.create(application.httpUrl()).getPort()).sendSigned(message.getBytes(UTF_8)).statusCode()).isEqualTo(200);
    }

    static long count(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(application.jdbcUrl(), "postgres", "postgres");
             Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
