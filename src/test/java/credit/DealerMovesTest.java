package credit;

import static org.assertj.core.api.Assertions.assertThat;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;

/** Dealers that move while money moves. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class DealerMovesTest {

    private static final int DEALERS = 8;
    private static final int THREADS = 6;
    private static final int STEPS = 40;

    @Inject
    Sql sql;

    @Inject
    Dealers dealers;

    @Inject
    CreditLedger ledger;

    private final String p = "m" + UUID.randomUUID().toString().substring(0, 8) + "-";

    @RepeatedTest(3)
    void theSumsOfPoolsStayThoseOfTheLedgerWhateverMovesAtOnce() throws Exception {
        // Given
        for (int i = 0; i < DEALERS; i++) {
            dealers.apply(List.of(dealer(i, null)));
        }
        long seed = new Random().nextLong();

        // When some move dealers, alone and several at once, and others move money
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> runs = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + i);
            boolean moves = i % 2 == 0;
            runs.add(threads.submit(() -> {
                for (int step = 0; step < STEPS; step++) {
                    if (moves) {
                        move(random);
                    } else {
                        ledger.adjust(p + random.nextInt(DEALERS), BigDecimal.valueOf(random.nextInt(1000) - 500), "test", "api");
                    }
                }
                return null;
            }));
        }
        for (Future<?> run : runs) {
            run.get();
        }
        threads.shutdown();

        // Then
        assertThat(sql.query("select \"of\" || ': ' || what from credit_broken where \"of\" like ?", row -> row.getString(1), p + "%")).as("seed " + seed).isEmpty();
        assertThat(sql.query("select d.customer_id from dealer d join dealer a on a.customer_id = d.parent where d.customer_id like ? and d.pool[2:] <> a.pool",
            row -> row.getString(1), p + "%")).as("seed " + seed).isEmpty();
    }

    private void move(Random random) throws Exception {
        int first = random.nextInt(DEALERS);
        int second = (first + 1 + random.nextInt(DEALERS - 1)) % DEALERS;
        try {
            dealers.apply(random.nextBoolean() ? List.of(dealer(first, parent(random))) : List.of(dealer(first, parent(random)), dealer(second, parent(random))));
        } catch (ImpossibleDealersException circle) {
            // Some moves cannot be; they change nothing.
        }
    }

    private Integer parent(Random random) {
        int parent = random.nextInt(DEALERS + 2);
        return parent < DEALERS ? parent : null;
    }

    private DealerTerms dealer(int i, Integer parent) {
        return new DealerTerms(p + i, "A", BigDecimal.TEN, "VND", 30, 5, parent == null ? null : p + parent);
    }
}
