package credit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import embedded.StoppableRedis;
import embedded.TestServers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks whose accounts are kept in Redis. */
@QuarkusTest
@TestProfile(RedisStatesTest.WithRedis.class)
class RedisStatesTest {

    public static class WithRedis implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("ordersync.credit.requests-per-second", "1000000");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(TestServers.class), new TestResourceEntry(StoppableRedis.class));
        }
    }

    private static final Duration MAY_BE_OLD = Duration.ofSeconds(1);
    private static final int CHECKERS = 2;

    Consumer<Boolean> redisRuns;
    @Inject
    DataSource database;
    @Inject
    MeterRegistry meters;
    @Inject
    CreditStates states;
    @Inject
    StatePartitions partitions;
    @Inject
    RedisDataSource redis;

    private final String dealer = "r-" + UUID.randomUUID();
    private DealerChanges dealers;

    /** How the dealer is since when; null while it changes. */
    private record Known(boolean isLocked, long sinceNanos) { }

    private volatile Known known;
    private volatile boolean stopped;
    private final AtomicInteger verified = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void connect() {
        dealers = new DealerChanges(database);
    }

    @AfterEach
    void stopChecks() {
        stopped = true;
    }

    @Test
    void anAccountIsKeptForFiveMinutesAndItsVersionTellsWhichHolds() {
        // Given
        dealers.add(dealer, "1000");
        awaitHit();

        // When an older state comes late, told or read
        int partition = partitions.of(dealer).getAsInt();
        states.told(partition, List.of(account("1", 0)), 0);
        states.read(List.of(account("2", 0)), PostgresClock.micros(Instant.now().plusSeconds(60)));

        // Then
        assertThat(check().<String>path("limit")).isEqualTo("1000");
        assertThat(redis.key().pttl("credit:{" + partition + "}:account:" + dealer)).isBetween(1L, Duration.ofMinutes(5).toMillis());
    }

    @Test
    void whatWasReadBeforeTheLastTickIsNotKept() {
        // Given a dealer that is not in Redis
        String unknown = "r-" + UUID.randomUUID();
        dealers.add(dealer, "1000");
        awaitHit();

        // When
        states.read(List.of(account(unknown, "1", 1)), PostgresClock.micros(Instant.now().minusSeconds(60)));
        states.told(partitions.of(unknown).getAsInt(), List.of(), 0);

        // Then
        assertThat(redis.key().exists("credit:{" + partitions.of(unknown).getAsInt() + "}:account:" + unknown)).isFalse();
    }

    @Test
    void whatIsToldOfAnAccountThatIsNotThereAnswersNoCheckAndKeepsOlderReadsOut() {
        // Given ticks that are fresh, and a process that comes to an old state of a dealer when Redis no longer has it
        dealers.add(dealer, "1000");
        awaitHit();
        String late = "r-" + UUID.randomUUID();
        int partition = partitions.of(late).getAsInt();
        states.told(partition, List.of(account(late, "3", 3)), 0);
        CreditStates.Look told = states.look(late).await().indefinitely();

        // When checks read it, one of them before it was as it is told
        states.read(List.of(account(late, "2", 2)), PostgresClock.micros(Instant.now().plusSeconds(60)));
        states.told(partition, List.of(), 0);
        CreditStates.Look readBefore = states.look(late).await().indefinitely();
        states.read(List.of(account(late, "3", 3)), PostgresClock.micros(Instant.now().plusSeconds(60)));

        // Then
        assertThat(told).isEqualTo(CreditStates.Look.ABSENT);
        assertThat(readBefore).isEqualTo(CreditStates.Look.ABSENT);
        await().untilAsserted(() -> assertThat(states.look(late).await().indefinitely().result()).isEqualTo(CreditStates.Result.HIT));
        states.told(partition, List.of(account(late, "4", 4)), 0);
        await().untilAsserted(() -> assertThat(states.look(late).await().indefinitely().standing().own().limit(Instant.now())).isEqualByComparingTo("4"));
    }

    @Test
    void redisStoppedUnderLoadGivesNoWrongAnswerAndIsUsedAgainOnceItIsBack() throws Exception {
        // Given
        dealers.add(dealer, "1000");
        awaitHit();
        ExecutorService checkers = Executors.newFixedThreadPool(CHECKERS);
        List<Future<?>> running = List.of(checkers.submit(this::checkUntilStopped), checkers.submit(this::checkUntilStopped));
        change(true);
        change(false);

        // When
        redisRuns.accept(false);
        change(true);
        change(false);
        change(true);
        redisRuns.accept(true);

        // Then
        change(false);
        change(true);
        change(false);
        awaitHit();
        stopped = true;
        for (Future<?> checker : running) {
            checker.get();
        }
        checkers.shutdown();
        assertThat(wrong).isEmpty();
    }

    /** Locks or unlocks the dealer, and has enough checks verified of how it is then. */
    private void change(boolean lock) {
        known = null;
        dealers.set(dealer, lock ? "locked_by_hand = 'test'" : "locked_by_hand = null");
        known = new Known(lock, System.nanoTime());
        int before = verified.get();
        await().until(() -> verified.get() >= before + 20);
    }

    private void checkUntilStopped() {
        while (!stopped) {
            Known before = known;
            long sentNanos = System.nanoTime();
            Response answer = check();
            if (answer.statusCode() != 200) {
                wrong.add(answer.statusCode() + " " + answer.asString());
            } else if (before != null && before == known && sentNanos - before.sinceNanos > MAY_BE_OLD.toNanos()) {
                if (before.isLocked != "LOCKED".equals(answer.path("decision"))) {
                    wrong.add((before.isLocked ? "is locked: " : "is not: ") + answer.asString());
                }
                verified.incrementAndGet();
            }
        }
    }

    private void awaitHit() {
        await().until(() -> {
            double before = meters.counter("credit.cache", "result", "hit").count();
            return check().statusCode() == 200 && meters.counter("credit.cache", "result", "hit").count() > before;
        });
    }

    private Response check() {
        return given().contentType("application/json").body("{\"customerId\": \"" + dealer + "\", \"amount\": 1}").post("/credit/check");
    }

    private Account account(String limit, long version) {
        return account(dealer, limit, version);
    }

    private static Account account(String dealer, String limit, long version) {
        return new Account(dealer, null, "VND", new BigDecimal(limit), null, null, 0, 0, List.of(dealer), BigDecimal.ZERO, BigDecimal.ZERO,
            BigDecimal.ZERO, BigDecimal.ZERO, null, null, version);
    }
}
