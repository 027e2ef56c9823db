package mappings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import mappings.Outcome.Canonical;
import mappings.Outcome.Dead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where reload is on, an edit of a mapping takes effect without a restart, and a broken one takes none. */
class MappingReloadTest {

    private static final String MESSAGE = "{\"kind\":\"order\",\"shop\":1,\"order\":7,\"status\":\"lost\",\"at\":1600000000}";

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final AtomicLong nanos = new AtomicLong();

    @TempDir
    private Path root;

    @Test
    void anEditTakesEffectOnAMessageThatFollows() {
        // Given
        TestChannel folder = TestChannel.in(root);
        MappingRegistry registry = MappingRegistry.of(root, true);
        assertThat(map(registry)).isInstanceOf(Dead.class);
        // When
        folder.with("status.csv", TestChannel.STATUSES + "lost,FAILED,\n");
        // Then
        await().untilAsserted(() -> assertThat(map(registry)).isInstanceOf(Canonical.class));
    }

    @Test
    void aBrokenEditLeavesTheChannelsAsTheyWereUntilItIsMended() {
        // Given
        TestChannel folder = TestChannel.in(root).with("status.csv", TestChannel.STATUSES + "lost,FAILED,\n");
        MappingRegistry registry = MappingRegistry.of(root, true, nanos::get);
        String before = map(registry).mapping();
        // When
        folder.with("order.jslt", "{");
        nanos.addAndGet(LOOK_EVERY.toNanos());
        assertThat(map(registry).mapping()).isEqualTo(before);
        folder.with("order.jslt", TestChannel.MAPPING + "// mended\n");
        nanos.addAndGet(LOOK_EVERY.toNanos());
        // Then
        assertThat(map(registry)).isInstanceOf(Canonical.class).extracting(Outcome::mapping).isNotEqualTo(before);
    }

    @Test
    void noThreadGoesOnWithTheChannelsOfBeforeOnceOneHasTheEdit() throws Exception {
        // Given
        TestChannel folder = TestChannel.in(root);
        MappingRegistry registry = MappingRegistry.of(root, true, nanos::get);
        folder.with("status.csv", TestChannel.STATUSES + "lost,FAILED,\n");
        nanos.addAndGet(LOOK_EVERY.toNanos());
        // When
        List<Callable<Outcome>> messages = Collections.nCopies(8, () -> map(registry));
        ExecutorService threads = Executors.newFixedThreadPool(messages.size());
        List<Future<Outcome>> outcomes = threads.invokeAll(messages);
        threads.shutdown();
        // Then
        for (Future<Outcome> outcome : outcomes) {
            assertThat(outcome.get()).isInstanceOf(Canonical.class);
        }
    }

    @Test
    void whatIsRefreshedMeetsAnEditOfThisVeryMoment() {
        // Given
        TestChannel folder = TestChannel.in(root);
        MappingRegistry registry = MappingRegistry.of(root, true);
        // When
        folder.with("status.csv", TestChannel.STATUSES + "lost,FAILED,\n");
        registry.refresh();
        // Then
        assertThat(map(registry)).isInstanceOf(Canonical.class);
    }

    @Test
    void anEditThatTheCompilerFailsOnLeavesTheChannelsAndIsNoReasonToFailAMessage() {
        // Given
        TestChannel folder = TestChannel.in(root).with("status.csv", TestChannel.STATUSES + "lost,FAILED,\n");
        MappingRegistry registry = MappingRegistry.of(root, true);
        String before = map(registry).mapping();
        // When
        folder.with("order.jslt", TestChannel.MAPPING.replace("id(.status),", "id(5 / 0),"));
        registry.refresh();
        // Then
        assertThat(map(registry).mapping()).isEqualTo(before);
    }

    @Test
    void aDirectoryThatLosesAllItsChannelsLeavesThemAsTheyWere() {
        // Given
        TestChannel folder = TestChannel.in(root).with("status.csv", TestChannel.STATUSES + "lost,FAILED,\n");
        MappingRegistry registry = MappingRegistry.of(root, true);
        // When
        folder.remove();
        registry.refresh();
        // Then
        assertThat(map(registry)).isInstanceOf(Canonical.class);
    }

    private static Outcome map(MappingRegistry registry) {
        return registry.find("corner-shop").orElseThrow().map(TestChannel.raw("corner-shop", MESSAGE));
    }
}
