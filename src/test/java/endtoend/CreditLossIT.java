package endtoend;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import webhook.SignedSender;

/** A process that dies between a decision and its message loses no dealer's order, and holds none twice. */
class CreditLossIT {

    private static final Path DIR = Path.of("target", "credit-loss");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** So many more acknowledged before the next blow falls. */
    private static final int UNDER_LOAD = 300;
    private static final int DEALERS = 3;

    @BeforeEach
    void clean() throws Exception {
        FileUtils.deleteDirectory(DIR.toFile());
    }

    @Test
    void eachOrderIsStoredAndHeldOnceThoughKilledAgainAndAgain() throws Exception {
        // Given a dealer with room for all its orders of 1000, and two with room for 50 and for none
        PackagedApplication application = new PackagedApplication(DIR).with("ordersync.channels.standard.secrets", SignedSender.SECRET);
        try (application) {
            application.start();
            List.of("1000000000", "50000", "0").forEach(limit -> run(application, """
                insert into dealer (customer_id, name, currency, credit_limit, terms_days, grace_days, pool)
                select 'D-' || n, 'Dealer', 'VND', %s, 30, 0, array['D-' || n] from (select count(*) as n from dealer) as _""".formatted(limit)));
            try (Sender sender = new Sender(URI.create(application.httpUrl()).getPort(), number -> "\"dealerId\":\"D-" + number % DEALERS + "\",")) {

                // When it is killed under load, and once while orders are released
                for (int kill = 1; kill <= 2; kill++) {
                    underLoad(sender);
                    if (kill == 2) {
                        run(application, "update dealer set credit_limit = 1000000000, version = version + 1, release_due = true where customer_id = 'D-1'");
                    }
                    application.kill();
                    application.start();
                }
                underLoad(sender);
                sender.close();

                // Then
                await().atMost(LIMIT).untilAsserted(() -> assertThat(column(application,
                    "select order_id from orders union select split_part(key, ':', 3) from dead_letter")).containsAll(sender.acknowledged()));
            }
            await().atMost(LIMIT).untilAsserted(() -> assertThat(column(application, """
                select o.order_id from orders o full join credit_order c using (order_id, shop_id, platform)
                 where o.credit_version is distinct from c.version or o.credit_locked is distinct from c.locked
                    or (o.status = 'ON_HOLD') is distinct from c.locked""")).isEmpty());
            assertThat(column(application, "select \"of\" || ': ' || what from credit_broken")).isEmpty();
            assertThat(column(application, "select order_id from credit_ledger where kind = 'HOLD' group by 1 having count(*) > 1")).isEmpty();
            assertThat(column(application, """
                select d.customer_id from dealer d left join credit_order c on c.customer_id = d.customer_id and not c.locked
                 group by d.customer_id having d.held <> 1000 * count(c.order_id)""")).isEmpty();
            assertThat(column(application, "select distinct customer_id from credit_order where locked")).containsExactly("D-2");
        }
    }

    private static void underLoad(Sender sender) {
        int before = sender.acknowledged().size();
        await().atMost(LIMIT).until((Callable<Boolean>) () -> sender.acknowledged().size() >= before + UNDER_LOAD);
    }

    private static void run(PackagedApplication application, String sql) {
        try (Connection connection = connection(application); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> column(PackagedApplication application, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = connection(application); Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static Connection connection(PackagedApplication application) throws SQLException {
        return DriverManager.getConnection(application.jdbcUrl(), "postgres", "postgres");
    }
}
