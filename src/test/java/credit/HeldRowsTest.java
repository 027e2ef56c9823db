package credit;

import static credit.CreditDatabase.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import orders.OrderKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody holds the row of one dealer, {@code b}: what is done for others beside it is done all the same. */
class HeldRowsTest {

    private static final List<String> DEALERS = List.of("a", "b", "c");
    private static CreditDatabase database;

    private final CreditLedger ledger = database.ledger();
    private final Releases releases = database.releases();
    private Connection holder;

    @BeforeAll
    static void open() throws SQLException {
        database = new CreditDatabase("held_rows");
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @BeforeEach
    void givenDealers() throws SQLException {
        database.clear();
        for (String dealer : DEALERS) {
            database.dealer(dealer, 100);
        }
    }

    @AfterEach
    void letGo() throws SQLException {
        holder.close();
        assertThat(database.broken()).isEmpty();
    }

    @Test
    void theirOrdersAreReleased() throws SQLException {
        // Given
        for (String dealer : DEALERS) {
            database.desk().lock(dealer);
            ledger.decide(List.of(event("of-" + dealer, 1, "PENDING", dealer, 60L)));
            database.desk().unlock(dealer);
        }
        hold("b");

        // When
        int released = releases.run();

        // Then
        assertThat(released).isEqualTo(2);
        assertThat(database.column("select order_id from credit_order where locked")).containsExactly("of-b");
        assertThat(database.column("select customer_id from dealer where release_due")).containsExactly("b");
    }

    @Test
    void theirReleasesByHandEnd() throws SQLException {
        // Given
        for (String dealer : DEALERS) {
            ledger.decide(List.of(event("of-" + dealer, 1, "PENDING", dealer, 150L)));
            ledger.override(new OrderKey("b2b", "default", "of-" + dealer), "a good customer", Instant.now().minusSeconds(1), "api");
        }
        hold("b");

        // When
        releases.endOverrides();

        // Then
        assertThat(database.column("select order_id from credit_order where locked order by order_id")).containsExactly("of-a", "of-c");
    }

    @Test
    void theirTemporaryLimitsEnd() throws SQLException {
        // Given
        database.execute("update dealer set temporary_limit = 200, temporary_until = now() - interval '1 second'");
        hold("b");

        // When
        int ended = database.desk().endTemporaryLimits();

        // Then
        assertThat(ended).isEqualTo(2);
        assertThat(database.column("select customer_id from dealer where temporary_until is not null")).containsExactly("b");
    }

    private void hold(String dealer) throws SQLException {
        holder = database.source.getConnection();
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute("select 1 from dealer where customer_id = '" + dealer + "' for update");
        }
    }
}
