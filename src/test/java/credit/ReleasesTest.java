package credit;

import static credit.CreditDatabase.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReleasesTest {

    private static CreditDatabase database;

    private final CreditLedger ledger = database.ledger();
    private final Releases releases = database.releases();

    @BeforeAll
    static void open() throws SQLException {
        database = new CreditDatabase("releases");
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        database.clear();
    }

    @AfterEach
    void proveTheSums() throws SQLException {
        assertThat(database.broken()).isEmpty();
    }

    @Test
    void theRoomThatAReleasedOrderMakesGoesToAnOlderOne() throws SQLException {
        // Given an order that waits for a rate and holds what it did before, and an older one that does not fit beside it
        database.dealer("d1", 100);
        ledger.decide(List.of(event("o2", 2, "PENDING", "d1", 60L)));
        ledger.decide(List.of(event("o1", 1, "PENDING", "d1", 50L)));
        ledger.decide(List.of(event("o2", 3, "CONFIRMED", null, "1", "USD")));
        database.execute("insert into fx_rate values ('USD', '2026-11-01', 10)");
        database.execute("update dealer set release_due = true");

        // When
        List<Integer> released = List.of(releases.run(), releases.run());

        // Then
        assertThat(released).containsExactly(1, 1);
        assertThat(database.sums("d1")).isEqualTo("0/60");
    }
}
