package credit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random trade on a real PostgreSQL, against a simple model, compared to the last đồng after every step. The seed that a failure
 * names replays it: {@code -Dtest=LedgerFuzzTest -Dcredit.fuzz.seed=42}; {@code -Dcredit.fuzz.steps=} and
 * {@code -Dcredit.fuzz.seeds=} make it run longer.
 */
class LedgerFuzzTest {

    private static final int STEPS = Integer.getInteger("credit.fuzz.steps", 150);
    private static final int RANDOM_SEEDS = Integer.getInteger("credit.fuzz.seeds", 1);

    private static CreditDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = new CreditDatabase("ledger_fuzz");
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    static LongStream seeds() {
        Long one = Long.getLong("credit.fuzz.seed");
        return one != null ? LongStream.of(one)
            : LongStream.concat(LongStream.rangeClosed(1, 6), ThreadLocalRandom.current().longs(RANDOM_SEEDS, 1_000, Integer.MAX_VALUE));
    }

    @ParameterizedTest(name = "-Dcredit.fuzz.seed={0}")
    @MethodSource("seeds")
    void theLedgerDoesWhatItsModelDoes(long seed) throws SQLException {
        // Given
        database.clear();
        RandomTrade trade = new RandomTrade(database, seed);

        for (int step = 1; step <= STEPS; step++) {
            String done = null;
            try {
                // When
                done = trade.step();

                // Then
                trade.proveIt();
            } catch (AssertionError | RuntimeException | SQLException e) {
                throw new AssertionError("-Dcredit.fuzz.seed=" + seed + " step " + step + ": " + (done == null ? trade.doing() : done), e);
            }
        }
        assertThat(trade.accepted()).as("orders that were accepted").isPositive();
    }
}
