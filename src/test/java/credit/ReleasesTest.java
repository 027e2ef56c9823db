package credit;

import static credit.CreditDatabase.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
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

    @Test
    void anOrderThatFitsIsFoundBehindMoreThanOneTransactionLooksAt() throws SQLException {
        // Given an order that waits behind many others, none of which fits either
        database.dealer("d1", 100);
        ledger.decide(List.of(event("held", 1, "PENDING", "d1", 100L)));
        ledger.decide(IntStream.rangeClosed(1, Releases.ORDERS_MAX).mapToObj(i -> event("o" + i, 2, "PENDING", "d1", 60L)).toList());
        ledger.decide(List.of(event("last", 3, "PENDING", "d1", 10L)));

        // When there is room for it alone
        ledger.decide(List.of(event("held", 4, "CONFIRMED", null, 50L)));
        int released = releases.run();

        // Then
        assertThat(released).isEqualTo(1);
        assertThat(database.sums("d1")).isEqualTo("0/60");
        assertThat(database.column("select release_due from dealer")).containsExactly("f");
        assertThat(database.column("select * from release_place")).isEmpty();
    }

    @Test
    void whoGoesOnForOneThatDiedLooksFromThePlaceItHadReachedAndThenAtWhatWasMarkedSince() throws SQLException {
        // Given
        database.dealer("d1", 100);
        database.desk().lock("d1");
        ledger.decide(List.of(event("o1", 1, "PENDING", "d1", 60L), event("o2", 2, "PENDING", "d1", 60L)));
        database.execute("insert into release_place select customer_id, ordered_at, order_id, shop_id, platform from credit_order where order_id = 'o1'");
        database.desk().unlock("d1");

        // When
        int released = releases.run();

        // Then
        assertThat(released).isEqualTo(1);
        assertThat(database.column("select order_id from credit_order where locked")).containsExactly("o1");
        assertThat(database.column("select release_due from dealer")).containsExactly("t");
        assertThat(database.column("select * from release_place")).isEmpty();
    }
}
